"""How one gets into a room, when, and what it lacks: decided from facts alone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from assembly.agenda.channels.kinds import ChannelKind

OPENS_BEFORE: Final = timedelta(minutes=30)
"""How long before its start the way into a room is shown."""


class Door(StrEnum):
    """Whether one can go into a room now."""

    BEFORE = "before"
    OPEN = "open"
    OVER = "over"


def door(starts_at: datetime, ends_at: datetime, now: datetime) -> Door:
    """Return how the door stands; it opens half an hour before the start and closes at the end."""
    if now < starts_at - OPENS_BEFORE:
        return Door.BEFORE
    return Door.OPEN if now < ends_at else Door.OVER


@dataclass(frozen=True, slots=True)
class Way:
    """One way to follow a room; `address` is empty where it is chosen within the room."""

    kind: ChannelKind
    language: str
    floor: bool
    address: str


ORDER: Final = tuple(ChannelKind)


def in_order(ways: Iterable[Way], language: str) -> list[Way]:
    """Return the ways with the reader's own language first, then the floor; voices before captions and signs."""
    return sorted(ways, key=lambda way: (ORDER.index(way.kind), way.language != language, not way.floor, way.language))


class RoomGap(StrEnum):
    """What a room lacks."""

    NO_FLOOR = "no_floor"
    NO_ADDRESS = "no_address"
    LANGUAGES = "languages"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that a room lacks, with the languages that it concerns."""

    what: RoomGap
    languages: tuple[str, ...] = ()


def gaps(ways: Collection[Way], languages: Sequence[str], *, room_address: bool) -> list[Gap]:
    """Return what a room lacks for the languages of its event.

    A way without an address is none, unless one gets into the room by one address, or by telephone, for all.
    """
    voices = [way for way in ways if way.kind is ChannelKind.VOICE]
    found = []
    if not any(way.floor for way in voices):
        found.append(Gap(RoomGap.NO_FLOOR))
    spoken = {way.language for way in voices}
    silent = tuple(language for language in languages if language not in spoken)
    if silent:
        found.append(Gap(RoomGap.LANGUAGES, silent))
    closed = tuple(way.language for way in voices if not way.address)
    if closed and not room_address:
        found.append(Gap(RoomGap.NO_ADDRESS, closed))
    return found


def is_joining_address(address: str) -> bool:
    """Whether this can be opened in a browser to join, and nobody on the line reads along."""
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname)
    except ValueError:
        return False
    return parts.scheme == "https" and named and not any(map(str.isspace, address)) and address.isprintable()


def is_telephone(text: str) -> bool:
    """Whether this begins with an international number; words may follow, such as the country."""
    digits = [sign for sign in text.partition(",")[0] if sign.isdigit()]
    return text.startswith("+") and len(digits) >= SHORTEST_NUMBER


SHORTEST_NUMBER: Final = 7
"""Digits of a telephone number with its country's code."""
