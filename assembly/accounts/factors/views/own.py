"""One's own second step: what there is of it, and changing it."""

from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts import limits
from assembly.accounts.factors import enrolment, passkeys
from assembly.accounts.factors.queries import Factors, factors_of
from assembly.accounts.factors.views.showing import codes_page, with_browser, with_change
from assembly.accounts.sessions import InBrowser
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.i18n import gettext as _
from assembly.security import signed_in
from assembly.web import localized_blueprint

blueprint = localized_blueprint("factors_own", __name__, "/me/second-step")


@blueprint.get("/")
@signed_in
@with_browser
def mine(browser: InBrowser) -> str:
    """Show what one's second step is made of."""
    return render_template(
        "accounts/factors/mine.html",
        browser=browser,
        factors=factors_of(browser.person_id),
        passkeys_possible=passkeys.site().possible,
    )


@blueprint.post("/codes")
@signed_in
@with_change
def codes(browser: InBrowser, factors: Factors) -> Any:
    """Make new recovery codes."""
    if not factors.some:
        raise NotFoundError
    with transaction():
        made = enrolment.new_codes(browser.person_id, clock.now(), limits.place())
    return codes_page(made, url_for("factors_own.mine"))


@blueprint.route("/app/remove", methods=["GET", "POST"])
@signed_in
@with_change
def remove_app(browser: InBrowser, factors: Factors) -> Any:
    """Say what happens, then take the app away."""
    if factors.app_since is None:
        raise NotFoundError
    if request.method == "POST":
        with transaction():
            enrolment.remove_app(browser.person_id, clock.now(), limits.place(), required=browser.required)
        return _removed()
    return _confirm(factors, _("Remove the app for codes?"), browser)


@blueprint.route("/passkeys/<int:passkey_id>/remove", methods=["GET", "POST"])
@signed_in
@with_change
def remove_passkey(browser: InBrowser, factors: Factors, passkey_id: int) -> Any:
    """Say what happens, then take a passkey away."""
    passkey = next((one for one in factors.passkeys if one.id == passkey_id), None)
    if passkey is None:
        raise NotFoundError
    if request.method == "POST":
        with transaction():
            enrolment.remove_passkey(
                browser.person_id, passkey_id, clock.now(), limits.place(), required=browser.required
            )
        return _removed()
    return _confirm(factors, _("Remove the passkey “%(name)s”?", name=passkey.name), browser)


def _confirm(factors: Factors, title: str, browser: InBrowser) -> str:
    kept = browser.required and factors.only_one
    return render_template("accounts/factors/remove.html", title=title, last=factors.only_one, kept=kept)


def _removed() -> BaseResponse:
    flash(_("It is removed."))
    return redirect(url_for("factors_own.mine"), HTTPStatus.SEE_OTHER)
