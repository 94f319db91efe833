"""What interpretation adds to the secretariat's page of a sitting: whether all of it is interpreted."""

from flask import url_for

from assembly.agenda.channels.queries import rooms_of
from assembly.agenda.interpretation import queries, rules
from assembly.agenda.models import AgendaItem
from assembly.agenda.sections import Place, Section
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext


def section(event: Event, place: Place) -> list[Section]:
    """Return how many gaps the rota of a sitting or an item has; events in one language need none."""
    if len(event.languages) == 1:
        return []
    sitting = place.sitting if isinstance(place, AgendaItem) else place
    said = queries.said([sitting], rooms_of([sitting]))
    if isinstance(place, AgendaItem):
        said = [one for one in said if one.item == place.id]
    turns = queries.facts(queries.turns_in([sitting.id]))
    gaps = rules.gaps(said, turns, event.languages)
    text = ngettext("%(num)d turn in the rota of the sitting.", "%(num)d turns in the rota of the sitting.", len(turns))
    mark = ("late", ngettext("%(num)d gap", "%(num)d gaps", len(gaps))) if gaps else ("yes", _("No gap"))
    url = url_for("interpretation.rota", event_slug=event.slug)
    lost = ngettext("%(num)d turn of interpreters goes.", "%(num)d turns of interpreters go.", len(turns))
    whole = turns and not isinstance(place, AgendaItem)
    return [Section(_("Interpreters"), text, url, _("See the rota"), mark if said else None, lost if whole else None)]
