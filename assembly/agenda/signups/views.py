"""Sign-ups: the page of a participant, and the secretariat's terms and list."""

from http import HTTPStatus

from flask import Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.agenda import queries as agenda
from assembly.agenda.signups import presentation, queries, service
from assembly.agenda.signups.forms import signup_form
from assembly.agenda.signups.models import SignupEntry
from assembly.database import transaction
from assembly.errors import DomainError, NotFoundError
from assembly.events.queries import event_by_slug
from assembly.exports import Cell, FileKind, Table, download
from assembly.i18n import gettext as _
from assembly.registration.wording import role_name
from assembly.security import requires, signed_in
from assembly.web import localized_blueprint

STAFF = "/secretariat/events/<event_slug>/programme/items/<int:item_id>/sign-up"
blueprint = localized_blueprint("signups", __name__)
BLUEPRINTS = (blueprint,)


@blueprint.route("/events/<event_slug>/sign-up/<int:item_id>", methods=["GET", "POST"])
@signed_in
def page(event_slug: str, item_id: int) -> str | BaseResponse:
    """Sign up: is there a place for me? Signing up and leaving are POSTs."""
    event, now = event_by_slug(event_slug), clock.now()
    registration = queries.own_registration(event.id, g.actor.person_id)
    signup, shown = presentation.one(event, item_id, registration, now)
    if request.method != "POST":
        return render_template("agenda/signups/page.html", event=event, shown=shown)
    try:
        with transaction():
            if request.form.get("act") == "leave":
                service.leave(g.actor.person_id, signup, registration, now=now)
                message = _("You are not on the list any more.")
            else:
                got = service.sign_up(g.actor.person_id, signup, registration, now=now)
                message = _("You have a place.") if got else _("You are on the waiting list.")
        flash(message)
    except DomainError as error:
        flash(str(error), "warning")
    return redirect(url_for(".page", event_slug=event.slug, item_id=item_id), HTTPStatus.SEE_OTHER)


@blueprint.route(STAFF, methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def terms(event_slug: str, item_id: int) -> str | BaseResponse:
    """Sign-up of an item: on what terms, and who signed up?"""
    event = event_by_slug(event_slug)
    item = agenda.item_of(event.id, item_id)
    signup = queries.signup_of(item)
    form = signup_form(event, item, signup)
    if form.validate_on_submit():
        with transaction():
            service.set_signup(g.actor.person_id, item, form.draft(), now=clock.now())
        flash(_("The sign-up is saved. It is open to people as soon as its time has come."))
        return redirect(url_for(".terms", event_slug=event.slug, item_id=item.id), HTTPStatus.SEE_OTHER)
    return render_template(
        "agenda/signups/terms.html",
        event=event,
        item=item,
        signup=signup,
        form=form,
        people=queries.people(signup.id) if signup else [],
        counts=queries.counts([signup.id])[signup.id] if signup else None,
    )


@blueprint.route(f"{STAFF}/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def remove(event_slug: str, item_id: int) -> str | BaseResponse:
    """Remove the sign-up of an item: GET asks, POST does it."""
    event = event_by_slug(event_slug)
    signup = queries.signup_at(event.id, item_id)
    if request.method != "POST":
        counts = queries.counts([signup.id])[signup.id]
        return render_template("agenda/signups/remove.html", event=event, item=signup.item, counts=counts)
    with transaction():
        service.remove_signup(g.actor.person_id, signup)
    flash(_("Everybody may come without signing up."))
    return redirect(url_for("agenda_staff.item", event_slug=event.slug, item_id=item_id), HTTPStatus.SEE_OTHER)


@blueprint.get(f"{STAFF}/list.<ending>")
@requires(Permission.MANAGE_AGENDA)
def export(event_slug: str, item_id: int, ending: str) -> Response:
    """Give out the list of those who signed up, as CSV or XLSX."""
    if ending not in {kind.value for kind in FileKind}:
        raise NotFoundError
    signup = queries.signup_at(event_by_slug(event_slug).id, item_id)
    headings = [_("Name"), _("Organisation"), _("Role"), _("Mail address"), _("Place"), _("Signed up")]
    rows = [_cells(entry) for entry in queries.people(signup.id)]
    return download(Table(f"{event_slug}-sign-up-{item_id}", headings, rows), FileKind(ending))


def _cells(entry: SignupEntry) -> list[Cell]:
    one = entry.registration
    place = _("has a place") if entry.place else _("waits")
    return [one.person.name, one.organisation, role_name(one.role), one.person.email, place, entry.joined_at]
