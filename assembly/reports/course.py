"""What happened to a vote, from the audit trail: its course, and addresses that changed while it was open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.accounts.models import Person
from assembly.audit.models import AuditEntry
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.scope import everything
from assembly.voting.models import DeadlineChange, Vote

ADDRESS: Final = {"email", "person"}
"""The fields of a registration whose change gives somebody else's mailbox the way to a ballot."""
LEFT_OUT: Final = {"vote.cast", "vote.created", "vote.edited", "vote.key_ready"}


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the audit trail: its number, when, what, and who did it, if it was a person."""

    number: int
    at: datetime
    action: str
    actor: str | None
    new_deadline: datetime | None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """That mail to somebody who takes part for a member went to another address from then on."""

    number: int
    at: datetime
    member: str
    person: str


def course_of(vote: Vote) -> list[Act]:
    """Return what was done with a vote since it opened, in the order of the trail; casting is left out."""
    statement = (
        select(AuditEntry, Person.name)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(
            AuditEntry.object_type == "vote",
            AuditEntry.object_id == vote.id,
            AuditEntry.action.startswith("vote."),
            AuditEntry.action.not_in(LEFT_OUT),
        )
        .order_by(AuditEntry.id)
    )
    deadlines = _deadlines(vote)
    return [
        Act(entry.id, entry.at, entry.action, name, deadlines.get(entry.details.get("change", 0)))
        for entry, name in db.session.execute(statement)
        if entry.at
    ]


def _deadlines(vote: Vote) -> dict[int, datetime]:
    """Return the deadlines that a vote was given while open, by the number of the change."""
    statement = select(DeadlineChange.id, DeadlineChange.new).where(DeadlineChange.vote_id == vote.id)
    return dict(db.session.execute(statement).all())


def new_addresses(vote: Vote, member_ids: Sequence[int], end: datetime) -> list[NewAddress]:
    """Return the addresses of these members' people that were changed while a vote was open."""
    opened = vote.opened_at or end
    statement = select(AuditEntry).where(
        AuditEntry.action == "registration.changed",
        AuditEntry.at >= opened.replace(microsecond=0),  # as the trail keeps its times
        AuditEntry.at <= end,
    )
    entries = [
        entry
        for entry in db.session.scalars(statement.order_by(AuditEntry.id))
        if ADDRESS.intersection(entry.details.get("fields", ()))
    ]
    people = _registrations([entry.object_id for entry in entries if entry.object_id], vote.event_id, member_ids)
    return [
        NewAddress(entry.id, entry.at, *people[entry.object_id])
        for entry in entries
        if entry.at and entry.object_id in people
    ]


def _registrations(ids: Sequence[int], event_id: int, member_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return member and person of those among these registrations that are of the event and these members."""
    statement = (
        select(Registration)
        .where(Registration.id.in_(ids), Registration.event_id == event_id, Registration.member_id.in_(member_ids))
        .options(joinedload(Registration.person), joinedload(Registration.member))
    )
    with everything():
        found = db.session.scalars(statement).all()
    return {one.id: (one.member.name if one.member else "", one.person.name) for one in found}
