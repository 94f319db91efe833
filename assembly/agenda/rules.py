"""What an agenda must keep to, and how a draft differs from what was published: decided from facts alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeSitting

LONGEST_SITTING: Final = timedelta(hours=24)
DAY: Final = 24 * 60
NIGHT: Final = (22 * 60, 7 * 60)
"""From when to when it is night, in minutes since midnight."""


class TimeProblem(StrEnum):
    """Why a sitting or an item cannot stand at these times."""

    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    TOO_LONG = "too_long"
    OUTSIDE_ITS_SITTING = "outside_its_sitting"


def sitting_problem(starts_at: datetime, ends_at: datetime) -> TimeProblem | None:
    """Return why a sitting cannot be held then, or None."""
    if ends_at <= starts_at:
        return TimeProblem.ENDS_BEFORE_IT_STARTS
    return TimeProblem.TOO_LONG if ends_at - starts_at > LONGEST_SITTING else None


def item_problem(
    starts_at: datetime, ends_at: datetime, sitting_starts_at: datetime, sitting_ends_at: datetime
) -> TimeProblem | None:
    """Return why an item cannot stand there in its sitting, or None."""
    if ends_at <= starts_at:
        return TimeProblem.ENDS_BEFORE_IT_STARTS
    if starts_at < sitting_starts_at or ends_at > sitting_ends_at:
        return TimeProblem.OUTSIDE_ITS_SITTING
    return None


class ChangeKind(StrEnum):
    """How something in the draft differs from what was published."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REWORDED = "reworded"
    OTHER_SPEAKERS = "other_speakers"
    OTHER_LANGUAGES = "other_languages"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `before` and `after` are set where it moved, `languages` where it was reworded."""

    kind: ChangeKind
    is_sitting: bool
    title: Mapping[str, str]
    before: Span | None = None
    after: Span | None = None
    languages: tuple[str, ...] = ()


def differences(published: Programme | None, draft: Programme) -> tuple[Change, ...]:
    """Return what publishing the draft would change for readers; sittings first, then their items."""
    old = published.sittings if published else ()
    sittings = _compare({sitting.id: sitting for sitting in old}, {s.id: s for s in draft.sittings})
    items = _compare(_items(old), _items(draft.sittings))
    return (*sittings, *items)


def _items(sittings: Iterable[ProgrammeSitting]) -> dict[int, ProgrammeItem]:
    return {item.id: item for sitting in sittings for item in sitting.items}


Part = ProgrammeSitting | ProgrammeItem


def _compare(old: Mapping[int, Part], new: Mapping[int, Part]) -> Iterator[Change]:
    for key, part in new.items():
        if key in old:
            yield from _changes_of(old[key], part)
        else:
            yield _change(ChangeKind.ADDED, part)
    for key, part in old.items():
        if key not in new:
            yield _change(ChangeKind.REMOVED, part)


def _change(kind: ChangeKind, part: Part) -> Change:
    return Change(kind, isinstance(part, ProgrammeSitting), part.title)


def _changes_of(old: Part, new: Part) -> Iterator[Change]:
    before, after = Span(old.starts_at, old.ends_at), Span(new.starts_at, new.ends_at)
    if before != after:
        yield replace(_change(ChangeKind.MOVED, new), before=before, after=after)
    languages = _reworded(old, new)
    if languages:
        yield replace(_change(ChangeKind.REWORDED, new), languages=languages)
    if isinstance(old, ProgrammeItem) and isinstance(new, ProgrammeItem):
        if old.speakers != new.speakers:
            yield _change(ChangeKind.OTHER_SPEAKERS, new)
    elif isinstance(old, ProgrammeSitting) and isinstance(new, ProgrammeSitting):
        channels = (old.floor, set(old.interpretation)), (new.floor, set(new.interpretation))
        if channels[0] != channels[1]:
            yield _change(ChangeKind.OTHER_LANGUAGES, new)


def _reworded(old: Part, new: Part) -> tuple[str, ...]:
    """Return the languages in which readers will see other words; in all, where the kind of item changed."""
    if isinstance(old, ProgrammeItem) and isinstance(new, ProgrammeItem):
        pairs = [(old.title, new.title), (old.description, new.description)]
        if old.kind != new.kind:
            return tuple(new.title)
    else:
        pairs = [(old.title, new.title)]
    return tuple(
        dict.fromkeys(
            language
            for before, after in pairs
            for language in (*after, *before)
            if before.get(language, "") != after.get(language, "")
        )
    )


def next_sequence(published: ProgrammeSitting | None, starts_at: datetime, ends_at: datetime) -> int:
    """Return a sitting's SEQUENCE (RFC 5545): it rises by one where the time changed, not for a typo."""
    if published is None:
        return 0
    moved = (published.starts_at, published.ends_at) != (starts_at, ends_at)
    return published.sequence + 1 if moved else published.sequence


def is_joining_address(address: str) -> bool:
    """Whether this can be opened in a browser to join; `javascript:` and the like are not."""
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, address))


def minute_of_day(moment: datetime, zone: ZoneInfo) -> int:
    """Return the minutes since midnight that the clocks of a zone show."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def at_night(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
    """Whether a part of it lies between 22:00 and 07:00 there."""
    start = minute_of_day(starts_at, zone)
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    # The nights that can be touched: of the day before, of that day, and of the next.
    nights = ((NIGHT[0] + day * DAY, NIGHT[1] + (day + 1) * DAY) for day in (-1, 0, 1))
    return any(start < end and start + minutes > begin for begin, end in nights)
