"""The help desk: whose mail does not arrive, and who lets them in."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.registration.help_desk import queries, rules, service, signing_in, wording
from assembly.registration.help_desk.forms import ReasonForm
from assembly.registration.help_desk.models import TelephoneCode
from assembly.registration.mine.vocabulary import MAILS, WORDS
from assembly.security import requires
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("help_desk", __name__, "/secretariat/events/<event_slug>/help-desk")
BLUEPRINTS = (blueprint, signing_in.blueprint)


@blueprint.get("", endpoint="list")
@requires(Permission.HELP_SIGN_IN)
def desk(event_slug: str) -> str:
    """Help desk: who is on the telephone, and whom was helped?"""
    event, search = event_by_slug(event_slug), request.args.get("q", "")
    return render_template(
        "registration/help_desk/desk.html",
        event=event,
        search=search,
        found=queries.callers(event.id, search),
        most=queries.MOST,
        codes=_codes(queries.of_event(event.id)),
    )


def _codes(codes: Sequence[TelephoneCode]) -> list[tuple[TelephoneCode, str, tuple[str, str]]]:
    now = clock.now()
    states = [(code, rules.state_of(code, now)) for code in codes]
    return [(code, state.value, wording.code_status(state)) for code, state in states]


@blueprint.route("/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.HELP_SIGN_IN)
def person(event_slug: str, person_id: int) -> tuple[str, int] | Response:
    """Caller: what mail were they sent, and do they need a code?"""
    event = event_by_slug(event_slug)
    caller, form = queries.caller(event.id, person_id), ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.ask(g.actor, event, caller.person, form.reason.data.strip(), clock.now())
        except service.CodeRefusedError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("Another colleague has to confirm it now, on the page of the help desk."))
            return redirect(url_for(".person", event_slug=event_slug, person_id=person_id), HTTPStatus.SEE_OTHER)
    return _caller_page(event, caller, form), HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _caller_page(event: Event, caller: queries.Caller, form: ReasonForm) -> str:
    return render_template(
        "registration/help_desk/person.html",
        event=event,
        caller=caller,
        form=form,
        works_for_us=service.works_for_us(caller.person),
        mails=queries.last_mails(event.id, caller.person.id),
        codes=_codes([one for one in queries.of_person(caller.person.id) if one.event_id == event.id]),
        names=MAILS,
        states=WORDS,
    )


@blueprint.post("/codes/<int:code_id>/confirm")
@requires(Permission.HELP_SIGN_IN)
def confirm(event_slug: str, code_id: int) -> Response:
    """Confirm what a colleague asked for."""
    event = event_by_slug(event_slug)
    code = service.code_of(event, code_id)
    with transaction():
        service.confirm(g.actor, code, clock.now())
    flash(_("Confirmed. Your colleague can read the code out now; the person is told by mail."))
    return _back(event)


@blueprint.post("/codes/<int:code_id>/show")
@requires(Permission.HELP_SIGN_IN)
def show(event_slug: str, code_id: int) -> Response:
    """Show the code, this once: it stands nowhere else, so that it is the answer itself and no page to come back to."""
    event = event_by_slug(event_slug)
    code = service.code_of(event, code_id)
    with transaction():
        digits = service.show(g.actor, code, clock.now())
    half = len(digits) // 2
    page = render_template(
        "registration/help_desk/code.html", event=event, code=code, digits=f"{digits[:half]} {digits[half:]}"
    )
    return no_store(make_response(page))


@blueprint.post("/codes/<int:code_id>/take-back")
@requires(Permission.HELP_SIGN_IN)
def take_back(event_slug: str, code_id: int) -> Response:
    """Take back a code that was not used."""
    event = event_by_slug(event_slug)
    code = service.code_of(event, code_id)
    with transaction():
        service.withdraw(g.actor, code, clock.now())
    flash(_("The code is taken back."))
    return _back(event)


def _back(event: Event) -> Response:
    return redirect(url_for(".list", event_slug=event.slug), HTTPStatus.SEE_OTHER)
