"""Adding, changing and deleting a sitting."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.agenda import queries, service
from assembly.agenda.forms import sitting_form
from assembly.agenda.service import ItemsDoNotFitError
from assembly.agenda.views.staff import blueprint
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires


def _back(event_slug: str, message: str) -> Response:
    flash(message)
    return redirect(url_for("agenda_staff.edit", event_slug=event_slug), 303)


@blueprint.route("/sittings/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_sitting(event_slug: str) -> str | Response:
    """Add a sitting."""
    event = event_by_slug(event_slug)
    form = sitting_form(event)
    if form.validate_on_submit():
        with transaction():
            service.create_sitting(g.actor.person_id, event, form.draft())
        return _back(event_slug, _("The sitting is added to the draft."))
    return render_template("agenda/sitting.html", event=event, sitting=None, form=form)


@blueprint.route("/sittings/<int:sitting_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def sitting(event_slug: str, sitting_id: int) -> str | Response:
    """Change a sitting."""
    event = event_by_slug(event_slug)
    found = queries.sitting_of(event.id, sitting_id)
    form = sitting_form(event, found)
    if form.validate_on_submit():
        try:
            with transaction():
                service.change_sitting(g.actor.person_id, found, form.draft(found))
        except ItemsDoNotFitError as error:
            form.ends.errors = [str(error)]
        else:
            return _back(event_slug, _("The sitting is saved in the draft."))
    return render_template("agenda/sitting.html", event=event, sitting=found, form=form)


@blueprint.route("/sittings/<int:sitting_id>/delete", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def delete_sitting(event_slug: str, sitting_id: int) -> str | Response:
    """Delete a sitting: GET asks, POST does it."""
    event = event_by_slug(event_slug)
    found = queries.sitting_of(event.id, sitting_id)
    if request.method == "POST":
        with transaction():
            service.remove_sitting(g.actor.person_id, found)
        return _back(event_slug, _("The sitting is deleted from the draft."))
    return render_template("agenda/delete_sitting.html", event=event, sitting=found)
