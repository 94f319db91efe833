"""Showing the second step, and setting it up the first time: all that a browser reaches before it was shown."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts import limits, sessions, sign_in
from assembly.accounts.factors import enrolment, passkeys, rules, service
from assembly.accounts.factors.acts import note
from assembly.accounts.factors.forms import AppForm, NewPasskeyForm, PasskeyForm, ShowForm
from assembly.accounts.factors.models import Act
from assembly.accounts.factors.queries import Factors, factors_of
from assembly.accounts.factors.wording import codes_left
from assembly.accounts.models import Person, Purpose
from assembly.accounts.sessions import InBrowser
from assembly.audit import service as audit
from assembly.database import transaction
from assembly.errors import ForbiddenError, InvalidInputError
from assembly.extensions import db, limiter
from assembly.forms import Form
from assembly.i18n import gettext as _
from assembly.security import local_path, new_token, public, second_step
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("factors", __name__)

View = Callable[..., Any]
QUESTION_KEY = "passkey_question"


def with_browser(view: View) -> View:
    """Give the view the person whose browser this is; whoever is not signed in at all is led to sign in."""

    @wraps(view)
    def wrapped(**values: Any) -> Any:
        browser = sessions.in_browser(clock.now())
        if browser is None:
            return redirect(url_for("accounts.sign_in", next=next_path() or None), HTTPStatus.SEE_OTHER)
        return view(browser, **values)

    return wrapped


def with_change(view: View) -> View:
    """Give the view a browser that may change the second step: one that showed it lately, or whose person has none."""

    @wraps(view)
    @with_browser
    def wrapped(browser: InBrowser, **values: Any) -> Any:
        factors = factors_of(browser.person_id)
        if not browser.by_mail:  # a passkey signs in alone later: whoever talked us into a code must not leave one
            raise ForbiddenError(_("To change your second step, sign in by mail."))
        if factors.some and not is_fresh(browser):
            back = request.path if request.method == "GET" else url_for("factors_own.mine")
            return redirect(url_for("factors.show", next=back), HTTPStatus.SEE_OTHER)
        return view(browser, factors, **values)

    return wrapped


def is_fresh(browser: InBrowser) -> bool:
    """Whether the second step was shown in this browser a short while ago."""
    return browser.factor_at is not None and clock.now() - browser.factor_at < rules.FRESH


def next_path() -> str:
    """Return where the person wanted to go, a path of this site or nothing."""
    return local_path(request.args.get("next"), "")


def go_on() -> BaseResponse:
    """Go where the person wanted to, else where they begin."""
    return redirect(next_path() or url_for("accounts.sign_in"), HTTPStatus.SEE_OTHER)


def binding(browser: InBrowser) -> str:
    """Return what a question to a passkey is bound to."""
    return f"session {browser.session_id}"


@blueprint.route("/second-step", methods=["GET", "POST"])
@second_step
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network, methods=["POST"])
@with_browser
def show(browser: InBrowser) -> Any:
    """Ask for the second step, and take a code."""
    factors = factors_of(browser.person_id)
    if not factors.some:
        return redirect(url_for("factors.app", next=next_path() or None), 303) if browser.owes_factor else go_on()
    if is_fresh(browser) and not browser.owes_factor:
        return go_on()
    form = ShowForm()
    if form.validate_on_submit():
        with transaction():
            answer = service.show_code(
                browser.person_id, form.code.data, clock.now(), limits.place(), signing_in=browser.owes_factor
            )
            if answer.right:
                _let_in(browser)
                if not rules.is_app_code(form.code.data):
                    flash(codes_left(browser.person_id))
                return go_on()
        form.code.errors = [_wrong(answer)]
    return _page(browser, factors, form)


def _wrong(answer: service.Answer) -> str:
    if answer.wait_until is None:
        return _("This is not the code that the app shows now, nor a recovery code that is left.")
    minutes = max(1, -(-int((answer.wait_until - clock.now()).total_seconds()) // 60))
    return _(
        "After several wrong codes you have to wait: %(num)d min. A recovery code or a passkey works at once.",
        num=minutes,
    )


def _page(browser: InBrowser, factors: Factors, form: ShowForm, *, refused: str = "") -> Response:
    options = passkeys.asking_options(factors.passkeys, binding(browser)) if factors.passkeys else None
    page = render_template(
        "accounts/factors/show.html",
        form=form,
        passkey_form=PasskeyForm(formdata=None),
        browser=browser,
        factors=factors,
        options=options if passkeys.site().possible else None,
        refused=refused,
        next=next_path() or None,
    )
    return no_store(make_response(page, status_of(form, refused=refused)))


def status_of(form: Form, *, refused: str = "") -> int:
    """Return the status of a page with a form."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors or refused else HTTPStatus.OK


def _let_in(browser: InBrowser) -> None:
    """Give the browser its rights; inside of the transaction."""
    sessions.prove(browser.session_id, clock.now())


@blueprint.post("/second-step/passkey")
@second_step
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network)
@with_browser
def show_passkey(browser: InBrowser) -> Any:
    """Take a passkey as the second step."""
    now = clock.now()
    try:
        with transaction():
            passkeys.show(binding(browser), request.form.get("credential", ""), now, person_id=browser.person_id)
            note(browser.person_id, Act.SHOWN, now, limits.place(), means="passkey", mail=browser.owes_factor)
            _let_in(browser)
    except InvalidInputError as error:
        return _page(browser, factors_of(browser.person_id), ShowForm(formdata=None), refused=str(error))
    return go_on()


@blueprint.post("/second-step/leave")
@second_step
@with_browser
def leave(browser: InBrowser) -> BaseResponse:
    """Sign out without having shown it."""
    with transaction():
        sign_in.leave(browser.person_id, browser.session_id, clock.now())
    return redirect(url_for("accounts.sign_in"), HTTPStatus.SEE_OTHER)


@blueprint.route("/second-step/app", methods=["GET", "POST"])
@second_step
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network, methods=["POST"])
@with_change
def app(browser: InBrowser, factors: Factors) -> Any:
    """Set an app for codes up, in place of the former one."""
    form = AppForm()
    if form.validate_on_submit():
        with transaction():
            typed = {"sealed": form.sealed.data or "", "typed": form.code.data}
            if enrolment.add_app(browser.person_id, browser.session_id, **typed, now=clock.now(), place=limits.place()):
                return _set_up(browser)
        form.code.errors = [_("This is not the code that the app shows now. Is the clock of the device right?")]
    return _app_page(browser, factors, form)


def _app_page(browser: InBrowser, factors: Factors, form: AppForm) -> Response:
    person = db.session.get_one(Person, browser.person_id)
    offer = enrolment.offer(browser.session_id, person.email, passkeys.site().host, form.sealed.data)
    form.sealed.data = offer.sealed
    page = render_template(
        "accounts/factors/app.html",
        form=form,
        offer=offer,
        browser=browser,
        factors=factors,
        passkeys_possible=passkeys.site().possible,
        next=next_path() or None,
    )
    return no_store(make_response(page, status_of(form)))


@blueprint.route("/second-step/passkeys/new", methods=["GET", "POST"])
@second_step
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network, methods=["POST"])
@with_change
def new_passkey(browser: InBrowser, factors: Factors) -> Any:
    """Add a passkey."""
    form, refused = NewPasskeyForm(), ""
    if form.validate_on_submit():
        try:
            with transaction():
                made = passkeys.Made(form.named(), form.credential.data)
                passkeys.add(browser.person_id, binding(browser), made, clock.now(), limits.place())
                return _set_up(browser)
        except InvalidInputError as error:
            refused = str(error)
    return _passkey_page(browser, factors, form, refused)


def _passkey_page(browser: InBrowser, factors: Factors, form: NewPasskeyForm, refused: str) -> Response:
    person = db.session.get_one(Person, browser.person_id)
    page = render_template(
        "accounts/factors/passkey.html",
        form=form,
        browser=browser,
        options=passkeys.adding_options(person, factors.passkeys, binding(browser)),
        possible=passkeys.site().possible,
        refused=refused,
        next=next_path() or None,
    )
    return no_store(make_response(page, status_of(form, refused=refused)))


def _set_up(browser: InBrowser) -> BaseResponse:
    """Whoever has just set it up has shown it. New recovery codes are in this answer and nowhere else.

    Therefore it does not redirect: there is nothing that a reload could show again.
    """
    codes = enrolment.codes_if_none(browser.person_id, clock.now())
    _let_in(browser)
    if codes:
        return codes_page(codes, url_for("accounts.sign_in" if browser.owes_factor else "factors_own.mine"))
    flash(_("Your second step is set up."))
    return redirect(next_path() or url_for("factors_own.mine"), HTTPStatus.SEE_OTHER)


def codes_page(codes: list[str], then: str) -> Response:
    """Show new recovery codes, this once, and where to go then."""
    page = render_template("accounts/factors/codes.html", codes=codes, next=next_path() or then)
    return no_store(make_response(page))


@blueprint.get("/sign-in/passkey")
@public
def question() -> Response:
    """Ask for a passkey of whomever: fetched when its button is pressed, so that the page is the same for everybody."""
    session.setdefault(QUESTION_KEY, new_token())
    options = passkeys.asking_options((), session[QUESTION_KEY], alone=True)
    return no_store(Response(options, mimetype="application/json"))


@blueprint.post("/sign-in/passkey")
@public
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network)
def enter() -> BaseResponse:
    """Sign in with a passkey alone: the device made sure who holds it."""
    now = clock.now()
    try:
        with transaction():
            passkey = passkeys.show(session.pop(QUESTION_KEY, ""), request.form.get("credential", ""), now)
            sessions.start(passkey.person, Purpose.SIGN_IN, now, factor_at=now)
            audit.record(passkey.person_id, "session.started", "person", passkey.person_id)
            note(passkey.person_id, Act.SHOWN, now, limits.place(), means="passkey alone")
    except InvalidInputError as error:
        flash(str(error), "error")
        return redirect(url_for("accounts.sign_in", next=next_path() or None), HTTPStatus.SEE_OTHER)
    return go_on()
