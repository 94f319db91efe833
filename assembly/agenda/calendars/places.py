"""The items for which one signs up: entries of their own in the calendars of those who have a place.

Such an entry looks like that of a sitting. Its UID comes from the sitting in which the item was first published, and
stays, wherever the item goes; its SEQUENCE counts how often a publication has changed its time or place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeSitting


def by_item(versions: Iterable[Programme]) -> dict[int, ProgrammeSitting]:
    """Return each item as an entry, as it was published last, though it may be gone since; the oldest version first."""
    found: dict[int, ProgrammeSitting] = {}
    for programme in versions:
        for sitting in programme.sittings:
            for item in sitting.items:
                found[item.id] = _entry(item, sitting, found.get(item.id))
    return found


def _entry(item: ProgrammeItem, sitting: ProgrammeSitting, before: ProgrammeSitting | None) -> ProgrammeSitting:
    """Return an item with the place and status of its sitting."""
    shown = replace(
        sitting,
        uid=before.uid if before else f"{sitting.uid}-{item.id}",
        sequence=before.sequence if before else 0,
        title=item.title,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        items=(),
        documents=(),
        clock=None,
    )
    return replace(shown, sequence=shown.sequence + 1) if before and _felt(before, shown) else shown


def _felt(before: ProgrammeSitting, after: ProgrammeSitting) -> bool:
    return (before.starts_at, before.ends_at, before.place) != (after.starts_at, after.ends_at, after.place)


@dataclass(frozen=True, slots=True)
class Places:
    """The places that some people have: by person, the items and since when; `entries` has those published now."""

    of: Mapping[int, Mapping[int, datetime]]
    entries: Mapping[int, ProgrammeSitting]

    def programme(self, person_id: int) -> Programme:
        """Return the entries of one person as a programme of their own, in order of time."""
        mine = (self.entries[item_id] for item_id in self.of.get(person_id, {}) if item_id in self.entries)
        return Programme(tuple(sorted(mine, key=lambda entry: (entry.starts_at, entry.id))))

    def since(self, person_id: int) -> Iterable[datetime]:
        """Yield when somebody signed up for each of their places."""
        return self.of.get(person_id, {}).values()


def of_people(
    held: Mapping[int, Mapping[int, datetime]], published: Programme, known: Mapping[int, ProgrammeSitting]
) -> Places:
    """Return the places that people hold, with their entries in a published programme; `known` is `by_item`."""
    there = {item.id for sitting in published.sittings if not sitting.cancelled for item in sitting.items}
    return Places(held, {one: known[one] for one in there})
