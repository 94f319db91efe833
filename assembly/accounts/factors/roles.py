"""Whose role asks for a second step."""

from collections.abc import Iterable
from typing import Final

from assembly.accounts.models import Role

REQUIRED_OF: Final = frozenset({Role.ADMINISTRATOR, Role.STAFF, Role.SCRUTINEER})
"""Who reads names and addresses of everybody, or sees into votes, does not get in by a mailbox alone."""


def is_required(roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles has to have a second step."""
    return not REQUIRED_OF.isdisjoint(roles)
