"""The words of notices: what one carries, whom it goes to, and how far it has got."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice carries besides its text."""

    MESSAGE = "message"
    AGENDA = "agenda"  # the programme in both times, and the calendar file


class Group(StrEnum):
    """Whom a notice is for, before roles and regions narrow it."""

    PARTICIPANTS = "participants"
    FOCAL_POINTS = "focal-points"
    WAITING = "waiting"  # focal points of members that have not answered yet


class NoticeState(StrEnum):
    """How far a notice has got."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"  # what is left waits for its time
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"  # what was not sent by then never will be
    SENT = "sent"
