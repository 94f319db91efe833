"""What sign-ups add to the secretariat's page of an item."""

from collections.abc import Sequence

from flask import url_for

from assembly.agenda.changes import Change
from assembly.agenda.models import AgendaItem
from assembly.agenda.sections import Place, Section
from assembly.agenda.signups import queries
from assembly.agenda.signups.queries import Counts
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _


def section(event: Event, place: Place) -> list[Section]:
    """Return how many signed up for an item; a sitting as a whole has no sign-up."""
    if not isinstance(place, AgendaItem):
        return []
    url = url_for("signups.terms", event_slug=event.slug, item_id=place.id)
    signup = queries.signup_of(place)
    if signup is None:
        return [Section(_("Sign-up"), _("Everybody may come without signing up."), url, _("Ask people to sign up"))]
    counts = queries.counts([signup.id])[signup.id]
    text = _("%(taken)d of %(places)d places are taken.", taken=counts.placed, places=signup.places)
    mark = ("wait", ngettext("%(num)d waits", "%(num)d wait", counts.waiting)) if counts.waiting else None
    return [Section(_("Sign-up"), text, url, _("See who signed up, and change the terms"), mark, _lost(counts))]


def _lost(counts: Counts) -> str | None:
    people = counts.placed + counts.waiting
    lost = ngettext(
        "%(num)d person signed up for it: that stays until the programme is published, then they are told.",
        "%(num)d people signed up for it: that stays until the programme is published, then they are told.",
        people,
    )
    return lost if people else None


def concerned(event: Event, changes: Sequence[Change]) -> list[str]:
    """Return how many signed up for the items that changed: whom else a published change concerns."""
    changed = {change.id: change.title for change in changes if not change.is_sitting}
    signups = [signup for signup in queries.signups_of(event.id) if signup.item_id in changed]
    counts = queries.counts([signup.id for signup in signups])
    return [
        ngettext(
            "%(num)d person signed up for “%(item)s”.",
            "%(num)d people signed up for “%(item)s”.",
            counts[signup.id].placed + counts[signup.id].waiting,
            item=LocalizedText(changed[signup.item_id]).read(current_language(), event.source_language).text,
        )
        for signup in signups
        if counts[signup.id].placed + counts[signup.id].waiting
    ]
