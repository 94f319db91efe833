"""Adding, changing, cancelling and deleting a sitting."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.agenda import queries, service
from assembly.agenda.fair_hours.forms import asked_times
from assembly.agenda.forms import SittingForm, sitting_form
from assembly.agenda.kinds import SittingStatus
from assembly.agenda.meanwhile import Opened, typed_texts
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.sections import lost_with, sections_of
from assembly.agenda.service import ItemsDoNotFitError
from assembly.agenda.views.staff import blueprint
from assembly.database import transaction
from assembly.errors import DomainError, NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires


def back(event_slug: str, message: str, *, at: str | None = None) -> Response:
    """Return to the table with what was done; `at` is the part of it that was meant."""
    flash(message)
    return redirect(url_for("agenda_staff.edit", event_slug=event_slug, _anchor=at), 303)


def gone(event: Event) -> tuple[str, int]:
    """Give back what was typed into a form of something that was deleted meanwhile; else there is no such page."""
    texts = typed_texts(request.form)
    if not texts:
        raise NotFoundError
    return render_template("agenda/gone.html", event=event, texts=texts), HTTPStatus.CONFLICT


def restored(
    event_slug: str, restore: Callable[[int | None, Any], None], row: Sitting | AgendaItem, *, at: str
) -> Response:
    """Put something back, and return to the table at it; or with why it cannot be."""
    try:
        with transaction():
            restore(g.actor.person_id, row)
    except DomainError as error:
        flash(str(error), "warning")
        return redirect(url_for("agenda_staff.edit", event_slug=event_slug), 303)
    return back(event_slug, _("It is in the draft again."), at=at)


@blueprint.route("/sittings/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_sitting(event_slug: str) -> str | Response:
    """Add a sitting."""
    event = event_by_slug(event_slug)
    form = sitting_form(event)
    asked = asked_times(request.args)
    if asked:
        form.show_times(*asked)
    if form.validate_on_submit():
        with transaction():
            service.create_sitting(g.actor.person_id, event, form.draft())
        return back(event_slug, _("The sitting is added to the draft."))
    return render_template("agenda/sitting.html", event=event, sitting=None, form=form, sections=[])


@blueprint.route("/sittings/<int:sitting_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def sitting(event_slug: str, sitting_id: int) -> tuple[str, int] | Response:
    """Change a sitting."""
    event = event_by_slug(event_slug)
    try:
        opened = Opened(event, lambda typed: sitting_form(event, queries.sitting_of(event.id, sitting_id), typed))
        if opened.is_ready and _saved(event, sitting_id, opened):
            return back(event_slug, _("The sitting is saved in the draft."))
        found = queries.sitting_of(event.id, sitting_id)
    except NotFoundError:
        return gone(event)
    page = render_template(
        "agenda/sitting.html",
        event=event,
        sitting=found,
        form=opened.form,
        opened=opened,
        sections=sections_of(event, found),
    )
    return page, opened.status


def _saved(event: Event, sitting_id: int, opened: Opened[SittingForm]) -> bool:
    """Save a sitting; where items do not fit, it is said beside the end."""

    def change(form: SittingForm) -> None:
        found = queries.sitting_of(event.id, sitting_id)
        service.change_sitting(g.actor.person_id, found, form.draft(found))

    try:
        return opened.save(change)
    except ItemsDoNotFitError as error:
        opened.form.ends.errors = [str(error)]
        return False


@blueprint.post("/sittings/<int:sitting_id>/status")
@requires(Permission.MANAGE_AGENDA)
def sitting_status(event_slug: str, sitting_id: int) -> Response:
    """Cancel a sitting in the draft, or hold it after all."""
    event = event_by_slug(event_slug)
    found = queries.sitting_of(event.id, sitting_id)
    cancelled = request.form.get("status") == SittingStatus.CANCELLED
    with transaction():
        status = SittingStatus.CANCELLED if cancelled else SittingStatus.CONFIRMED
        service.set_status(g.actor.person_id, found, status)
    if cancelled:
        return back(event_slug, _("The sitting is cancelled in the draft. Readers see it once you publish."))
    return back(event_slug, _("The sitting is held after all, in the draft. Readers see it once you publish."))


@blueprint.route("/sittings/<int:sitting_id>/delete", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def delete_sitting(event_slug: str, sitting_id: int) -> str | Response:
    """Delete a sitting: GET asks, POST does it."""
    event = event_by_slug(event_slug)
    found = queries.sitting_of(event.id, sitting_id)
    if request.method == "POST":
        with transaction():
            service.remove_sitting(g.actor.person_id, found)
        return back(event_slug, _("The sitting is deleted from the draft."))
    shown = found.id in queries.published_ids(event.id).sittings
    lost = lost_with(event, (found, *found.items))
    return render_template("agenda/delete_sitting.html", event=event, sitting=found, shown=shown, lost=lost)


@blueprint.post("/sittings/<int:sitting_id>/restore")
@requires(Permission.MANAGE_AGENDA)
def restore_sitting(event_slug: str, sitting_id: int) -> Response:
    """Put a sitting back into the draft that readers still see."""
    event = event_by_slug(event_slug)
    found = queries.sitting_of(event.id, sitting_id, also_removed=True)
    return restored(event_slug, service.restore_sitting, found, at=f"sitting-{sitting_id}")
