"""Other seats than everybody's, for the secretariat."""

from http import HTTPStatus

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events import queries as events
from assembly.members.wording import region_label, status_label
from assembly.registration import queries, service
from assembly.registration.forms import ExceptionForm
from assembly.registration.views.staff import blueprint
from assembly.security import requires


@blueprint.route("/seats", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def seats(event_slug: str) -> Response | tuple[str, int]:
    """Show who has other seats than everybody, and add to it."""
    event, members = events.event_by_slug(event_slug), queries.all_members()
    form = ExceptionForm()
    form.prepare(members)
    if form.validate_on_submit():
        with transaction():
            service.set_seats_for(g.actor.person_id, event, form.draft(members))
        return _back(event_slug)
    page = render_template(
        "registration/staff/seats.html",
        event=event, form=form, exceptions=queries.seat_exceptions(event.id),
        everybody=queries.seats_per_role(event.id), status_label=status_label, region_label=region_label,
    )  # fmt: skip
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post("/seats/<int:exception_id>/remove")
@requires(Permission.MANAGE_REGISTRATION)
def remove_seats(event_slug: str, exception_id: int) -> Response:
    """Let everybody's seats hold again."""
    found = queries.seat_exception(events.event_by_slug(event_slug).id, exception_id)
    with transaction():
        service.remove_exception(g.actor.person_id, found)
    return _back(event_slug)


def _back(event_slug: str) -> Response:
    return redirect(url_for("registration_staff.seats", event_slug=event_slug), HTTPStatus.SEE_OTHER)
