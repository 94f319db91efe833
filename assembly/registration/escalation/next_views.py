"""Asking the next contacts before their time: whom, how many, in which languages; then all of them."""

from collections import Counter
from datetime import datetime
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.registration.escalation import presentation, queries, service, wording
from assembly.registration.escalation.queries import MemberStanding
from assembly.security import requires
from assembly.web import localized_blueprint

SHOWN = 200
"""Members that can be chosen from at once."""

blueprint = localized_blueprint("next_contacts", __name__, "/secretariat/events/<event_slug>/next-contacts")


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_REGISTRATION)
def list_(event_slug: str) -> str | Response:
    """Whose next contact can be asked? With some chosen: what will happen, and to how many."""
    event, now = events.event_by_slug(event_slug), clock.now()
    found, wanted = _candidates(event, now), _wanted()
    chosen = [one for one in found if one.following and wanted.get(one.member.id) == one.following.person.id]
    if "sure" in request.args and not chosen:
        flash(_("Tick first whose next contact you want to ask."), "warning")
        return redirect(url_for(".list", event_slug=event.slug), HTTPStatus.SEE_OTHER)
    return render_template(
        "registration/escalation/next_sure.html" if chosen else "registration/escalation/next.html",
        event=event,
        found=chosen or found[:SHOWN],
        more=max(0, len(found) - SHOWN),
        mails=Counter(one.following.person.language for one in chosen if one.following),
        lines_of=presentation.lines_of,
        wording=wording,
    )


@blueprint.post("")
@requires(Permission.MANAGE_REGISTRATION)
def ask(event_slug: str) -> Response:
    """Ask those who were chosen; whoever has answered meanwhile is passed over."""
    event = events.event_by_slug(event_slug)
    with transaction():
        asked = service.ask_now(g.actor.person_id, event, _wanted(), clock.now())
    flash(ngettext("%(num)d contact is asked now.", "%(num)d contacts are asked now.", asked))
    return redirect(url_for("registration_staff.delegations", event_slug=event.slug), HTTPStatus.SEE_OTHER)


def _candidates(event: Event, now: datetime) -> list[MemberStanding]:
    """Return the members that were asked, have not answered, and have somebody else to ask."""
    if now >= event.registration_closes_at:
        return []
    return [one for one in queries.standings(event, now) if one.following]


def _wanted() -> dict[int, int]:
    """Return whom the form names: member id → person id, as `12:34`; what makes no sense is left out."""
    pairs = (value.partition(":") for value in request.values.getlist("ask"))
    return {int(member): int(person) for member, _colon, person in pairs if _is_id(member) and _is_id(person)}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004 - what the database can hold
