"""Conducting an open vote, closing it, publishing what came out. Everything is recorded."""

import secrets
from datetime import datetime

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.outbox import Recipient, post, recipient_of
from assembly.queue import enqueue
from assembly.voting import people, queries, represented
from assembly.voting.assisted.service import expire
from assembly.voting.boxes import box_of
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Cast, CountConfirmation, DeadlineChange, Secrecy, Vote
from assembly.voting.receipts import hash_of_receipts
from assembly.voting.refusals import DeadlineRefusedError, NotConfirmedError, TransitionRefusedError
from assembly.voting.restored.service import refuse_uncompared
from assembly.voting.rules import (
    DeadlineRefusal,
    TransitionRefusal,
    VoteState,
    check_new_deadline,
    check_transition,
    has_passed,
)

COUNT = "voting.count"


def extend_deadline(actor: Actor | None, vote_id: int, new: datetime) -> Vote:
    """Move the deadline of an open vote later, and tell everybody who votes; raise `DeadlineRefusedError`."""
    vote = queries.locked(vote_id)
    now = database_now(db.session())
    if refusal := check_new_deadline(vote.state, vote.closes_at, new, now):
        raise DeadlineRefusedError(refusal)
    _move_deadline(actor, vote, new, now)
    return vote


def suspend(actor: Actor | None, vote_id: int) -> Vote:
    """Take no ballots until the vote is resumed; those cast stay cast."""
    return _go(actor, queries.locked(vote_id), VoteState.SUSPENDED, "vote.suspended")


def resume(actor: Actor | None, vote_id: int, new_deadline: datetime | None = None) -> Vote:
    """Take ballots again; where the deadline has passed meanwhile, only with a later one."""
    vote = queries.locked(vote_id)
    if vote.state is not VoteState.SUSPENDED:  # a draft may go on to be open too, but not by this way
        raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
    refuse_uncompared(vote)
    now = database_now(db.session())
    _go(actor, vote, VoteState.OPEN, "vote.resumed")
    whole_minutes = vote.closes_at.replace(second=0, microsecond=0)  # as a form shows it, and sends it back
    if new_deadline is not None and new_deadline not in {vote.closes_at, whole_minutes}:
        if new_deadline < vote.closes_at:
            raise DeadlineRefusedError(DeadlineRefusal.NOT_LATER)
        _move_deadline(actor, vote, new_deadline, now)
    if has_passed(vote.closes_at, now):
        raise DeadlineRefusedError(DeadlineRefusal.IN_PAST)
    return vote


def close(actor: Actor | None, vote_id: int) -> Vote:
    """End the casting now; pressing twice closes once."""
    vote = queries.locked(vote_id)
    if vote.state not in queries.AFTER_CLOSING:
        _close(actor.person_id if actor else None, vote)
    return vote


def close_if_due(vote_id: int) -> bool:
    """Close a vote whose deadline has passed; return whether this call did. Harmless however often called."""
    vote = queries.locked(vote_id)
    if vote.state is not VoteState.OPEN or not has_passed(vote.closes_at, database_now(db.session())):
        return False
    _close(None, vote)
    return True


def annul(actor: Actor | None, vote_id: int, reason: str) -> Vote:
    """Declare that a vote does not stand, and why; everybody who could vote is told, and who was told a result."""
    vote = queries.locked(vote_id)
    was_published = vote.state is VoteState.PUBLISHED
    was_open = vote.state in {VoteState.OPEN, VoteState.SUSPENDED}
    vote.annulled_reason = reason.strip()
    _go(actor, vote, VoteState.ANNULLED, "vote.annulled", reason=reason)
    if was_open:
        expire(vote)
        _record_secret_casts(vote)
    db.session.flush()
    box_of(vote).empty()  # nobody will count them, and whoever holds the key must not read them
    told = _everybody(vote) if was_published else _voters(vote)
    post("vote-annulled", vote.id, told, event_id=vote.event_id)
    return vote


def publish(actor: Actor | None, vote_id: int) -> Vote:
    """Show the result to everybody, and mail it to all who take part or vote.

    Raises `NotConfirmedError` where a scrutineer has to confirm the count first.
    """
    vote = queries.locked(vote_id)
    if vote.state is VoteState.PUBLISHED:
        return vote
    if vote.confirm_count and vote.confirmation is None:
        raise NotConfirmedError
    vote.published_at = database_now(db.session())
    _go(actor, vote, VoteState.PUBLISHED, "vote.published")
    post("result", vote.id, _everybody(vote), event_id=vote.event_id)
    return vote


def confirm_count(actor: Actor, vote_id: int) -> Vote:
    """Note that a scrutineer found the count right, and publish it where it waited for that; pressing twice is once."""
    vote = queries.locked(vote_id)
    if vote.confirmation is not None:
        return vote
    if vote.state is not VoteState.COUNTED:
        raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
    now = database_now(db.session())
    db.session.add(CountConfirmation(vote_id=vote.id, person_id=actor.person_id, confirmed_at=now))
    db.session.flush()
    db.session.refresh(vote, ["confirmation"])
    record(actor.person_id, "vote.count_confirmed", "vote", vote.id)
    return publish(actor, vote.id) if vote.publish_at_once else vote


def _go(actor: Actor | None, vote: Vote, state: VoteState, action: str, *, reason: str = "") -> Vote:
    if refusal := check_transition(vote.state, state, reason=reason):
        raise TransitionRefusedError(refusal)
    vote.state = state
    db.session.flush()
    record(actor.person_id if actor else None, action, "vote", vote.id)
    return vote


def _close(actor_id: int | None, vote: Vote) -> None:
    if check_transition(vote.state, VoteState.CLOSED):
        raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
    vote.closed_at = database_now(db.session())
    vote.represented_at_deadline = represented.at_deadline(vote, vote.closed_at)
    vote.state = VoteState.CLOSED
    db.session.flush()
    expire(vote)
    _record_secret_casts(vote)
    codes = queries.receipts(vote)
    record(actor_id, "vote.closed", "vote", vote.id, ballots=len(codes), receipts=hash_of_receipts(codes))
    enqueue(COUNT, vote.id)


def _record_secret_casts(vote: Vote) -> None:
    """Record who cast in a secret vote: without time and in random order, so that neither tells anything."""
    if vote.secrecy is not Secrecy.SEALED:
        return
    rows = db.session.execute(select(Cast.person_id, Cast.right_id).where(Cast.vote_id == vote.id)).all()
    for row in secrets.SystemRandom().sample(rows, len(rows)):
        record(row.person_id, "vote.cast", "voting_right", row.right_id, timeless=True, vote=vote.id)


def _move_deadline(actor: Actor | None, vote: Vote, new: datetime, now: datetime) -> None:
    change = DeadlineChange(vote_id=vote.id, old=vote.closes_at, new=new, moved_at=now)
    db.session.add(change)
    vote.closes_at = new
    db.session.flush()
    record(actor.person_id if actor else None, "vote.deadline_moved", "vote", vote.id, change=change.id)
    post("vote-deadline", change.id, _voters(vote), event_id=vote.event_id)


def _voters(vote: Vote) -> list[Recipient]:
    """Return everybody who votes for a member on the roll now, once."""
    voting = holders(right_facts(vote.event_id, [right.member for right in vote.rights]))
    member_of = {person: member for member, person in sorted(voting.items(), reverse=True)}
    return [recipient_of(person, member_of[person.id]) for person in people.people(member_of)]


def _everybody(vote: Vote) -> list[Recipient]:
    """Return all who vote or take part, once; of a practice vote only those who vote: others have not to know."""
    found = {recipient.person_id: recipient for recipient in _voters(vote)}
    if vote.practice:
        return list(found.values())
    for person, member_id in people.participants(vote.event_id):
        found.setdefault(person.id, recipient_of(person, member_id))
    return list(found.values())
