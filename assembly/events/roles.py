"""The roles in which people take part in an event."""

from enum import StrEnum


class DelegationRole(StrEnum):
    """Roles of a member's delegation, each with its seats."""

    DELEGATE = "delegate"
    ALTERNATE = "alternate"
    OBSERVER = "observer"
