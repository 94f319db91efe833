"""Pages of this feature."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
