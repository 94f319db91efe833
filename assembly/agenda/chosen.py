"""What a reader picked of the programme: one day, one kind of item; and what is going on at a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from assembly.agenda import wording
from assembly.agenda.kinds import ItemKind
from assembly.agenda.presentation import ShownDay, ShownItem, ShownSitting
from assembly.agenda.programme import Programme


@dataclass(frozen=True, slots=True)
class Choice:
    """The day of the reader's calendar, and the kind of item; None: all."""

    day: date | None = None
    kind: ItemKind | None = None

    def __bool__(self) -> bool:
        return self.day is not None or self.kind is not None


EVERYTHING: Final = Choice()


def only(days: Iterable[ShownDay], choice: Choice) -> list[ShownDay]:
    """Return what was chosen; a kind leaves out the sittings and days that have nothing of it."""
    picked = (day for day in days if choice.day in {None, day.date})
    if choice.kind is None:
        return list(picked)
    found = (replace(day, sittings=_only(day.sittings, choice.kind)) for day in picked)
    return [day for day in found if day.sittings]


def _only(sittings: Sequence[ShownSitting], kind: ItemKind) -> list[ShownSitting]:
    found = (
        replace(sitting, items=[item for item in sitting.items if item.sort is kind])
        for sitting in sittings
        if not sitting.cancelled
    )
    return [sitting for sitting in found if sitting.items]


def kinds_in(days: Iterable[ShownDay]) -> list[tuple[ItemKind, str]]:
    """Return the kinds of items that there are, with their words, in the order of their definition."""
    there = {item.sort for day in days for sitting in day.sittings for item in sitting.items}
    return [(kind, str(wording.KINDS[kind])) for kind in ItemKind if kind in there]


def turns(programme: Programme) -> tuple[datetime, ...]:
    """Return the moments at which something begins or ends, in order: between two of them nothing changes."""
    items = (item for sitting in programme.sittings if not sitting.cancelled for item in sitting.items)
    return tuple(sorted({moment for item in items for moment in (item.starts_at, item.ends_at)}))


def going_on(days: Iterable[ShownDay], moment: datetime | None) -> list[ShownItem]:
    """Return what is going on at a moment; nothing before the first turn."""
    if moment is None:
        return []
    return [
        item
        for day in days
        for sitting in day.sittings
        if not sitting.cancelled
        for item in sitting.items
        if item.starts_at <= moment < item.ends_at
    ]
