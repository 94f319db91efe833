"""A person's own page of an event: what am I registered for, my data, what I agreed to, what you hold on me."""

from datetime import datetime
from http import HTTPStatus

from flask import Response as FlaskResponse
from flask import flash, g, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.errors import DomainError, NotFoundError
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.extensions import db
from assembly.forms import Form
from assembly.i18n import current_language, speaking
from assembly.i18n import gettext as _
from assembly.mail.markdown import body_of
from assembly.names import day_name
from assembly.registration.consents import queries as consents
from assembly.registration.consents import service as consenting
from assembly.registration.consents import wording as consent_wording
from assembly.registration.consents.forms import NAMES, ConsentForm, DeclarationForm
from assembly.registration.consents.models import ConsentPurpose, Declaration
from assembly.registration.mine import held, queries, service, wording
from assembly.registration.mine.forms import OwnDataForm
from assembly.registration.models import Registration
from assembly.registration.rules import RegistrationState, Window, may_become, window
from assembly.registration.service import check_open
from assembly.registration.wording import registration_status
from assembly.security import signed_in
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("mine", __name__, "/events/<event_slug>/me")
BLUEPRINTS = (blueprint,)
Page = str | tuple[str, int] | Response


@blueprint.get("")
@signed_in
def page(event_slug: str) -> str:
    """Show what one is registered for, one's data, and what one agreed to."""
    event, registration = _own(event_slug)
    standing = consents.standing(event.id, g.actor.person_id)
    return render_template(
        "registration/mine.html",
        event=event,
        registration=registration,
        person=db.session.get_one(Person, g.actor.person_id),
        open_declarations=_open_declarations(event, registration),
        accepted=consents.accepted(registration.id, registration.person_id) if registration else {},
        status_of=registration_status,
        day_name=day_name,
        declaration_name=consent_wording.declaration_name,
        purposes=[(NAMES[one], consent_wording.consent_words(one), standing.get(one)) for one in ConsentPurpose],
        form=ConsentForm(),
        may_withdraw=registration is not None and _may_withdraw(event, registration, clock.now()),
    )


@blueprint.route("/change", methods=["GET", "POST"])
@signed_in
def change(event_slug: str) -> Page:
    """Change one's own name, its Latin form, language and time zone."""
    event = events.event_by_slug(event_slug)
    person = db.session.get_one(Person, g.actor.person_id)
    form = OwnDataForm()
    form.prepare(person, clock.now())
    if form.validate_on_submit():
        with transaction():
            service.change_own_data(g.actor, form.own_data())
        with speaking(form.language.data):
            flash(_("Your changes are saved."))
            return _back(event)
    return render_template("registration/mine_change.html", form=form, event=event, person=person), _status(form)


@blueprint.post("/consents")
@signed_in
def consent(event_slug: str) -> Response:
    """Agree, or take an agreement back."""
    event, registration = _own(event_slug)
    if registration is None:
        raise NotFoundError
    with transaction():
        changed = consenting.set_consents(g.actor, event, ConsentForm().wanted(), now=clock.now())
    flash(_("Your choice is saved. You can change it here at any time.") if changed else _("Nothing has changed."))
    return _back(event)


@blueprint.route("/declarations", methods=["GET", "POST"])
@signed_in
def declarations(event_slug: str) -> Page:
    """Read and accept the code of conduct and the safeguarding declaration."""
    event, registration = _own(event_slug)
    wanted = _open_declarations(event, registration)
    if registration is None or not wanted:
        return _back(event)
    form = DeclarationForm()
    form.prepare(wanted)
    if form.validate_on_submit():
        try:
            with transaction():
                consenting.accept(g.actor, registration, form.read(), now=clock.now())
        except DomainError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("Thank you. Your declaration is noted."))
            return _back(event)
    return _declarations_page(form, event), _status(form)


def _declarations_page(form: DeclarationForm, event: Event) -> str:
    conduct = event.conduct.read(current_language(), event.source_language)
    return render_template(
        "registration/mine_declarations.html",
        form=form,
        event=event,
        conduct=conduct,
        conduct_html=body_of(conduct.text).html,
        points=consent_wording.safeguarding_points(),
    )


@blueprint.route("/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(event_slug: str) -> Page:
    """Say what withdrawing means, then do it."""
    event, registration = _own(event_slug)
    if registration is None or not may_become(registration.state, RegistrationState.WITHDRAWN):
        raise NotFoundError
    now = clock.now()
    check_open(event, now)
    if request.method == "POST":
        with transaction():
            service.withdraw_oneself(g.actor, registration, now=now)
        flash(_("You are withdrawn. A mail confirms it."))
        return _back(event)
    return render_template("registration/mine_withdraw.html", event=event, registration=registration)


@blueprint.get("/data")
@signed_in
def data(event_slug: str) -> Page:
    """Show every row that is about oneself; a link that was forwarded is not enough for that."""
    event = events.event_by_slug(event_slug)
    if not g.actor.proved_address:
        return _to_sign_in()
    found = held.held_on(db.session.get_one(Person, g.actor.person_id))
    page = render_template("registration/mine_data.html", event=event, tables=wording.said(found, g.actor.zone))
    return no_store(make_response(page))


@blueprint.get("/data.json")
@signed_in
def data_json(event_slug: str) -> FlaskResponse | Response:
    """Give the same to be taken elsewhere, for a program to read."""
    events.event_by_slug(event_slug)
    if not g.actor.proved_address:
        return _to_sign_in()
    found = held.held_on(db.session.get_one(Person, g.actor.person_id))
    answer = jsonify(made_at=clock.now().isoformat(), held=held.as_json(found), columns=held.purposes(found))
    answer.headers.set("Content-Disposition", "attachment", filename="my-data.json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _own(event_slug: str) -> tuple[Event, Registration | None]:
    event = events.event_by_slug(event_slug)
    return event, queries.own_registration(event, g.actor.person_id)


def _open_declarations(event: Event, registration: Registration | None) -> dict[Declaration, str]:
    """Return what the person still has to accept, with the versions that count."""
    if registration is None or registration.state in queries.OVER:
        return {}
    return consents.open_for(event, registration.id, registration.person_id)


def _may_withdraw(event: Event, registration: Registration, now: datetime) -> bool:
    is_open = window(event.registration_opens_at, event.registration_closes_at, now) is Window.OPEN
    return is_open and may_become(registration.state, RegistrationState.WITHDRAWN)


def _to_sign_in() -> Response:
    flash(_("This page shows everything, so we first make sure that it is you: ask for a sign-in mail."))
    return redirect(url_for("accounts.sign_in", next=request.path), HTTPStatus.SEE_OTHER)


def _back(event: Event) -> Response:
    return redirect(url_for("mine.page", event_slug=event.slug), HTTPStatus.SEE_OTHER)


def _status(form: Form) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
