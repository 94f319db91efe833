"""Signing in and out, and one's own data."""

from http import HTTPStatus

from flask import flash, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts import limits, rules, service, sessions, sign_in, tokens
from assembly.accounts.factors import passkeys
from assembly.accounts.factors.roles import is_required
from assembly.accounts.forms import CodeForm, ProfileForm, SignInForm
from assembly.accounts.models import Person, Purpose, SignInRequest, Token
from assembly.accounts.permissions import EVERYWHERE, Permission
from assembly.database import transaction
from assembly.errors import ForbiddenError, InvalidLinkError
from assembly.extensions import db, limiter
from assembly.forms import Form
from assembly.i18n import current_language, ngettext, speaking
from assembly.i18n import gettext as _
from assembly.mail.news import service as news
from assembly.security import by_link, local_path, public, signed_in
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("accounts", __name__)
BLUEPRINTS = (blueprint,)

REQUEST_KEY = "sign_in_request"


@blueprint.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
@public
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network, methods=["POST"])
@limiter.limit(limits.ADDRESS_LIMIT, key_func=limits.address_in_network, methods=["POST"])
def ask_for_mail() -> tuple[str, int] | BaseResponse:
    """Ask for the address; the same happens whether it is known or not.

    Also asked of those who came in by another mailed link: to vote, they have to prove their address.
    """
    next_path = local_path(request.args.get("next"), "")
    if g.actor and g.actor.proved_address:
        staff = g.actor.may(Permission.MANAGE_EVENTS)
        return redirect(next_path or _start_page(staff=staff), HTTPStatus.SEE_OTHER)
    browser = sessions.in_browser(clock.now())
    if browser and browser.owes_factor:
        return redirect(url_for("factors.show", next=next_path or None), HTTPStatus.SEE_OTHER)
    form = SignInForm()
    if form.validate_on_submit():
        with transaction():
            request_id = sign_in.ask(form.email.data, current_language(), next_path, clock.now())
        session[REQUEST_KEY] = request_id
        return redirect(url_for("accounts.enter_code"), HTTPStatus.SEE_OTHER)
    possible = passkeys.site().possible
    page = render_template("accounts/sign_in.html", form=form, passkeys_possible=possible, next=next_path or None)
    return page, _status(form)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network, methods=["POST"])
def enter_code() -> tuple[str, int] | BaseResponse:
    """Say that a mail is on its way, and take the code that is in it."""
    asked = db.session.get(SignInRequest, session.get(REQUEST_KEY, 0))
    if asked is None:
        return redirect(url_for("accounts.sign_in"), HTTPStatus.SEE_OTHER)
    form, address, left = CodeForm(), asked.address, rules.GUESSES - asked.guesses
    if left and form.validate_on_submit():
        with transaction():
            guess = sign_in.try_code(asked.id, form.code.data, clock.now())
            if guess.token:
                return _welcome(guess.token)
        left = guess.left
        form.code.errors = [_("This is not the code of the mail, or it is older than 30 minutes.")]
    page = render_template("accounts/enter_code.html", form=form, address=address, left=left, next=asked.next_path)
    return page, _status(form)


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"])
@by_link
def open_link(token: str) -> BaseResponse:
    """Show whom the link signs in and change nothing; the button on the page does it."""
    try:
        if request.method == "POST":
            with transaction():
                return no_store(make_response(_welcome(tokens.find(Purpose.SIGN_IN, token, clock.now()))))
        row = tokens.find(Purpose.SIGN_IN, token, clock.now())
    except InvalidLinkError as error:
        page = render_template("accounts/dead_link.html", message=str(error))
        return no_store(make_response(page, error.status))
    strict = is_required(grant.role for grant in row.person.grants)
    return no_store(make_response(render_template("accounts/open_link.html", person=row.person, strict=strict)))


def _welcome(token: Token) -> BaseResponse:
    """Sign in, and go where the person wanted to; inside of the transaction."""
    staff = any(grant.role in EVERYWHERE and grant.event_id is None for grant in token.person.grants)
    entered = sign_in.enter(token, clock.now())
    if entered.owes_factor:
        return redirect(url_for("factors.show", next=local_path(entered.next_path, "") or None), HTTPStatus.SEE_OTHER)
    return redirect(local_path(entered.next_path, _start_page(staff=staff)), HTTPStatus.SEE_OTHER)


def _start_page(*, staff: bool) -> str:
    return url_for("overview.today" if staff else "overview.home")


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> BaseResponse:
    """End this browser's session."""
    with transaction():
        sign_in.leave(g.actor.person_id, g.actor.session_id, clock.now())
    flash(_("You are signed out."))
    return redirect(url_for("overview.home"), HTTPStatus.SEE_OTHER)


@blueprint.route("/me", methods=["GET", "POST"])
@signed_in
def me() -> tuple[str, int] | BaseResponse:
    """Show and change one's own name, language and zone; show where one is signed in."""
    now = clock.now()
    form = ProfileForm()
    form.prepare(g.actor, now)
    if form.validate_on_submit():
        with transaction():
            service.change_profile(g.actor, form.profile())
        with speaking(form.language.data):
            flash(_("Your changes are saved."))
            return redirect(url_for("accounts.me"), HTTPStatus.SEE_OTHER)
    person = db.session.get_one(Person, g.actor.person_id)
    open_sessions = sessions.of_person(person.id, now) if g.actor.proved_address else []
    page = render_template(
        "accounts/me.html",
        form=form,
        person=person,
        no_news_since=news.since(person.id),
        sessions=open_sessions,
        device_name=rules.device_name,
        place_name=rules.place_name,
    )
    return page, _status(form)


@blueprint.post("/me/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> BaseResponse:
    """End one of one's own sessions in another browser."""
    if not g.actor.proved_address:
        raise ForbiddenError
    with transaction():
        sign_in.end_session(g.actor, session_id, clock.now())
    flash(_("That browser is signed out."))
    return redirect(url_for("accounts.me"), HTTPStatus.SEE_OTHER)


@blueprint.post("/me/sessions/end")
@signed_in
def end_other_sessions() -> BaseResponse:
    """End one's sessions in all other browsers."""
    if not g.actor.proved_address:
        raise ForbiddenError
    with transaction():
        ended = sign_in.end_other_sessions(g.actor, clock.now())
    flash(ngettext("%(num)d other browser is signed out.", "%(num)d other browsers are signed out.", ended))
    return redirect(url_for("accounts.me"), HTTPStatus.SEE_OTHER)


def _status(form: Form) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
