"""One act on many people of the list: what will happen and to how many, then all of it."""

from http import HTTPStatus
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.overview import people, people_request
from assembly.overview.people_forms import BulkForm, RefuseManyForm
from assembly.overview.people_wording import obstacle_text, words
from assembly.registration.service import bulk
from assembly.registration.service.bulk import MOST_AT_ONCE, BulkAct, Plan
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("people_bulk", __name__, "/secretariat/events/<event_slug>/people")
BLUEPRINTS = (blueprint,)


@blueprint.route("/act", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def act(event_slug: str) -> Response | tuple[str, int]:
    """Say what will happen to those who were chosen, then do it, if it is still what was said."""
    event = events.event_by_slug(event_slug)
    wanted = people_request.one_of(BulkAct, "act")
    if wanted is None:
        return _back(event, _("Choose first what is to be done."))
    form = RefuseManyForm() if wanted is BulkAct.REFUSE else BulkForm()
    sent = form.validate_on_submit()
    if sent:
        with transaction():
            found = _plan(event, wanted, lock=True)
            sent = found.seen == form.seen.data
            if sent:
                reason = form.reason.data.strip() if wanted is BulkAct.REFUSE else ""
                bulk.carry_out(g.actor.person_id, found, reason=reason, now=clock.now())
        if sent:
            return _back(event, words(found).done, "message")
    return _page(event, _plan(event, wanted), form)


def _plan(event: Event, wanted: BulkAct, *, lock: bool = False) -> Plan:
    """Return what would happen now; one more than may be are read, so that they are seen to be too many."""
    ids = people_request.ticked()
    chosen = people.chosen(event, people_request.wanted(), ids, most=MOST_AT_ONCE + 1, lock=lock)
    return bulk.plan(wanted, chosen, now=clock.now())


def _page(event: Event, found: Plan, form: BulkForm) -> Response | tuple[str, int]:
    if not found.total:
        return _back(event, _("Tick first whom you mean, or choose everybody whom the filters find."))
    if found.total > MOST_AT_ONCE:
        return _back(event, _("These are more than %(most)d people: narrow the filters.", most=MOST_AT_ONCE))
    changed = request.method == "POST" and form.seen.data != found.seen
    form.seen.data = found.seen
    page = render_template(
        "registration/people_act.html",
        event=event,
        found=found,
        form=form,
        words=words(found),
        changed=changed,
        why=obstacle_text,
        arguments=people_request.arguments(),
    )
    status = HTTPStatus.CONFLICT if changed else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return page, status


def _back(event: Event, text: str, category: str = "warning") -> Response:
    flash(text, category)
    arguments: dict[str, Any] = {**people_request.arguments()}
    return redirect(url_for("people_staff.listed", event_slug=event.slug, **arguments), HTTPStatus.SEE_OTHER)
