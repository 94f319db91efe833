"""Who is present when, and which members that represents: decided from facts alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from assembly.agenda.channels.rules import OPENS_BEFORE

OVERRUN: Final = timedelta(hours=3)
"""How long a sitting that nobody closes goes on after its time: a sitting that runs late keeps its quorum."""


class Means(StrEnum):
    """How it is known that somebody is there."""

    ENTERED = "entered"
    DECLARED = "declared"
    TICKED = "ticked"


@dataclass(frozen=True, slots=True)
class Interval:
    """From when until when somebody was there; still there where the end is None."""

    arrived_at: datetime
    left_at: datetime | None
    means: Means

    def holds(self, moment: datetime) -> bool:
        """Whether they were there at that moment; who leaves is not, from that instant on."""
        return self.arrived_at <= moment and (self.left_at is None or moment < self.left_at)


@dataclass(frozen=True, slots=True)
class Entered:
    """When somebody went into the room first, and last."""

    first: datetime
    last: datetime


def intervals(known: Iterable[Interval], entered: Entered | None) -> list[Interval]:
    """Return when one person was at a sitting, in order of time.

    Who went into the room stays until they say that they leave; going in after that begins anew.
    """
    found = sorted(known, key=lambda one: one.arrived_at)
    since = entering(found, entered)
    if since is not None and all(one.left_at is not None for one in found):
        found.append(Interval(since, None, Means.ENTERED))
    return found


def entering(known: Collection[Interval], entered: Entered | None) -> datetime | None:
    """Return since when somebody is there because they went into the room; None where that is over, or never was."""
    if entered is None:
        return None
    left = [one.left_at for one in known if one.left_at is not None]
    if not left:
        return entered.first
    return entered.last if entered.last >= max(left) else None


def under_way(starts_at: datetime, ends_at: datetime, closed_at: datetime | None, moment: datetime) -> bool:
    """Whether one can be present at a sitting at that moment: until it is closed, or well over."""
    over = closed_at if closed_at is not None else ends_at + OVERRUN
    return starts_at - OPENS_BEFORE <= moment < over


@dataclass(frozen=True, slots=True)
class Seat:
    """Who casts one member's vote: its own first voter, and who holds its proxy, which goes before; person ids."""

    member_id: int
    voter: int | None
    proxy_holder: int | None


@dataclass(frozen=True, slots=True)
class Represented:
    """The members for which somebody who votes is there: their own voter, or whoever holds their proxy.

    `by_ballot` are those besides whose ballot in the open vote was cast: casting counts as represented.
    """

    present: frozenset[int] = frozenset()
    by_proxy: frozenset[int] = frozenset()
    by_ballot: frozenset[int] = frozenset()

    @property
    def members(self) -> frozenset[int]:
        """All of them."""
        return self.present | self.by_proxy | self.by_ballot

    def with_ballots(self, member_ids: Collection[int]) -> "Represented":
        """Return the same with the members that have cast a ballot, each counted once."""
        return Represented(self.present, self.by_proxy, frozenset(member_ids) - self.present - self.by_proxy)


def represented(seats: Iterable[Seat], here: Collection[int]) -> Represented:
    """Return which members those who are `here` represent. While a proxy stands, only its holder counts."""
    there = frozenset(here)
    seats = list(seats)
    return Represented(
        present=frozenset(one.member_id for one in seats if one.proxy_holder is None and one.voter in there),
        by_proxy=frozenset(one.member_id for one in seats if one.proxy_holder in there),
    )


@dataclass(frozen=True, slots=True)
class Quorum:
    """The live quorum, in members: so many of those entitled are represented, and so many are needed."""

    entitled: int
    present: int
    by_proxy: int
    needed: int | None
    by_ballot: int = 0

    @property
    def represented(self) -> int:
        """Directly, by proxy, or by a ballot that was cast."""
        return self.present + self.by_proxy + self.by_ballot

    @property
    def reached(self) -> bool:
        """Whether there is a quorum; where no rule asks for one there always is."""
        return self.needed is None or self.represented >= self.needed


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a region's members are represented."""

    region: str
    represented: int
    entitled: int


def by_region(regions: Mapping[int, str], found: Represented) -> list[Share]:
    """Return the members represented by region; `regions` is that of each member on the roll, by its id."""
    names = sorted(set(regions.values()))
    return [
        Share(
            name,
            sum(regions.get(member_id) == name for member_id in found.members),
            sum(region == name for region in regions.values()),
        )
        for name in names
    ]
