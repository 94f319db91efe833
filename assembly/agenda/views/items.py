"""Adding, changing and deleting an item of a sitting."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.agenda import queries, service
from assembly.agenda.forms import item_form
from assembly.agenda.views.staff import blueprint
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires


def _back(event_slug: str, message: str) -> Response:
    flash(message)
    return redirect(url_for("agenda_staff.edit", event_slug=event_slug), 303)


@blueprint.route("/sittings/<int:sitting_id>/items/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_item(event_slug: str, sitting_id: int) -> str | Response:
    """Add an item to a sitting."""
    event = event_by_slug(event_slug)
    sitting = queries.sitting_of(event.id, sitting_id)
    form = item_form(event, sitting)
    if form.validate_on_submit():
        with transaction():
            service.create_item(g.actor.person_id, sitting, form.draft())
        return _back(event_slug, _("The item is added to the draft."))
    return render_template("agenda/item.html", event=event, sitting=sitting, item=None, form=form)


@blueprint.route("/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def item(event_slug: str, item_id: int) -> str | Response:
    """Change an item."""
    event = event_by_slug(event_slug)
    found = queries.item_of(event.id, item_id)
    form = item_form(event, found.sitting, found)
    if form.validate_on_submit():
        with transaction():
            service.change_item(g.actor.person_id, found, form.draft())
        return _back(event_slug, _("The item is saved in the draft."))
    return render_template("agenda/item.html", event=event, sitting=found.sitting, item=found, form=form)


@blueprint.route("/items/<int:item_id>/delete", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def delete_item(event_slug: str, item_id: int) -> str | Response:
    """Delete an item: GET asks, POST does it."""
    event = event_by_slug(event_slug)
    found = queries.item_of(event.id, item_id)
    if request.method == "POST":
        with transaction():
            service.remove_item(g.actor.person_id, found)
        return _back(event_slug, _("The item is deleted from the draft."))
    return render_template("agenda/delete_item.html", event=event, item=found)
