"""The programme as one reader sees it: their language, their clock, their night."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from assembly import timezones
from assembly.agenda import rules, wording
from assembly.agenda.channels import wording as channel_wording
from assembly.agenda.documents import reading
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.published import ProgrammeDocument
from assembly.agenda.kinds import ItemKind
from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeSitting
from assembly.database_types import LocalizedText, Reading
from assembly.events.models import Event
from assembly.i18n import current_language
from assembly.i18n import gettext as _
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


Link = tuple[Reading, str, str | None]
"""A title, an address, and a note such as "PDF, 240 kB"."""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item, worded; `kind` is the word for what happens in it, none for a break. Languages as of a sitting."""

    id: int
    title: Reading
    description: Reading
    sort: ItemKind
    kind: str | None
    starts_at: datetime
    ends_at: datetime
    times: tuple[TwoTimes, TwoTimes]
    night: bool
    floor: str | None
    interpreted: str | None
    captions: str | None
    signs: str | None
    people: list[tuple[str, str | None]]
    documents: list[Link]
    outcomes: list[Link]


@dataclass(frozen=True, slots=True)
class ShownSitting:
    """A sitting, worded. `floor`, `interpreted`, `captions` and `signs` are names of languages.

    `clock_change` tells of clocks that change between the sitting before and the end of this one.
    """

    id: int
    title: Reading
    place: Reading
    cancelled: bool
    clock_change: str | None
    starts_at: datetime
    ends_at: datetime
    times: tuple[TwoTimes, TwoTimes]
    floor: str | None
    interpreted: str | None
    captions: str | None
    signs: str | None
    ribbons: list[Ribbon]
    documents: list[Link]
    items: list[ShownItem]


@dataclass(frozen=True, slots=True)
class ShownDay:
    """What begins on one day of the reader's calendar."""

    date: date
    day: LocalTime
    sittings: list[ShownSitting]


def days(
    programme: Programme, reader: Reader, audience: frozenset[Visibility] = frozenset({Visibility.PUBLIC})
) -> list[ShownDay]:
    """Return the programme by the days of the reader's calendar; `audience` says which documents they may read."""
    zone = timezones.zone(reader.zone)
    before = (None, *(sitting.ends_at for sitting in programme.sittings))
    by_day = groupby(
        zip(programme.sittings, before, strict=False), lambda pair: pair[0].starts_at.astimezone(zone).date()
    )
    return [
        ShownDay(day, shown[0].times[0].mine, shown)
        for day, shown in ((day, [_sitting(one, end, reader, audience) for one, end in pairs]) for day, pairs in by_day)
    ]


def clock_change(programme: Programme, reader: Reader) -> str | None:
    """Return the sentence that warns of a clock change before the next sitting, here or at the event."""
    coming = (sitting.starts_at for sitting in programme.sittings if sitting.starts_at > reader.now)
    first = next(coming, None)
    return timezones.clock_change(reader.now, first, (reader.zone, reader.event.zone)) if first else None


def _change_within(before: datetime | None, ends_at: datetime, reader: Reader) -> str | None:
    """Return the sentence that warns of a clock change since the sitting before, here or at the event."""
    places = before and timezones.changing(before, ends_at, (reader.zone, reader.event.zone))
    return _("The clocks in %(place)s change between these times.", place=places) if places else None


def _sitting(
    sitting: ProgrammeSitting, before: datetime | None, reader: Reader, audience: frozenset[Visibility]
) -> ShownSitting:
    return ShownSitting(
        id=sitting.id,
        title=reader.read(dict(sitting.title)),
        place=reader.read(dict(sitting.place)),
        cancelled=sitting.cancelled,
        clock_change=_change_within(before or sitting.starts_at, sitting.ends_at, reader),
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        times=reader.times(sitting.starts_at, sitting.ends_at),
        **_languages(sitting),
        ribbons=[_ribbon(sitting, name) for name in dict.fromkeys((reader.zone, reader.event.zone))],
        documents=_documents(sitting.documents, reader, audience),
        items=[_item(item, reader, audience) for item in sitting.items],
    )


def _languages(part: ProgrammeSitting | ProgrammeItem) -> dict[str, str | None]:
    return {
        "floor": language_name(part.floor) if part.floor else None,
        "interpreted": _named(part.interpretation, language_name),
        "captions": _named(part.captions, language_name),
        "signs": _named(part.signs, channel_wording.sign_name),
    }


def _named(codes: Iterable[str], name: Callable[[str], str]) -> str | None:
    return ", ".join(map(name, codes)) or None


def _documents(documents: Iterable[ProgrammeDocument], reader: Reader, audience: frozenset[Visibility]) -> list[Link]:
    return [(one.title, one.url, one.note) for one in reading.shown(reader.event, documents, audience)]


def _ribbon(sitting: ProgrammeSitting, zone_name: str) -> Ribbon:
    start, end = (timezones.local_time(at, zone_name) for at in (sitting.starts_at, sitting.ends_at))
    zone = timezones.zone(zone_name)
    return Ribbon(
        place=f"{start.place} ({start.offset})",
        text=f"{start.time}–{end.time}",
        start=rules.minute_of_day(sitting.starts_at, zone),
        end=rules.minute_of_day(sitting.ends_at, zone),
    )


def _item(item: ProgrammeItem, reader: Reader, audience: frozenset[Visibility]) -> ShownItem:
    zone = timezones.zone(reader.zone)
    return ShownItem(
        id=item.id,
        title=reader.read(dict(item.title)),
        description=reader.read(dict(item.description)),
        sort=item.kind,
        kind=None if item.kind is ItemKind.BREAK else str(wording.KINDS[item.kind]),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        times=reader.times(item.starts_at, item.ends_at),
        night=rules.at_night(item.starts_at, item.ends_at, zone),
        **_languages(item),
        people=[wording.who(speaker, lambda text: reader.read(dict(text)).text) for speaker in item.speakers],
        documents=_documents(item.documents, reader, audience),
        outcomes=[(reader.read(dict(link.label)), link.address, None) for link in item.links],
    )
