"""Registrations that wait for the secretariat: accepted many at once, or refused with a reason."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.registration import queries, service
from assembly.registration.forms import ReasonForm
from assembly.registration.views.staff import blueprint
from assembly.security import requires
from assembly.web import number


@blueprint.route("/registrations", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def submitted(event_slug: str) -> str | Response:
    """Show who waits to be accepted, and accept those who are ticked."""
    event = events.event_by_slug(event_slug)
    if request.method == "GET":
        return render_template("registration/staff/submitted.html", event=event, rows=queries.submitted(event.id))
    ids = request.form.getlist("registration", type=number)
    with transaction():
        done = service.accept_registrations(g.actor.person_id, queries.submitted(event.id, ids) if ids else [])
    flash(ngettext("%(num)d person is accepted and gets a mail.", "%(num)d people are accepted and get a mail.", done))
    return _back(event_slug)


@blueprint.route("/registrations/<int:registration_id>/refuse", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def refuse(event_slug: str, registration_id: int) -> Response | tuple[str, int]:
    """Say why somebody is not accepted; the member reads it."""
    event = events.event_by_slug(event_slug)
    found = next(iter(queries.submitted(event.id, [registration_id])), None)
    if found is None:
        raise NotFoundError
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction():
            service.refuse_registration(g.actor.person_id, found, form.reason.data.strip())
        flash(_("It is refused; the member gets a mail with the reason."))
        return _back(event_slug)
    page = render_template("registration/staff/refuse.html", event=event, form=form, registration=found)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _back(event_slug: str) -> Response:
    return redirect(url_for("registration_staff.submitted", event_slug=event_slug), HTTPStatus.SEE_OTHER)
