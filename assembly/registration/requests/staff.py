"""Requests after closing, for the secretariat: looked at, accepted and carried out, or declined with a reason."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events import queries as events
from assembly.forms import Form
from assembly.i18n import gettext as _
from assembly.registration.forms import PersonForm, ReasonForm
from assembly.registration.requests import queries, service, wording
from assembly.registration.requests.models import ChangeRequest
from assembly.registration.requests.rules import ChangeKind, RequestState
from assembly.registration.requests.service import AlreadyAnsweredError, Correction
from assembly.registration.service import is_independent
from assembly.registration.views.people import prepare, say_beside
from assembly.registration.views.staff import blueprint
from assembly.security import requires

Page = Response | tuple[str, int]


@blueprint.get("/requests")
@requires(Permission.MANAGE_REGISTRATION)
def change_requests(event_slug: str) -> str:
    """List what members ask for: what waits, then what was answered."""
    event = events.event_by_slug(event_slug)
    return render_template(
        "registration/requests/list.html",
        event=event,
        waiting=queries.waiting(event.id),
        answered=queries.answered(event.id),
        title_of=wording.title,
        status=wording.status,
    )


@blueprint.route("/requests/<int:request_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def change_request(event_slug: str, request_id: int) -> Page:
    """Show one request with what will happen, and accept it."""
    found = queries.request_at(events.event_by_slug(event_slug).id, request_id)
    form = _form_of(found)
    if form.validate_on_submit():
        try:
            with transaction():
                service.accept(g.actor.person_id, found, _correction(found, form), now=clock.now())
        except AlreadyAnsweredError as error:
            return _as_it_stands(found, error)
        except DomainError as error:
            say_beside(form, error)
        else:
            flash(_("The change is made, and the member is told by mail."))
            return _to_list(event_slug)
    return _page("registration/requests/answer.html", found, form)


@blueprint.route("/requests/<int:request_id>/decline", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def decline_request(event_slug: str, request_id: int) -> Page:
    """Say why the change is not made; the member reads it."""
    found = queries.request_at(events.event_by_slug(event_slug).id, request_id)
    if found.state is not RequestState.WAITING:
        return _as_it_stands(found, AlreadyAnsweredError())
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.decline(g.actor.person_id, found, form.reason.data.strip(), now=clock.now())
        except AlreadyAnsweredError as error:
            return _as_it_stands(found, error)
        flash(_("It is declined; the member gets a mail with the reason."))
        return _to_list(event_slug)
    return _page("registration/requests/decline.html", found, form)


def _form_of(found: ChangeRequest) -> Form:
    """Return the form with which a request is accepted; that of a correction begins with what is known."""
    one = found.registration
    if found.kind is not ChangeKind.CORRECT or one is None:
        return Form()
    form = PersonForm()
    if not form.is_submitted():
        form.show(one)
    prepare(form, found.delegation, clock.now(), one=one, personal=not is_independent(one.person_id, found.member_id))
    return form


def _correction(found: ChangeRequest, form: Form) -> Correction | None:
    if not isinstance(form, PersonForm) or found.registration is None:
        return None
    itself = form.details() if "name" in form else form.details_of(found.registration.person)
    return Correction(form.chosen_role(), itself)


def _page(template: str, found: ChangeRequest, form: Form) -> Page:
    page = render_template(
        template,
        event=found.delegation.event,
        request=found,
        form=form,
        title=wording.title(found),
        status=wording.status(found.state),
        consequences=wording.consequences(found),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _as_it_stands(found: ChangeRequest, error: AlreadyAnsweredError) -> Response:
    """Show who answered, and what."""
    flash(str(error), "warning")
    address = url_for("registration_staff.change_request", event_slug=found.delegation.event.slug, request_id=found.id)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _to_list(event_slug: str) -> Response:
    return redirect(url_for("registration_staff.change_requests", event_slug=event_slug), HTTPStatus.SEE_OTHER)
