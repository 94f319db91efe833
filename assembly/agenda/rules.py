"""What an agenda must keep to: decided from facts alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from assembly.agenda.programme import ProgrammeSitting

LONGEST_SITTING: Final = timedelta(hours=24)
DAY: Final = 24 * 60
NIGHT: Final = (22 * 60, 7 * 60)
"""From when to when it is night, in minutes since midnight."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime


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


def next_sequence(published: ProgrammeSitting | None, draft: ProgrammeSitting) -> int:
    """Return a sitting's SEQUENCE (RFC 5545): it rises by one where time, place or status changed, not for a typo."""
    if published is None:
        return 0
    same = (
        (published.starts_at, published.ends_at, published.status) == (draft.starts_at, draft.ends_at, draft.status)
    ) and not other_place(published.place, draft.place)
    return published.sequence if same else published.sequence + 1


def other_place(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether it is another place; one that is said in one more language is the same."""
    if not old or not new:
        return bool(old) != bool(new)
    return any(new.get(language, "") != text for language, text in old.items())


class OrderProblem(StrEnum):
    """Why items cannot be put into another order."""

    OVERLAP = "overlap"


def reordered(spans: Sequence[Span], position: int, to: int) -> list[Span] | OrderProblem:
    """Return when each item of a sitting stands after one was moved from one place in the order to another.

    `spans` are in order of time, and the answer is in the new order. Lengths are kept, and so are the pauses, each
    at its place in the order: what lies outside of the moved stretch stays, so that the sitting's bounds do too.
    Where items of the stretch are held at the same time there is no order to change.
    """
    first, last = min(position, to), max(position, to)
    stretch = spans[first : last + 1]
    pauses = [after.starts_at - before.ends_at for before, after in pairwise(stretch)]
    if any(pause < timedelta(0) for pause in pauses):
        return OrderProblem.OVERLAP
    moved = list(stretch)
    moved.insert(to - first, moved.pop(position - first))
    start = stretch[0].starts_at
    placed = []
    for span, pause in zip(moved, [*pauses, timedelta(0)], strict=True):
        placed.append(Span(start, start + (span.ends_at - span.starts_at)))
        start = placed[-1].ends_at + pause
    return [*spans[:first], *placed, *spans[last + 1 :]]


def is_joining_address(address: str) -> bool:
    """Whether this can be opened in a browser to join; `javascript:` and the like are not."""
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, address))


def is_safe_link(address: str) -> bool:
    """Whether readers may be sent there: the web, by https."""
    return is_joining_address(address) and urlsplit(address).scheme == "https"


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
