"""Pages of this feature."""

from flask import Blueprint

from assembly.voting.assisted import views as assisted
from assembly.voting.objections import views as objections
from assembly.voting.planned import views as planned
from assembly.voting.restored import views as restored
from assembly.voting.ties import views as ties
from assembly.voting.views import ballot, beginning, conduct, items, profiles, results, scrutiny, staff

BLUEPRINTS: tuple[Blueprint, ...] = (staff.blueprint, ballot.blueprint, scrutiny.blueprint)
__all__ = [
    "BLUEPRINTS",
    "assisted",
    "beginning",
    "conduct",
    "items",
    "objections",
    "planned",
    "profiles",
    "restored",
    "results",
    "ties",
]
