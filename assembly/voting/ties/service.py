"""Asking the chair to decide a tie, and what they decided."""

from assembly.accounts.models import Role
from assembly.accounts.roles import people_with
from assembly.audit.service import record
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.tally.ballot import MotionChoice
from assembly.voting.models import Vote
from assembly.voting.rules import VoteState
from assembly.voting.ties.models import CastingVote

ASKED = "tie-asked"


def choice_of(vote_id: int) -> MotionChoice | None:
    """Return how the chair decided a tie, if they did."""
    asked = db.session.get(CastingVote, vote_id)
    return asked.choice if asked else None


def ask(vote: Vote) -> None:
    """Leave the vote closed, and mail whoever presides, once."""
    if db.session.get(CastingVote, vote.id) is not None:
        return
    db.session.add(CastingVote(vote_id=vote.id, asked_at=database_now(db.session())))
    db.session.flush()
    record(None, "vote.tie_to_decide", "vote", vote.id)
    chairs = people_with(Role.CHAIR, vote.event_id)
    post(ASKED, vote.id, [recipient_of(person) for person in chairs], event_id=vote.event_id)


def waits(vote: Vote) -> bool:
    """Whether a vote waits for the chair to decide its tie."""
    if vote.state is not VoteState.CLOSED:
        return False
    asked = db.session.get(CastingVote, vote.id)
    return asked is not None and asked.choice is None
