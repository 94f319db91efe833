"""Asking for a change in the workspace, once registration has closed."""

from collections.abc import Callable
from http import HTTPStatus

from flask import flash, g, render_template, request
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.i18n import gettext as _
from assembly.registration import queries as registrations
from assembly.registration.models import Delegation, Registration
from assembly.registration.requests import queries, service
from assembly.registration.requests.forms import CorrectionForm, NewPersonForm, NoteForm
from assembly.registration.requests.rules import ChangeKind
from assembly.registration.requests.service import AlreadyAnsweredError, Wish
from assembly.registration.views.delegation import back_to, blueprint, own_delegation
from assembly.registration.views.people import prepare, say_beside
from assembly.security import requires

REQUESTS = "/events/<event_slug>/delegations/<code>/requests"
ABOUT = f"{REQUESTS}/people/<int:registration_id>"
Page = Response | tuple[str, int]


@blueprint.route(f"{REQUESTS}/new", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def ask_to_add(event_slug: str, code: str) -> Page:
    """Ask for somebody to be registered in a free seat."""
    found = _delegation(event_slug, code)
    form = NewPersonForm(data={"role": request.args.get("role")})
    prepare(form, found, clock.now())

    def wish() -> Wish:
        return Wish(kind=ChangeKind.ADD, role=form.chosen_role(), details=form.details(), note=form.words())

    return _ask(found, form, wish, ChangeKind.ADD)


@blueprint.route(f"{ABOUT}/replace", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def ask_to_replace(event_slug: str, code: str, registration_id: int) -> Page:
    """Ask for another person in somebody's place."""
    found = _delegation(event_slug, code)
    one = registrations.registration_in(found, registration_id)
    form = NewPersonForm()
    prepare(form, found, clock.now(), one=one)
    del form.role

    def wish() -> Wish:
        return Wish(kind=ChangeKind.SUBSTITUTE, registration=one, details=form.details(), note=form.words())

    return _ask(found, form, wish, ChangeKind.SUBSTITUTE, one)


@blueprint.route(f"{ABOUT}/withdraw", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def ask_to_withdraw(event_slug: str, code: str, registration_id: int) -> Page:
    """Ask for somebody to be withdrawn."""
    return _ask_in_words(event_slug, code, registration_id, NoteForm(), ChangeKind.WITHDRAW)


@blueprint.route(f"{ABOUT}/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def ask_to_correct(event_slug: str, code: str, registration_id: int) -> Page:
    """Say what is wrong about somebody."""
    return _ask_in_words(event_slug, code, registration_id, CorrectionForm(), ChangeKind.CORRECT)


@blueprint.post(f"{REQUESTS}/<int:request_id>/take-back")
@requires(Permission.EDIT_DELEGATION)
def take_back_request(event_slug: str, code: str, request_id: int) -> Response:
    """Take a request back that waits."""
    found = own_delegation(event_slug, code)
    asked = queries.request_in(found, request_id)
    try:
        with transaction():
            service.take_back(g.actor.person_id, asked, now=clock.now())
    except AlreadyAnsweredError as error:
        flash(str(error), "warning")
    else:
        flash(_("Your request is taken back."))
    return back_to(found)


def _delegation(event_slug: str, code: str) -> Delegation:
    """Return the actor's own delegation while changes are made by request."""
    found = own_delegation(event_slug, code)
    service.check_asking(found.event, clock.now())
    return found


def _ask_in_words(event_slug: str, code: str, registration_id: int, form: NoteForm, kind: ChangeKind) -> Page:
    found = _delegation(event_slug, code)
    one = registrations.registration_in(found, registration_id)
    return _ask(found, form, lambda: Wish(kind=kind, registration=one, note=form.words()), kind, one)


def _ask(
    found: Delegation,
    form: NewPersonForm | NoteForm,
    wish: Callable[[], Wish],
    kind: ChangeKind,
    one: Registration | None = None,
) -> Page:
    if form.validate_on_submit():
        try:
            with transaction():
                service.ask(g.actor.person_id, found, wish(), now=clock.now())
        except DomainError as error:
            say_beside(form, error)
        else:
            flash(_("Your request is with the secretariat. You get a mail with its answer."))
            return back_to(found)
    page = render_template(
        "registration/requests/ask.html",
        form=form, kind=kind, registration=one, delegation=found, event=found.event, member=found.member,
    )  # fmt: skip
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
