"""Proof of notice: which members a notice reached, in which language, when, and whether in time.

A member was given notice when a mail server took the mail to one of its people and it did not come back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from assembly import timezones
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member
from assembly.notices import queries


def last_day(starts_at: datetime, zone: str, days: int) -> date:
    """Return the last day on which notice can be given, by the event's calendar: `days` before its first day."""
    return starts_at.astimezone(timezones.zone(zone)).date() - timedelta(days=days)


def too_late_from(starts_at: datetime, zone: str, days: int) -> datetime:
    """Return the moment from which notice is late: the end of the last day, at midnight where the event is."""
    midnight = datetime.combine(last_day(starts_at, zone, days) + timedelta(days=1), time())
    return timezones.from_local(midnight, zone)


@dataclass(frozen=True, slots=True)
class MemberProof:
    """One mail to one person of a member; of a member that none went to, only who it is."""

    member_id: int
    member: str
    code: str
    country: str
    name: str | None
    address: str | None
    language: str | None
    state: DeliveryState | None
    sent_at: datetime | None
    answer: str | None
    message_id: str | None

    @property
    def reached(self) -> bool:
        """Whether the mail was taken and did not come back."""
        return self.state is DeliveryState.SENT and self.sent_at is not None


@dataclass(frozen=True, slots=True)
class Period:
    """How many members were given notice, in time where a period is asked for; and those who were not."""

    members: int
    reached: int
    in_time: int
    missing: tuple[MemberProof, ...]


def of_members(version_id: int) -> list[MemberProof]:
    """Return what each member in good standing was sent, by name; one query."""
    mail = aliased(Delivery)
    mine = and_(mail.kind == queries.KIND, mail.subject_id == version_id, mail.member_id == Member.id)
    statement = (
        select(
            Member.id, Member.name, Member.code, Member.country, mail.name, mail.address, mail.language, mail.state,
            mail.sent_at, mail.answer, mail.message_id,
        )
        .outerjoin(mail, mine)
        .where(Member.in_good_standing)
        .order_by(Member.name_key, Member.id, mail.id)
    )  # fmt: skip
    return [MemberProof(*row) for row in db.session.execute(statement)]


def period(rows: list[MemberProof], late_from: datetime | None) -> Period:
    """Return how it stands; `late_from` is the moment from which notice is late."""
    first: dict[int, datetime] = {}
    for row in rows:
        if row.reached and row.sent_at:
            first[row.member_id] = min(row.sent_at, first.get(row.member_id, row.sent_at))
    in_time = {member_id for member_id, at in first.items() if late_from is None or at < late_from}
    missing = {row.member_id: row for row in rows if row.member_id not in in_time}
    members = {row.member_id for row in rows}
    return Period(len(members), len(first), len(in_time), tuple(missing.values()))


def guests(version_id: int) -> Iterator[queries.Proof]:
    """Return what those were sent who belong to no member."""
    return (row for row in queries.all_proofs(version_id) if row.member is None)


def late_from(event: Event, days: int | None) -> datetime | None:
    """Return the moment from which notice of an event is late; None where no period is asked for."""
    return too_late_from(event.starts_at, event.zone, days) if days else None
