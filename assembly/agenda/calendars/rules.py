"""What a person's calendar still needs: the difference between what they were sent and what they should have. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

GATHERING: Final = timedelta(minutes=15)
"""How long changes are gathered, so that an hour of editing is one mail."""

URGENT: Final = timedelta(hours=2)
"""What begins within this time, or should have, is told at once."""


class EntryStatus(StrEnum):
    """Whether an entry stands in a calendar (RFC 5545, STATUS)."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sitting as it should stand in a calendar. `digest` changes with time, place and status, not with words."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Held:
    """An entry as a person was sent it last."""

    uid: str
    sequence: int
    status: EntryStatus
    starts_at: datetime
    ends_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry to be sent with this SEQUENCE: `before` is what the person has, `after` what they should have."""

    uid: str
    sequence: int
    before: Held | None
    after: Wanted | None

    @property
    def starts(self) -> Iterator[datetime]:
        """When it begins, and when it was to begin."""
        yield from (one.starts_at for one in (self.before, self.after) if one)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is to be sent: new entries and changed ones as REQUEST, those that are gone as CANCEL (RFC 5546)."""

    requests: tuple[Change, ...] = ()
    updates: tuple[Change, ...] = ()
    cancellations: tuple[Change, ...] = ()

    @property
    def asked(self) -> tuple[Change, ...]:
        """What goes with METHOD:REQUEST."""
        return (*self.requests, *self.updates)

    def without(self, *, asked: bool, cancelled: bool) -> "Difference":
        """Return what is left of it where what is asked, or what is cancelled, is on its way already."""
        requests, updates = ((), ()) if asked else (self.requests, self.updates)
        return Difference(requests, updates, () if cancelled else self.cancellations)

    def __iter__(self) -> Iterator[Change]:
        yield from (*self.asked, *self.cancellations)


def difference(
    held: Iterable[Held], wanted: Iterable[Wanted], now: datetime, tried: Mapping[str, Held] | None = None
) -> Difference:
    """Return what a person's calendar needs; whoever does not take part wants nothing.

    What is over is left as it stands. Only what somebody has can be cancelled, so that no CANCEL comes before its
    REQUEST. A SEQUENCE is always higher than that of the version before it. `tried` are entries of an earlier
    attempt at the same mail, which may have arrived: they keep their SEQUENCE, unless they would say something else.
    """
    having = {one.uid: one for one in held}
    wanting = {one.uid: one for one in wanted}
    tried = tried or {}
    new: list[Change] = []
    changed: list[Change] = []
    for uid, after in wanting.items():
        before = having.get(uid)
        if after.ends_at <= now or (before and _same(before, after)):
            continue
        change = Change(uid, _sequence(after.sequence, before, tried.get(uid), after.digest), before, after)
        (changed if before and before.status is EntryStatus.CONFIRMED else new).append(change)
    gone = [
        Change(uid, _sequence(0, before, tried.get(uid), None), before, None)
        for uid, before in having.items()
        if uid not in wanting and before.status is EntryStatus.CONFIRMED and before.ends_at > now
    ]
    return Difference(tuple(new), tuple(changed), tuple(gone))


def _same(before: Held, after: Wanted) -> bool:
    return before.status is EntryStatus.CONFIRMED and before.digest == after.digest


def _sequence(sitting: int, before: Held | None, tried: Held | None, digest: str | None) -> int:
    """Return the SEQUENCE of the next version; `digest` is that of the entry, None for a cancellation."""
    numbers = [sitting]
    if before:
        numbers.append(before.sequence + 1)
    if tried:
        said = None if tried.status is EntryStatus.CANCELLED else tried.digest
        numbers.append(tried.sequence + (said != digest))
    return max(numbers)


def latest(sent: Iterable[Held]) -> tuple[Held, ...]:
    """Return what a person has now, of all that they were ever sent: for each entry its highest SEQUENCE."""
    found: dict[str, Held] = {}
    for one in sent:
        if one.uid not in found or one.sequence >= found[one.uid].sequence:
            found[one.uid] = one
    return tuple(found.values())


def sequence_in_step(wanted: Wanted, held: Held | None) -> int:
    """Return the SEQUENCE of an entry that goes to somebody in any case: theirs, where nothing has changed."""
    if held is None:
        return wanted.sequence
    return held.sequence if _same(held, wanted) else max(wanted.sequence, held.sequence + 1)


def said(held: Iterable[Held], own: Mapping[str, Held]) -> Difference:
    """Return what a mail said that was sent, by what it put into the calendar, beside what other mails did."""
    having = {one.uid: one for one in held}
    changes = [
        Change(
            one.uid,
            one.sequence,
            having.get(one.uid),
            Wanted(one.uid, one.sequence, one.starts_at, one.ends_at, one.digest)
            if one.status is EntryStatus.CONFIRMED
            else None,
        )
        for one in own.values()
    ]
    gone = tuple(change for change in changes if change.after is None)
    return Difference(requests=tuple(change for change in changes if change.after), cancellations=gone)


def is_due(changes: Difference, changed_at: datetime, now: datetime) -> bool:
    """Whether changes are to be told now: gathered long enough, or about something that is near."""
    near = any(now - URGENT < start < now + URGENT for change in changes for start in change.starts)
    return near or now >= changed_at + GATHERING
