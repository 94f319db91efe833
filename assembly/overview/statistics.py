"""The figures of an event, live: few queries, however many people. Suspended members are counted nowhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, String, func, or_, select

from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.models import Member
from assembly.overview.interpretation import Demand, demand
from assembly.overview.queries import Participation, concerned, participation
from assembly.registration.models import Registration
from assembly.registration.rules import RegistrationState
from assembly.scope import everything
from assembly.timezones import zone


@dataclass(frozen=True, slots=True)
class CountryCount:
    """A country with its members, how many of them registered somebody, and how many people."""

    country: str
    members: int
    registered: int
    participants: int


@dataclass(frozen=True, slots=True)
class ClockCount:
    """A distance from UTC while the event begins, how many people live by it, and in which zones, most first."""

    offset: timedelta
    people: int
    zones: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures. `roles`, `languages`, `clocks` and `days` count accepted people, guests and staff among them.

    `days` are those of the event's zone, without gaps.
    """

    participation: Participation
    members: int
    all_countries: int
    countries: Sequence[CountryCount]
    roles: Sequence[tuple[ParticipantRole, int]]
    languages: Sequence[tuple[str, int]]
    clocks: Sequence[ClockCount]
    days: Sequence[tuple[date, int]]
    interpretation: Demand | None

    @property
    def people(self) -> int:
        """How many people are accepted, whatever their role."""
        return sum(number for _role, number in self.roles)


def statistics(event: Event) -> Statistics:
    """Count who takes part in an event."""
    taking_part = participation(event.id)
    with everything():
        countries = _countries(event.id)
        roles, languages, zones = _cube(event.id)
        days = _days(event)
        interpretation = demand(event.id)
    return Statistics(
        participation=taking_part,
        members=sum(one.members for one in taking_part.regions),
        all_countries=len(countries),
        countries=countries,
        roles=[(role, roles[role]) for role in ParticipantRole if roles[role]],
        languages=_largest_first(languages),
        clocks=clocks(zones, event.starts_at),
        days=days,
        interpretation=interpretation,
    )


def clocks(zones: Mapping[str, int], moment: datetime) -> list[ClockCount]:
    """Put zones together whose clocks show the same at a moment, from west to east."""
    found: dict[timedelta, Counter[str]] = {}
    for name, number in zones.items():
        offset = moment.astimezone(zone(name)).utcoffset() or timedelta()
        found.setdefault(offset, Counter())[name] += number
    return [ClockCount(offset, own.total(), _largest_first(own)) for offset, own in sorted(found.items())]


_NOT_SUSPENDED: Final = or_(Registration.member_id.is_(None), Member.in_good_standing)


def _accepted(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED


def _cube(event_id: int) -> tuple[Counter[ParticipantRole], Counter[str], Counter[str]]:
    """Count people by role, language and zone at once; the database gives a row for each combination there is."""
    statement = (
        select(Registration.role, Person.language, Person.zone, func.count())
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .where(*_accepted(event_id), _NOT_SUSPENDED)
        .group_by(Registration.role, Person.language, Person.zone)
    )
    roles: Counter[ParticipantRole] = Counter()
    languages: Counter[str] = Counter()
    zones: Counter[str] = Counter()
    for role, language, zone_name, number in db.session.execute(statement):
        roles[role] += number
        languages[language] += number
        zones[zone_name] += number
    return roles, languages, zones


def _countries(event_id: int) -> list[CountryCount]:
    """Count members and people of every country that has a member whom the event is for."""
    own = (
        select(Registration.member_id, func.count().label("people"))
        .where(*_accepted(event_id), Registration.member_id.is_not(None))
        .group_by(Registration.member_id)
        .subquery()
    )
    statement = (
        select(
            Member.country,
            func.count(Member.id),
            func.count(own.c.member_id),
            func.coalesce(func.sum(own.c.people), 0),
        )
        .outerjoin(own, own.c.member_id == Member.id)
        .where(Member.in_good_standing, concerned(event_id))
        .group_by(Member.country)
        .order_by(Member.country)
    )
    return [CountryCount(row[0], row[1], int(row[2]), int(row[3])) for row in db.session.execute(statement)]


def _days(event: Event) -> list[tuple[date, int]]:
    """Count people by the day on which they were registered, on the calendar of the event's zone."""
    statement = (
        select(_minute(), func.count())
        .select_from(Registration)
        .outerjoin(Member, Member.id == Registration.member_id)
        .where(*_accepted(event.id), _NOT_SUSPENDED)
        .group_by("minute")
    )
    found: Counter[date] = Counter()
    place = zone(event.zone)
    for minute, number in db.session.execute(statement):
        found[datetime.fromisoformat(f"{minute}+00:00").astimezone(place).date()] += number
    if not found:
        return []
    first, last = min(found), max(found)
    return [(day, found[day]) for day in (first + timedelta(n) for n in range((last - first).days + 1))]


def _minute() -> ColumnElement[str]:
    """Return the minute of registration in UTC: the largest unit of which every zone's day is a multiple."""
    if db.session.get_bind().dialect.name == "sqlite":
        return func.strftime("%Y-%m-%dT%H:%M", Registration.created_at, type_=String).label("minute")
    utc = func.timezone("UTC", Registration.created_at)
    return func.to_char(utc, 'YYYY-MM-DD"T"HH24:MI', type_=String).label("minute")


def _largest_first(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
