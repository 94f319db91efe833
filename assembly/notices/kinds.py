"""The words of notices: what one carries, whom it goes to, and how far it has got."""

from enum import StrEnum
from typing import Final


class NoticeKind(StrEnum):
    """What a notice carries besides its text."""

    MESSAGE = "message"
    AGENDA = "agenda"  # the programme in both times, and the calendar file


class Template(StrEnum):
    """What every assembly sends, in the order in which it does; the value names the file of its texts."""

    MESSAGE = "message"  # from a greeting on
    SAVE_THE_DATE = "save-the-date"
    INVITATION = "invitation"
    REMINDER = "reminder"
    CONFIRMATION = "confirmation"
    AGENDA = "agenda"
    AGENDA_CHANGED = "agenda-changed"
    JOINING = "joining"
    VOTE_OPENED = "vote-opened"
    NOT_VOTED = "not-voted"
    RESULT = "result"
    THANKS = "thanks"
    CERTIFICATE = "certificate"


class Group(StrEnum):
    """Whom a notice may be for, before facts narrow it."""

    PARTICIPANTS = "participants"
    UNSETTLED = "unsettled"  # invited guests who have not answered, and those who wait for approval or a place
    FOCAL_POINTS = "focal-points"


class Fact(StrEnum):
    """What is known of somebody, by which they can be chosen; it is true of some of its values."""

    ROLE = "role"
    REGION = "region"
    COUNTRY = "country"
    STATUS = "status"
    NEW_MEMBER = "new-member"
    PARTNER = "partner"
    LANGUAGE = "language"
    STATE = "state"
    ANSWER = "answer"
    WHO_VOTES = "who-votes"
    VOTER = "voter"
    VOTED = "voted"
    TO_VOTE = "to-vote"
    DECLARED = "declared"
    OWES_PAPER = "owes-paper"
    CONSENT = "consent"
    GOT = "got"


YES: Final = "yes"
"""The value of a fact that is either so or not."""

EITHER_WAY: Final = frozenset({Fact.NEW_MEMBER, Fact.WHO_VOTES, Fact.VOTER, Fact.DECLARED, Fact.OWES_PAPER})
"""The facts that are either so or not."""

PASSING: Final = frozenset(
    {Fact.STATE, Fact.ANSWER, Fact.WHO_VOTES, Fact.VOTER, Fact.VOTED, Fact.TO_VOTE, Fact.DECLARED, Fact.OWES_PAPER}
)
"""The facts that people change by doing what a notice asks for: they are looked at again before each mail goes."""


class NoticeState(StrEnum):
    """How far a notice has got."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"  # what is left waits for its time
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"  # what was not sent by then never will be
    SENT = "sent"


class Sureness(StrEnum):
    """How sure it is that a mail will be sent which is not in the outbox."""

    PLANNED = "planned"
    CONDITIONAL = "conditional"
    DRAFT = "draft"
