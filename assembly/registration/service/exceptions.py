"""Other seats than everybody's: for one member, a status or a region."""

from dataclasses import dataclass

from sqlalchemy import select

from assembly.audit.service import record
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.models import Member, MemberStatus, Region
from assembly.registration.models import SeatException


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionDraft:
    """So many seats in a role for a member, for those of a status, or for a region: one of the three."""

    role: ParticipantRole
    seats: int
    member: Member | None = None
    status: MemberStatus | None = None
    region: Region | None = None


def set_seats_for(actor_id: int | None, event: Event, draft: ExceptionDraft) -> SeatException:
    """Keep an exception, or change the one that there is. People who have a seat already keep it."""
    member_id = draft.member.id if draft.member else None
    statement = select(SeatException).where(
        SeatException.event_id == event.id,
        SeatException.role == draft.role,
        SeatException.member_id.is_not_distinct_from(member_id),
        SeatException.status.is_not_distinct_from(draft.status),
        SeatException.region.is_not_distinct_from(draft.region),
    )
    row = db.session.scalar(statement) or SeatException(
        event_id=event.id, role=draft.role, member_id=member_id, status=draft.status, region=draft.region
    )
    row.seats = draft.seats
    db.session.add(row)
    db.session.flush()
    record(actor_id, "seats.excepted", "event", event.id, role=draft.role.value, seats=draft.seats, exception=row.id)
    return row


def remove_exception(actor_id: int | None, exception: SeatException) -> None:
    """Let everybody's seats hold again. People who have a seat already keep it."""
    record(actor_id, "seats.exception_removed", "event", exception.event_id, exception=exception.id)
    db.session.delete(exception)
