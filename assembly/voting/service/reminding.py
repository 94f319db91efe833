"""Reminding those who have not voted: when the secretariat asks for it, and once before each deadline."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.outbox import Recipient, post, recipient_of
from assembly.voting import people, queries
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Vote, VoteReminder
from assembly.voting.refusals import TransitionRefusedError
from assembly.voting.rules import TransitionRefusal, VoteState, has_passed

REMINDER: Final = "vote-reminder"
BEFORE_DEADLINE: Final = timedelta(hours=12)
LONG_ENOUGH: Final = timedelta(hours=24)
"""Votes that are open for less are held in a sitting, where everybody is."""


def not_voted(vote: Vote) -> list[Recipient]:
    """Return once whoever votes now for members whose ballot is missing."""
    voting = holders(right_facts(vote.event_id, queries.not_cast(vote)))
    member_of = {person: member for member, person in voting.items()}
    return [recipient_of(person, member_of[person.id]) for person in people.people(member_of)]


def remind(actor: Actor, vote_id: int) -> int:
    """Mail those who have not voted, now; return how many. Raises `TransitionRefusedError` once it is over."""
    vote = queries.locked(vote_id)
    now = database_now(db.session())
    if vote.state is not VoteState.OPEN or has_passed(vote.closes_at, now):
        raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
    return _remind(actor.person_id, vote, VoteReminder(vote_id=vote.id, sent_at=now))


def to_remind() -> Sequence[int]:
    """Return the ids of the open votes that end soon and whose voters were not reminded of this deadline."""
    now = database_now(db.session())
    done = select(VoteReminder.id).where(VoteReminder.vote_id == Vote.id, VoteReminder.deadline == Vote.closes_at)
    soon = select(Vote).where(
        Vote.state == VoteState.OPEN,
        Vote.closes_at > now,
        Vote.closes_at <= now + BEFORE_DEADLINE,
        ~done.exists(),
    )
    votes = db.session.scalars(soon.order_by(Vote.id))
    return [vote.id for vote in votes if vote.opened_at and vote.closes_at - vote.opened_at >= LONG_ENOUGH]


def remind_before_deadline(vote_id: int) -> int:
    """Mail those who have not voted, once for this deadline; return how many."""
    vote = queries.locked(vote_id)
    if vote.id not in to_remind():
        return 0
    now = database_now(db.session())
    return _remind(None, vote, VoteReminder(vote_id=vote.id, deadline=vote.closes_at, sent_at=now))


def _remind(actor_id: int | None, vote: Vote, reminder: VoteReminder) -> int:
    db.session.add(reminder)
    db.session.flush()
    mailed = post(REMINDER, reminder.id, not_voted(vote), event_id=vote.event_id)
    record(actor_id, "vote.reminded", "vote", vote.id, mailed=mailed)
    return mailed
