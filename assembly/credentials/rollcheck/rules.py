"""Whether a member is ready to vote, and what is missing: decided from facts alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assembly.credentials.rules import WhoVotes


class Unready(StrEnum):
    """Why a member might miss a vote."""

    NO_VOTER = "no_voter"
    NOT_ACCEPTED = "not_accepted"
    SENT_BACK = "sent_back"
    NOBODY_TO_WRITE_TO = "nobody_to_write_to"
    BOUNCED = "bounced"
    NEVER_SIGNED_IN = "never_signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFacts:
    """What is known of a member's vote.

    `can_vote`: somebody is accepted, or holds its proxy. They are whom `bounced` (the last mail to their address
    came back) and `signed_in` (ever) are about; `written_to` is about the member's focal points.
    """

    state: WhoVotes
    can_vote: bool
    written_to: bool
    bounced: bool
    signed_in: bool


def unready(facts: ReadyFacts) -> tuple[Unready, ...]:
    """Return what is missing before a member can vote, the most pressing first; empty: it is ready."""
    if not facts.can_vote:
        why = {WhoVotes.PROPOSED: Unready.NOT_ACCEPTED, WhoVotes.RETURNED: Unready.SENT_BACK}
        missing = [why.get(facts.state, Unready.NO_VOTER)]
    else:
        checks = ((facts.bounced, Unready.BOUNCED), (not facts.signed_in, Unready.NEVER_SIGNED_IN))
        missing = [one for applies, one in checks if applies]
    return (*missing, *(() if facts.written_to else (Unready.NOBODY_TO_WRITE_TO,)))


class DeadlineRefusal(StrEnum):
    """Why the moment until which members can correct who votes is not taken."""

    IN_PAST = "in_past"
    AFTER_THE_EVENT = "after_the_event"


def check_deadline(correct_until: datetime, event_ends_at: datetime, now: datetime) -> DeadlineRefusal | None:
    """Whether members can be asked to correct who votes until then; None means yes."""
    if correct_until <= now:
        return DeadlineRefusal.IN_PAST
    return DeadlineRefusal.AFTER_THE_EVENT if correct_until > event_ends_at else None
