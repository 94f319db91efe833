"""Reading who is at a sitting, and which members that represents: live, or at any moment of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from assembly.agenda import queries as agenda
from assembly.agenda.channels.models import Attendance
from assembly.agenda.programme import ProgrammeSitting
from assembly.credentials import queries as credentials
from assembly.credentials.presence import rules
from assembly.credentials.presence.models import Presence, SittingCourse
from assembly.credentials.presence.rules import Entered, Interval, Represented, Seat
from assembly.errors import NotFoundError
from assembly.extensions import db


def held(event_id: int) -> list[ProgrammeSitting]:
    """Return the sittings of an event that are held, as they were published, in order of time."""
    programme = agenda.published(event_id)
    return [one for one in programme.sittings if not one.cancelled] if programme else []


def sitting_held(event_id: int, sitting_id: int) -> ProgrammeSitting:
    """Return a sitting of an event that is held; raise `NotFoundError`."""
    found = next((one for one in held(event_id) if one.id == sitting_id), None)
    if found is None:
        raise NotFoundError
    return found


def courses(sitting_ids: Collection[int]) -> dict[int, SittingCourse]:
    """Return how far these sittings are, by id; those of which nothing was said are left out."""
    statement = select(SittingCourse).where(SittingCourse.sitting_id.in_(sitting_ids))
    return {one.sitting_id: one for one in db.session.scalars(statement)}


def is_under_way(sitting: ProgrammeSitting, moment: datetime) -> bool:
    """Whether one can be present at a sitting at that moment."""
    return bool(_under_way([sitting], moment))


def sittings_under_way(event_id: int, moment: datetime) -> list[ProgrammeSitting]:
    """Return the sittings of an event at which one can be present at that moment."""
    return _under_way(held(event_id), moment)


def _under_way(sittings: Collection[ProgrammeSitting], moment: datetime) -> list[ProgrammeSitting]:
    known = courses([one.id for one in sittings])
    return [
        one
        for one in sittings
        if rules.under_way(one.starts_at, one.ends_at, known[one.id].closed_at if one.id in known else None, moment)
    ]


def presence_ends(event_id: int, moment: datetime) -> datetime | None:
    """Return until when one can be present at what is under way, if nobody closes it; None if nothing is.

    A vote that goes on after that is of no sitting, and counts what was cast.
    """
    ends = [one.ends_at + rules.OVERRUN for one in sittings_under_way(event_id, moment)]
    return max(ends, default=None)


def times(sitting_ids: Collection[int], person_ids: Collection[int] | None = None) -> dict[int, list[Interval]]:
    """Return when people were at these sittings, by person id: everybody's, or that of these people."""
    rows = select(Presence.sitting_id, Presence.person_id, Presence.arrived_at, Presence.left_at, Presence.means).where(
        Presence.sitting_id.in_(sitting_ids)
    )
    into_room = select(
        Attendance.sitting_id, Attendance.person_id, Attendance.first_seen_at, Attendance.last_seen_at
    ).where(Attendance.sitting_id.in_(sitting_ids))
    if person_ids is not None:
        rows = rows.where(Presence.person_id.in_(person_ids))
        into_room = into_room.where(Attendance.person_id.in_(person_ids))
    known: dict[tuple[int, int], list[Interval]] = defaultdict(list)
    for sitting_id, person_id, arrived_at, left_at, means in db.session.execute(rows):
        known[sitting_id, person_id].append(Interval(arrived_at, left_at, means))
    entered = {(row[0], row[1]): Entered(row[2], row[3]) for row in db.session.execute(into_room)}
    found: dict[int, list[Interval]] = defaultdict(list)
    for key in known.keys() | entered.keys():
        found[key[1]] += rules.intervals(known.get(key, ()), entered.get(key))
    return found


def here(sitting_ids: Collection[int], moment: datetime, person_ids: Collection[int] | None = None) -> set[int]:
    """Return the people who were at one of these sittings at that moment."""
    if not sitting_ids:
        return set()
    found = times(sitting_ids, person_ids)
    return {person_id for person_id, known in found.items() if any(one.holds(moment) for one in known)}


def represented(event_id: int, moment: datetime, member_ids: Iterable[int]) -> Represented:
    """Return which of these members were represented at that moment, at whichever sitting was under way then.

    For votes: the rights represented are those of `members`, and those that were cast besides.
    """
    sitting_ids = [one.id for one in sittings_under_way(event_id, moment)]
    return represented_by(event_id, here(sitting_ids, moment), member_ids)


def represented_by(event_id: int, people: Collection[int], member_ids: Iterable[int]) -> Represented:
    """Return which of these members these people represent now."""
    return rules.represented(seats(event_id, member_ids).values(), people) if people else Represented()


def seats(event_id: int, member_ids: Iterable[int]) -> dict[int, Seat]:
    """Return who casts the vote of each of these members now, by member id."""
    facts = credentials.roll_facts(event_id)
    return {
        member_id: Seat(
            member_id,
            facts[member_id].voters[0].person_id if facts[member_id].voters else None,
            proxy.person_id if (proxy := facts[member_id].proxy) else None,
        )
        for member_id in member_ids
        if member_id in facts
    }
