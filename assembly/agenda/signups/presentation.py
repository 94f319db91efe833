"""A sign-up as one person sees it: on its own page, in the programme and on My assembly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.agenda import queries as agenda
from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeSitting
from assembly.agenda.signups import queries, rules
from assembly.agenda.signups.models import Signup, SignupEntry
from assembly.agenda.signups.queries import Counts
from assembly.agenda.signups.rules import Window
from assembly.database_types import LocalizedText, Reading
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.i18n import current_language
from assembly.registration.models import Registration


@dataclass(frozen=True, slots=True)
class ShownSignup:
    """A sign-up, worded. `placed` is None for whoever has not signed up; `ahead` is how many wait before them."""

    item_id: int
    title: Reading
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    window: Window
    places: int
    free: int
    waiting: int
    placed: bool | None
    ahead: int
    is_for_them: bool


@dataclass(frozen=True, slots=True)
class _Mine:
    """Whose view it is, and how they signed up, if they did."""

    registration: Registration
    entry: SignupEntry | None


def one(event: Event, item_id: int, registration: Registration, now: datetime) -> tuple[Signup, ShownSignup]:
    """Return the sign-up of an item as it was published; raise `NotFoundError`."""
    signup = queries.signup_at(event.id, item_id)
    item = _items(agenda.published(event.id)).get(item_id)
    if item is None:
        raise NotFoundError
    mine = _Mine(registration, queries.entry_of(signup.id, registration.id))
    return signup, _shown(event, signup, item, queries.counts([signup.id])[signup.id], mine, now=now)


def all_for(event: Event, person_id: int, now: datetime) -> list[ShownSignup]:
    """Return the sign-ups that concern a person: those that are theirs, and those to which they may sign up."""
    signups = queries.signups_of(event.id)
    registration = queries.admission(event.id, person_id) if signups else None
    if registration is None:
        return []
    items = _items(agenda.published(event.id))
    entries = queries.entries_of(registration.id)
    counts = queries.counts([signup.id for signup in signups])
    found = [
        _shown(
            event, each, items[each.item_id], counts[each.id], _Mine(registration, entries.get(each.item_id)), now=now
        )
        for each in signups
        if each.item_id in items
    ]
    return [
        shown
        for shown in found
        if shown.placed is not None or (shown.is_for_them and shown.window is not Window.CLOSED)
    ]


def _items(programme: Programme | None) -> dict[int, ProgrammeItem]:
    sittings: Sequence[ProgrammeSitting] = programme.sittings if programme else ()
    return {item.id: item for sitting in sittings if not sitting.cancelled for item in sitting.items}


def _shown(
    event: Event, signup: Signup, item: ProgrammeItem, counts: Counts, mine: _Mine, *, now: datetime
) -> ShownSignup:
    entry = mine.entry
    return ShownSignup(
        item_id=item.id,
        title=LocalizedText(dict(item.title)).read(current_language(), event.source_language),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        opens_at=signup.opens_at,
        closes_at=signup.closes_at,
        window=rules.window(signup.terms, now),
        places=signup.places,
        free=max(0, signup.places - counts.placed),
        waiting=counts.waiting,
        placed=None if entry is None else entry.place is not None,
        ahead=queries.ahead_of(entry) if entry is not None and entry.place is None else 0,
        is_for_them=rules.is_for(signup.terms, mine.registration.role),
    )
