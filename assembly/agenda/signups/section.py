"""What sign-ups add to the secretariat's page of an item."""

from flask import url_for

from assembly.agenda.models import AgendaItem
from assembly.agenda.sections import Place, Section
from assembly.agenda.signups import queries
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext


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
    signed_up = counts.placed + counts.waiting
    lost = ngettext(
        "%(num)d person signed up for it; that is lost at once.",
        "%(num)d people signed up for it; that is lost at once.",
        signed_up,
    )
    link = _("See who signed up, and change the terms")
    return [Section(_("Sign-up"), text, url, link, mark, lost if signed_up else None)]
