"""What documents add to the secretariat's page of a sitting or an item."""

from collections.abc import Iterable, Sequence

from flask import url_for

from assembly.agenda.documents import handing_in, queries, rules
from assembly.agenda.documents.models import Document, DocumentFile
from assembly.agenda.models import AgendaItem
from assembly.agenda.sections import Mark, Place, Section
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.texts import TextState, worst_state


def section(event: Event, place: Place) -> list[Section]:
    """Return which documents there are, how their languages stand, and where to add one."""
    found = queries.documents_at(place)
    titles = [one.title.read(event.source_language, event.source_language).text for one in found]
    text = ", ".join(titles) or _("There is none yet.")
    if found:
        overview = url_for("documents.overview", event_slug=event.slug)
        lost = ngettext("%(num)d document of it is lost.", "%(num)d documents of it are lost.", len(found))
        return [Section(_("Documents"), text, overview, _("See the documents, and add one"), _mark(event, found), lost)]
    return [Section(_("Documents"), text, _address(event, place), _("Add a document"))]


def _mark(event: Event, documents: Sequence[Document]) -> Mark:
    files = [(one, queries.current(one)) for one in documents]
    waiting = sum(len(handing_in.handed_in(one.id)) for one in documents)
    if waiting:
        return "wait", ngettext("%(num)d file to accept", "%(num)d files to accept", waiting)
    owed = sum(rules.is_owed(one.due_at, len(there)) for one, there in files)
    if owed:
        return "wait", ngettext("%(num)d paper not handed in", "%(num)d papers not handed in", owed)
    states = [state for _one, there in files for state in _states(event, there)]
    if worst_state(states) is TextState.COMPLETE:
        return "yes", _("Complete")
    return "late", _("Languages missing or out of date")


def _states(event: Event, there: dict[str, DocumentFile]) -> Iterable[TextState]:
    added = {language: file.added_at for language, file in there.items()}
    return rules.states(added, event.languages, event.source_language).values()


def _address(event: Event, place: Place) -> str:
    if isinstance(place, AgendaItem):
        return url_for("documents.new_of_item", event_slug=event.slug, item_id=place.id)
    return url_for("documents.new_of_sitting", event_slug=event.slug, sitting_id=place.id)
