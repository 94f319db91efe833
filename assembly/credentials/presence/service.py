"""Coming to a sitting and leaving it; how far the sitting is. Times are the database's, given as `now`."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from assembly.agenda.channels.models import Attendance
from assembly.agenda.models import Sitting
from assembly.agenda.programme import ProgrammeSitting
from assembly.audit.service import record
from assembly.credentials.presence import queries, rules
from assembly.credentials.presence.models import Presence, SittingCourse
from assembly.credentials.presence.rules import Entered, Interval, Means
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l

OPEN_KEY = ["sitting_id", "person_id"]
"""The unique key that keeps a second open interval out (see `Presence`)."""


class NotUnderWayError(DomainError):
    """The sitting has not begun, was closed, or is over."""

    code = "not_under_way"
    message = _l("This sitting is not under way. One can be present from half an hour before it begins.")


def arrive(actor_id: int, sitting: ProgrammeSitting, *, now: datetime) -> None:
    """Be present, by one's own word; saying it twice is saying it once. Raise `NotUnderWayError`."""
    if _let_in(sitting, [actor_id], Means.DECLARED, now):
        record(actor_id, "presence.declared", "sitting", sitting.id)


def leave(actor_id: int, sitting: ProgrammeSitting, *, now: datetime) -> None:
    """Be present no more, by one's own word."""
    if _let_out(sitting, [actor_id], now):
        record(actor_id, "presence.left", "sitting", sitting.id)


def tick(actor_id: int, sitting: ProgrammeSitting, person_ids: Collection[int], *, now: datetime) -> int:
    """Note, as the secretariat, that these people are there; return how many were not. Raise `NotUnderWayError`."""
    come = _let_in(sitting, sorted(set(person_ids)), Means.TICKED, now)
    if come:
        record(actor_id, "presence.ticked", "sitting", sitting.id, person_ids=come)
    return len(come)


def untick(actor_id: int, sitting: ProgrammeSitting, person_ids: Collection[int], *, now: datetime) -> int:
    """Note, as the secretariat, that these people are not there; return how many were."""
    gone = _let_out(sitting, sorted(set(person_ids)), now)
    if gone:
        record(actor_id, "presence.unticked", "sitting", sitting.id, person_ids=gone)
    return len(gone)


def _let_in(sitting: ProgrammeSitting, person_ids: Sequence[int], means: Means, now: datetime) -> list[int]:
    """Begin an interval for whoever is not there; return who they are."""
    if not queries.is_under_way(sitting, now):
        raise NotUnderWayError
    there = queries.here([sitting.id], now, person_ids)
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    come = []
    for person_id in person_ids:
        if person_id in there:
            continue
        row = {"sitting_id": sitting.id, "person_id": person_id, "means": means, "arrived_at": now}
        added = db.session.scalar(
            dialect.insert(Presence)
            .values(row)
            .on_conflict_do_nothing(index_elements=OPEN_KEY, index_where=Presence.left_at.is_(None))
            .returning(Presence.id)
        )
        if added is not None:
            come.append(person_id)
    return come


def _let_out(sitting: ProgrammeSitting, person_ids: Sequence[int], now: datetime) -> list[int]:
    """End what is open of these people; return who was there."""
    entered = _locked_attendance(sitting.id, person_ids)
    rows = _locked_presence(sitting.id, person_ids)
    gone = []
    for person_id in person_ids:
        known = [Interval(one.arrived_at, one.left_at, one.means) for one in rows if one.person_id == person_id]
        open_row = next((one for one in rows if one.person_id == person_id and one.left_at is None), None)
        since = rules.entering(known, entered.get(person_id))
        if open_row is not None:
            open_row.left_at = max(now, open_row.arrived_at)
        elif since is not None:
            _note_past(sitting.id, person_id, since, now)
        else:
            continue
        gone.append(person_id)
    db.session.flush()
    return gone


def _note_past(sitting_id: int, person_id: int, since: datetime, now: datetime) -> None:
    """Write down the interval of somebody who had gone into the room; going in again begins another."""
    db.session.add(
        Presence(
            sitting_id=sitting_id,
            person_id=person_id,
            means=Means.ENTERED,
            arrived_at=min(since, now),
            left_at=now,
        )
    )


def _locked_attendance(sitting_id: int, person_ids: Sequence[int]) -> dict[int, Entered]:
    """Return when these people went into the room; nobody else ends their presence until the commit."""
    statement = select(Attendance).where(Attendance.sitting_id == sitting_id, Attendance.person_id.in_(person_ids))
    statement = statement.order_by(Attendance.id).with_for_update().execution_options(populate_existing=True)
    return {one.person_id: Entered(one.first_seen_at, one.last_seen_at) for one in db.session.scalars(statement)}


def _locked_presence(sitting_id: int, person_ids: Sequence[int]) -> Sequence[Presence]:
    statement = select(Presence).where(Presence.sitting_id == sitting_id, Presence.person_id.in_(person_ids))
    statement = statement.order_by(Presence.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).all()


def take_item(actor_id: int, sitting: ProgrammeSitting, item_id: int | None) -> None:
    """Say which item is being taken; None: whichever the programme has at this time."""
    course = _course(sitting.id)
    if course.item_id != item_id:
        course.item_id = item_id
        record(actor_id, "sitting.item_taken", "sitting", sitting.id, item_id=item_id)
    db.session.flush()


def close_sitting(actor_id: int, sitting: ProgrammeSitting, *, now: datetime) -> None:
    """Close a sitting: from now on nobody is present at it. Pressing twice closes once."""
    course = _course(sitting.id)
    if course.closed_at is None:
        course.closed_at = now
        record(actor_id, "sitting.closed", "sitting", sitting.id)
    db.session.flush()


def reopen_sitting(actor_id: int, sitting: ProgrammeSitting) -> None:
    """Take the closing back: whoever was present is present again, as if it had not been closed."""
    course = _course(sitting.id)
    if course.closed_at is not None:
        course.closed_at = None
        record(actor_id, "sitting.reopened", "sitting", sitting.id)
    db.session.flush()


def _course(sitting_id: int) -> SittingCourse:
    """Return how far a sitting is; nobody else changes it until the commit."""
    db.session.execute(select(Sitting.id).where(Sitting.id == sitting_id).with_for_update())
    found = db.session.get(SittingCourse, sitting_id, populate_existing=True)
    if found is None:
        found = SittingCourse(sitting_id=sitting_id)
        db.session.add(found)
    return found
