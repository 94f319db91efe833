"""The roles in which people take part in an event."""

from enum import StrEnum
from typing import Final


class ParticipantRole(StrEnum):
    """What somebody is at an event."""

    DELEGATE = "delegate"
    ALTERNATE = "alternate"
    OBSERVER = "observer"
    GUEST = "guest"
    SPEAKER = "speaker"
    INTERPRETER = "interpreter"
    STAFF = "staff"


DELEGATION_ROLES: Final[tuple[ParticipantRole, ...]] = (
    ParticipantRole.DELEGATE,
    ParticipantRole.ALTERNATE,
    ParticipantRole.OBSERVER,
)
"""The roles of a member's delegation, each with its seats."""

INVITED_ROLES: Final[tuple[ParticipantRole, ...]] = (
    ParticipantRole.GUEST,
    ParticipantRole.SPEAKER,
    ParticipantRole.INTERPRETER,
    ParticipantRole.STAFF,
)
"""The roles of those who are invited alone or by a partner organisation; they do not vote."""
