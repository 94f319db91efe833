"""What rooms add to the secretariat's page of a sitting or an item: how one joins, and what is missing."""

from flask import url_for

from assembly.agenda.channels import queries, rules, wording
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.sections import Mark, Place, Section
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.names import language_name


def section(event: Event, place: Place) -> list[Section]:
    """Return how one joins a place; an item without a room of its own meets where its sitting does."""
    rooms = queries.rooms_of([place if isinstance(place, Sitting) else place.sitting])
    room, ways = rooms.room(place), rooms.ways(place)
    if isinstance(place, AgendaItem) and room is None:
        text, mark = _("It meets in the room of its sitting."), None
    else:
        text = ", ".join(language_name(way.language) for way in rules.in_order(ways, ""))
        known = bool(room and (room.address or room.telephones))
        mark = _mark(rules.gaps(ways, event.languages, room_address=known))
    lost = _lost(place) if isinstance(place, Sitting) else None
    return [Section(_("Room and languages"), text, _address(event, place), _("Set up the room"), mark, lost)]


def _lost(sitting: Sitting) -> str | None:
    present = queries.attendances([sitting.id]).get(sitting.id, 0)
    text = ngettext(
        "That %(num)d person was there is forgotten.", "That %(num)d people were there is forgotten.", present
    )
    return text if present else None


def _mark(gaps: list[rules.Gap]) -> Mark:
    if gaps:
        return "late", " ".join(wording.gap(gap) for gap in gaps)
    return "yes", _("Complete")


def _address(event: Event, place: Place) -> str:
    if isinstance(place, AgendaItem):
        return url_for("rooms.item_room", event_slug=event.slug, item_id=place.id)
    return url_for("rooms.sitting_room", event_slug=event.slug, sitting_id=place.id)
