"""What other rooms of the agenda add to the secretariat's pages of a sitting and of an item, and to publishing.

The agenda stands below documents, sign-up, channels and votes, and imports none of them. They contribute by
functions that `features.py` registers, as kinds of mail are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from flask import Flask, current_app

from assembly.agenda.changes import Change
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeLink
from assembly.events.models import Event
from assembly.i18n import current_language

SECTIONS = "agenda_sections"
CONCERNED = "agenda_concerned"
OUTCOMES = "agenda_outcomes"
Mark = tuple[str, str]
"""Kind (see components/status.html) and word."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that another room adds: how something stands, and where to change it.

    `lost` says what is lost when the sitting or item is deleted; None where nothing is.
    """

    heading: str
    text: str
    url: str
    link: str
    status: Mark | None = None
    lost: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an item within the house, such as the result of a vote: said to readers of the programme."""

    item_id: int
    text: str
    url: str


Place = Sitting | AgendaItem
SectionsOf = Callable[[Event, Place], Sequence[Section]]
Concerned = Callable[[Event, Sequence[Change]], Sequence[str]]
"""Returns whom a published change concerns, as sentences with their numbers."""

OutcomesOf = Callable[[Event], Sequence[Outcome]]


def contribute(
    app: Flask,
    sections: Iterable[SectionsOf] = (),
    concerned: Iterable[Concerned] = (),
    outcomes: Iterable[OutcomesOf] = (),
) -> None:
    """Tell which rooms add to the pages, in this order."""
    app.extensions[SECTIONS] = tuple(sections)
    app.extensions[CONCERNED] = tuple(concerned)
    app.extensions[OUTCOMES] = tuple(outcomes)


def sections_of(event: Event, place: Place) -> list[Section]:
    """Return what other rooms add to the page of a sitting or an item."""
    contributors: tuple[SectionsOf, ...] = current_app.extensions.get(SECTIONS, ())
    return [section for contributor in contributors for section in contributor(event, place)]


def lost_with(event: Event, places: Iterable[Place]) -> list[str]:
    """Return what is lost when these are deleted."""
    return [section.lost for place in places for section in sections_of(event, place) if section.lost]


def concerned_by(event: Event, changes: Sequence[Change]) -> list[str]:
    """Return whom these changes concern besides the participants, as other rooms know it."""
    contributors: tuple[Concerned, ...] = current_app.extensions.get(CONCERNED, ())
    return [sentence for contributor in contributors for sentence in contributor(event, changes)]


def outcomes_of(event: Event) -> dict[int, list[Outcome]]:
    """Return what came of the items of an event, by item."""
    contributors: tuple[OutcomesOf, ...] = current_app.extensions.get(OUTCOMES, ())
    found: dict[int, list[Outcome]] = {}
    for contributor in contributors:
        for outcome in contributor(event):
            found.setdefault(outcome.item_id, []).append(outcome)
    return found


def with_outcomes(programme: Programme, event: Event) -> Programme:
    """Return the programme with links to what came of its items, in the language being spoken."""
    found = outcomes_of(event)
    if not found:
        return programme

    def linked(item: ProgrammeItem) -> ProgrammeItem:
        new = (ProgrammeLink({current_language(): one.text}, one.url) for one in found.get(item.id, ()))
        return replace(item, links=(*item.links, *new))

    sittings = (replace(sitting, items=tuple(map(linked, sitting.items))) for sitting in programme.sittings)
    return replace(programme, sittings=tuple(sittings))
