"""Mail addresses of members' people that were changed while a vote was open, from the audit trail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assembly.audit.models import AuditEntry
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.scope import everything
from assembly.voting.models import Vote

ADDRESS: Final = {"email", "person"}
"""The fields of a registration whose change gives somebody else's mailbox the way to a ballot."""


@dataclass(frozen=True, slots=True)
class NewAddress:
    """That mail to somebody who takes part for a member went to another address from then on.

    `number` is that of the entry in the audit trail; `replaced`: another person took the place, with it the address.
    """

    number: int
    at: datetime
    member_id: int
    registration_id: int
    person_id: int
    person: str
    replaced: bool


def new_addresses(vote: Vote, member_ids: Collection[int], end: datetime) -> list[NewAddress]:
    """Return the addresses of these members' people that were changed while a vote was open.

    The trail keeps seconds only, but its order tells what came before the opening.
    """
    opening = select(func.min(AuditEntry.id)).where(
        AuditEntry.action == "vote.opened", AuditEntry.object_type == "vote", AuditEntry.object_id == vote.id
    )
    statement = select(AuditEntry).where(
        AuditEntry.action == "registration.changed",
        AuditEntry.id > opening.scalar_subquery(),
        AuditEntry.at <= end,
    )
    entries = [
        entry
        for entry in db.session.scalars(statement.order_by(AuditEntry.id))
        if ADDRESS.intersection(entry.details.get("fields", ()))
    ]
    people = _registrations([entry.object_id for entry in entries if entry.object_id], vote.event_id, member_ids)
    return [
        NewAddress(
            number=entry.id,
            at=entry.at,
            member_id=one.member_id or 0,
            registration_id=one.id,
            person_id=one.person_id,
            person=one.person.name,
            replaced="person" in entry.details.get("fields", ()),
        )
        for entry in entries
        if entry.at and (one := people.get(entry.object_id or 0))
    ]


def _registrations(ids: Collection[int], event_id: int, member_ids: Collection[int]) -> dict[int, Registration]:
    """Return those among these registrations that are of the event and these members, with their people."""
    statement = (
        select(Registration)
        .where(Registration.id.in_(ids), Registration.event_id == event_id, Registration.member_id.in_(member_ids))
        .options(joinedload(Registration.person))
    )
    with everything():
        return {one.id: one for one in db.session.scalars(statement)}
