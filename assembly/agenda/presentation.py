"""The programme as one reader sees it: their language, their clock, their night."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from assembly import timezones
from assembly.agenda import rules, wording
from assembly.agenda.kinds import ItemKind
from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeSitting
from assembly.database_types import LocalizedText, Reading
from assembly.events.models import Event
from assembly.i18n import current_language
from assembly.names import language_name
from assembly.timezones import LocalTime, TwoTimes


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is shown: they read the language being spoken; `zone` is where their clock stands."""

    event: Event
    zone: str
    now: datetime

    def read(self, text: dict[str, str]) -> Reading:
        """Return a text as this reader sees it."""
        return LocalizedText(text).read(current_language(), self.event.source_language)

    def times(self, starts_at: datetime, ends_at: datetime) -> tuple[TwoTimes, TwoTimes]:
        """Return from when to when, in both zones. A clock change is told once for the whole page."""
        start, end = (
            replace(timezones.two_times(moment, self.event.zone, self.zone, self.now), clock_change=None)
            for moment in (starts_at, ends_at)
        )
        return start, end


@dataclass(frozen=True, slots=True)
class Ribbon:
    """When in a day of 24 hours a sitting lies for one place; minutes since midnight there."""

    place: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item, worded."""

    title: Reading
    description: Reading
    kind: str | None
    starts_at: datetime
    ends_at: datetime
    times: tuple[TwoTimes, TwoTimes]
    night: bool
    people: list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class ShownSitting:
    """A sitting, worded. `floor` and `interpreted` are names of languages."""

    title: Reading
    starts_at: datetime
    ends_at: datetime
    times: tuple[TwoTimes, TwoTimes]
    floor: str | None
    interpreted: str | None
    ribbons: list[Ribbon]
    items: list[ShownItem]


@dataclass(frozen=True, slots=True)
class ShownDay:
    """What begins on one day of the reader's calendar."""

    day: LocalTime
    sittings: list[ShownSitting]


def days(programme: Programme, reader: Reader) -> list[ShownDay]:
    """Return the programme by the days of the reader's calendar."""
    zone = timezones.zone(reader.zone)
    by_day = groupby(programme.sittings, lambda sitting: sitting.starts_at.astimezone(zone).date())
    return [
        ShownDay(shown[0].times[0].mine, shown)
        for shown in ([_sitting(sitting, reader) for sitting in sittings] for _day, sittings in by_day)
    ]


def clock_change(programme: Programme, reader: Reader) -> str | None:
    """Return the sentence that warns of a clock change before one of the sittings, here or at the event."""
    sentences = (
        timezones.clock_change(reader.now, sitting.starts_at, (reader.zone, reader.event.zone))
        for sitting in programme.sittings
        if sitting.starts_at > reader.now
    )
    return next(filter(None, sentences), None)


def _sitting(sitting: ProgrammeSitting, reader: Reader) -> ShownSitting:
    interpreted = [language_name(code) for code in sitting.interpretation]
    return ShownSitting(
        title=reader.read(dict(sitting.title)),
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        times=reader.times(sitting.starts_at, sitting.ends_at),
        floor=language_name(sitting.floor) if sitting.floor else None,
        interpreted=", ".join(interpreted) or None,
        ribbons=[_ribbon(sitting, name) for name in dict.fromkeys((reader.zone, reader.event.zone))],
        items=[_item(item, reader) for item in sitting.items],
    )


def _ribbon(sitting: ProgrammeSitting, zone_name: str) -> Ribbon:
    start, end = (timezones.local_time(at, zone_name) for at in (sitting.starts_at, sitting.ends_at))
    zone = timezones.zone(zone_name)
    return Ribbon(
        place=f"{start.place} ({start.offset})",
        text=f"{start.time}–{end.time}",
        start=rules.minute_of_day(sitting.starts_at, zone),
        end=rules.minute_of_day(sitting.ends_at, zone),
    )


def _item(item: ProgrammeItem, reader: Reader) -> ShownItem:
    zone = timezones.zone(reader.zone)
    return ShownItem(
        title=reader.read(dict(item.title)),
        description=reader.read(dict(item.description)),
        kind=None if item.kind is ItemKind.BREAK else str(wording.KINDS[item.kind]),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        times=reader.times(item.starts_at, item.ends_at),
        night=rules.at_night(item.starts_at, item.ends_at, zone),
        people=[wording.who(speaker, lambda text: reader.read(dict(text)).text) for speaker in item.speakers],
    )
