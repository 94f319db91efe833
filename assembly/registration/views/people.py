"""The people of a delegation: register, change, put another in somebody's place, withdraw."""

from datetime import datetime
from http import HTTPStatus

from flask import flash, g, render_template, request
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.models import Person
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.roles import DELEGATION_ROLES
from assembly.forms import Form
from assembly.i18n import gettext as _
from assembly.registration import queries, service
from assembly.registration.forms import PersonForm
from assembly.registration.models import Delegation, Registration
from assembly.registration.views.delegation import back_to, blueprint, on_behalf, own_delegation
from assembly.security import requires

PEOPLE = "/events/<event_slug>/delegations/<code>/people"
Page = str | tuple[str, int] | Response


@blueprint.route(f"{PEOPLE}/new", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def add_person(event_slug: str, code: str) -> Page:
    """Register a person in a free seat."""
    found, now = own_delegation(event_slug, code), clock.now()
    service.check_open(found.event, now, late=on_behalf(found))
    form = PersonForm(data={"role": request.args.get("role")})
    prepare(form, found, now)
    if form.validate_on_submit():
        try:
            with transaction():
                one = service.register_person(
                    g.actor.person_id, found, form.chosen_role(), form.details(), now=now, late=on_behalf(found)
                )
        except DomainError as error:
            say_beside(form, error)
        else:
            return _registered(found, one.person)
    return _form("registration/add_person.html", form, found)


@blueprint.route(f"{PEOPLE}/<int:registration_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def edit_person(event_slug: str, code: str, registration_id: int) -> Page:
    """Change a person's role and data."""
    found, now = own_delegation(event_slug, code), clock.now()
    service.check_open(found.event, now, late=on_behalf(found))
    one = queries.registration_in(found, registration_id)
    independent = service.is_independent(one.person_id, found.member_id)
    form = PersonForm()
    if not form.is_submitted():
        form.show(one)
    prepare(form, found, now, one=one, personal=not independent)
    if form.validate_on_submit():
        details = form.details_of(one.person) if independent else form.details()
        try:
            with transaction():
                service.change_person(
                    g.actor.person_id, one, form.chosen_role(), details, now=now, late=on_behalf(found)
                )
        except DomainError as error:
            say_beside(form, error)
        else:
            flash(_("Your changes are saved."))
            return back_to(found)
    return _form("registration/edit_person.html", form, found, registration=one, independent=independent)


@blueprint.route(f"{PEOPLE}/<int:registration_id>/replace", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def replace_person(event_slug: str, code: str, registration_id: int) -> Page:
    """Put another person in somebody's place, in the same role."""
    found, now = own_delegation(event_slug, code), clock.now()
    service.check_open(found.event, now, late=on_behalf(found))
    one = queries.registration_in(found, registration_id)
    form = PersonForm()
    prepare(form, found, now, one=one)
    del form.role
    if form.validate_on_submit():
        try:
            with transaction():
                new = service.substitute_person(g.actor.person_id, one, form.details(), now=now, late=on_behalf(found))
        except DomainError as error:
            say_beside(form, error)
        else:
            return _registered(found, new.person)
    return _form("registration/replace_person.html", form, found, registration=one)


@blueprint.route(f"{PEOPLE}/<int:registration_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def withdraw_person(event_slug: str, code: str, registration_id: int) -> Page:
    """Say what withdrawing means, then do it."""
    found, now = own_delegation(event_slug, code), clock.now()
    service.check_open(found.event, now, late=on_behalf(found))
    one = queries.registration_in(found, registration_id)
    if request.method == "POST":
        with transaction():
            service.withdraw_person(g.actor.person_id, one, now=now, late=on_behalf(found))
        flash(_("%(name)s is withdrawn and is told by mail.", name=one.person.name))
        return back_to(found)
    return render_template(
        "registration/withdraw_person.html",
        delegation=found, event=found.event, member=found.member, registration=one,
    )  # fmt: skip


def prepare(
    form: PersonForm,
    delegation: Delegation,
    now: datetime,
    *,
    one: Registration | None = None,
    personal: bool = True,
) -> None:
    """Offer the roles that have a free seat, and that of `one`; begin with its zone, else with the actor's."""
    open_roles = {one.role if one else None, *queries.roles_with_room(delegation)}
    roles = [role for role in DELEGATION_ROLES if role in open_roles]
    zone = one.person.zone if one else g.actor.zone
    form.prepare(roles, delegation.member.language, zone, now, personal=personal)


def _registered(delegation: Delegation, person: Person) -> Response:
    flash(_("%(name)s is registered and gets a mail.", name=person.name))
    if service.shares_address(person):
        flash(
            _(
                "Somebody else has the address %(address)s too. Both get their mail there; "
                "whoever votes needs an address of their own.",
                address=person.email,
            ),
            "warning",
        )
    return back_to(delegation)


def say_beside(form: Form, error: DomainError) -> None:
    """Put a refusal beside the field that it is about, else on top of the form."""
    places = {"no_seat": "role", "already_registered": "name"}
    field = form._fields.get(places.get(error.code, ""))
    if field is None:
        form.form_errors.append(str(error))
    else:
        field.errors = [*field.errors, str(error)]


def _form(
    template: str,
    form: PersonForm,
    delegation: Delegation,
    registration: Registration | None = None,
    **values: bool,
) -> tuple[str, int]:
    page = render_template(
        template,
        form=form,
        delegation=delegation,
        event=delegation.event,
        member=delegation.member,
        registration=registration,
        **values,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
