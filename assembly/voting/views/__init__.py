"""Pages of this feature."""

from flask import Blueprint

from assembly.voting.views import ballot, conduct, items, profiles, results, scrutiny, staff

BLUEPRINTS: tuple[Blueprint, ...] = (staff.blueprint, ballot.blueprint, scrutiny.blueprint)
__all__ = ["BLUEPRINTS", "conduct", "items", "profiles", "results"]
