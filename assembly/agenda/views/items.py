"""Adding, changing, ordering and deleting an item of a sitting."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import timezones
from assembly.accounts.permissions import Permission
from assembly.agenda import people, queries, service
from assembly.agenda.forms import ItemForm, item_form
from assembly.agenda.meanwhile import Opened, Typed
from assembly.agenda.models import AgendaItem
from assembly.agenda.sections import lost_with, sections_of
from assembly.agenda.service import SameTimeError
from assembly.agenda.views.sittings import back, gone, restored
from assembly.agenda.views.staff import blueprint
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.web import number


@blueprint.route("/sittings/<int:sitting_id>/items/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_item(event_slug: str, sitting_id: int) -> str | Response:
    """Add an item to a sitting; the second button leads on to who speaks in it."""
    event = event_by_slug(event_slug)
    sitting = queries.sitting_of(event.id, sitting_id)
    form = item_form(event, sitting)
    if form.validate_on_submit():
        with transaction():
            added = service.create_item(g.actor.person_id, sitting, form.draft())
        if "people" in request.form:
            return redirect(url_for("agenda_staff.new_speaker", event_slug=event_slug, item_id=added.id), 303)
        return back(event_slug, _("The item is added to the draft."), at=f"item-{added.id}")
    return render_template("agenda/item.html", event=event, sitting=sitting, item=None, form=form, sections=[])


@blueprint.route("/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def item(event_slug: str, item_id: int) -> tuple[str, int] | Response:
    """Change an item, and see who speaks in it and what came of it."""
    event = event_by_slug(event_slug)
    try:
        opened = Opened(event, lambda typed: _form(event, item_id, typed))
        if opened.is_ready and opened.save(lambda form: _change(event, item_id, form)):
            return back(event_slug, _("The item is saved in the draft."), at=f"item-{item_id}")
        return _show(event, queries.item_of(event.id, item_id), opened)
    except NotFoundError:
        return gone(event)


def _form(event: Event, item_id: int, typed: Typed) -> ItemForm:
    found = queries.item_of(event.id, item_id)
    return item_form(event, found.sitting, found, queries.sittings_of(event.id), typed)


def _change(event: Event, item_id: int, form: ItemForm) -> None:
    found = queries.item_of(event.id, item_id)
    service.change_item(g.actor.person_id, found, form.draft(), queries.sitting_of(event.id, form.sitting.id))


def _show(event: Event, found: AgendaItem, opened: Opened[ItemForm]) -> tuple[str, int]:
    page = render_template(
        "agenda/item.html",
        event=event,
        sitting=found.sitting,
        item=found,
        form=opened.form,
        opened=opened,
        people=people.standing([found])[found.id],
        sections=sections_of(event, found),
    )
    return page, opened.status


@blueprint.post("/items/<int:item_id>/place")
@requires(Permission.MANAGE_AGENDA)
def place_item(event_slug: str, item_id: int) -> Response:
    """Move an item to another place in its sitting, counted from 0."""
    event = event_by_slug(event_slug)
    found = queries.item_of(event.id, item_id)
    try:
        with transaction():
            service.place_item(g.actor.person_id, found, request.form.get("place", 0, type=number))
    except SameTimeError as error:
        flash(str(error), "warning")
        return redirect(url_for("agenda_staff.edit", event_slug=event_slug, _anchor=f"item-{item_id}"), 303)
    return back(event_slug, _where(event, found), at=f"item-{item_id}")


def _where(event: Event, found: AgendaItem) -> str:
    return _(
        "“%(title)s” now begins at %(time)s.",
        title=found.title.read(current_language(), event.source_language).text,
        time=timezones.local_time(found.starts_at, event.zone).time,
    )


@blueprint.route("/items/<int:item_id>/delete", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def delete_item(event_slug: str, item_id: int) -> str | Response:
    """Delete an item: GET asks, POST does it."""
    event = event_by_slug(event_slug)
    found = queries.item_of(event.id, item_id)
    if request.method == "POST":
        with transaction():
            service.remove_item(g.actor.person_id, found)
        return back(event_slug, _("The item is deleted from the draft."))
    shown = found.id in queries.published_ids(event.id).items
    lost = lost_with(event, [found])
    return render_template("agenda/delete_item.html", event=event, item=found, shown=shown, lost=lost)


@blueprint.post("/items/<int:item_id>/restore")
@requires(Permission.MANAGE_AGENDA)
def restore_item(event_slug: str, item_id: int) -> Response:
    """Put an item back into the draft that readers still see."""
    event = event_by_slug(event_slug)
    found = queries.item_of(event.id, item_id, also_removed=True)
    return restored(event_slug, service.restore_item, found, at=f"item-{item_id}")
