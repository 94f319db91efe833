"""Saving a list of people by a name, renaming it, forgetting it."""

from http import HTTPStatus
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events import queries as events
from assembly.i18n import gettext as _
from assembly.overview import people_request, people_saved
from assembly.overview.people_forms import SavedViewForm
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("people_lists", __name__, "/secretariat/events/<event_slug>/people")
BLUEPRINTS = (blueprint,)


@blueprint.route("/lists/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def save(event_slug: str) -> Response | tuple[str, int]:
    """Keep the list that the address asks for."""
    event, form, filters = events.event_by_slug(event_slug), SavedViewForm(), people_request.arguments()
    if form.validate_on_submit():
        try:
            with transaction():
                people_saved.save(g.actor, form.name.data.strip(), filters, shared=form.shared.data, now=clock.now())
        except people_saved.NameTakenError as error:
            form.name.errors = [str(error)]
        else:
            return _to_list(event_slug, filters, _("The list is saved."))
    page = render_template("registration/people_list.html", event=event, form=form, view=None, filters=filters)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.route("/lists/<int:view_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def rename(event_slug: str, view_id: int) -> Response | tuple[str, int]:
    """Give a list another name, or to everybody."""
    event, view = events.event_by_slug(event_slug), people_saved.view_of(g.actor, view_id)
    form = SavedViewForm(name=view.name, shared=view.person_id is None)
    if form.validate_on_submit():
        try:
            with transaction():
                found = people_saved.view_of(g.actor, view_id)
                people_saved.rename(g.actor, found, form.name.data.strip(), shared=form.shared.data)
        except people_saved.NameTakenError as error:
            form.name.errors = [str(error)]
        else:
            return _to_list(event_slug, view.filters, _("The list is saved."))
    view = people_saved.view_of(g.actor, view_id)
    page = render_template("registration/people_list.html", event=event, form=form, view=view, filters=view.filters)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post("/lists/<int:view_id>/remove")
@requires(Permission.MANAGE_REGISTRATION)
def remove(event_slug: str, view_id: int) -> Response:
    """Forget a list; nobody in it is touched."""
    events.event_by_slug(event_slug)
    with transaction():
        people_saved.remove(g.actor, people_saved.view_of(g.actor, view_id))
    return _to_list(event_slug, {}, _("The list is removed; nobody in it is touched."))


def _to_list(event_slug: str, filters: dict[str, Any], text: str) -> Response:
    flash(text)
    return redirect(url_for("people_staff.listed", event_slug=event_slug, **filters), HTTPStatus.SEE_OTHER)
