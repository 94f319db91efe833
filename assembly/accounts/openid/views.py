"""Signing in by the provider that the settings name: there and back."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, abort, current_app, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts import limits
from assembly.accounts.openid import rules, service
from assembly.accounts.openid.provider import Provider
from assembly.accounts.openid.rules import Begun, NotSignedInError
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import limiter
from assembly.i18n import current_language, speaking
from assembly.i18n import lazy_gettext as _l
from assembly.links import absolute_url
from assembly.security import local_path, public
from assembly.web import localized_blueprint

log = structlog.get_logger()
blueprint = localized_blueprint("openid", __name__, "/sign-in")
returning = Blueprint("openid_return", __name__)  # without a language: the provider knows one address
BLUEPRINTS = (blueprint, returning)

KEY = "openid"
BY_MAIL = _l("Signing in did not work this way. You can sign in by mail instead.")
REASONS: dict[str, Any] = {
    "nobody": _l("We know nobody with this mail address. Sign in by mail with the address at which you get our mail."),
    "several": _l("Several people share this mail address. Sign in by mail, which asks who you are."),
    "address_not_verified": _l("Your mail address is not verified there. You can sign in by mail instead."),
}


@blueprint.app_template_global("single_sign_on")
def provider_name() -> str | None:
    """Return what stands on the button, if there is a provider."""
    settings: Settings = current_app.extensions["settings"]
    return settings.single_sign_on.name if settings.single_sign_on else None


def _provider() -> Provider:
    settings: Settings = current_app.extensions["settings"]
    if settings.single_sign_on is None:
        abort(HTTPStatus.NOT_FOUND)
    return Provider(settings.single_sign_on)


@blueprint.get("/by-provider")
@public
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network)
def begin() -> Response:
    """Go to the provider. A link and no form: what a form leads to stays on this site."""
    provider, begun = _provider(), service.begin(local_path(request.args.get("next"), ""), clock.now())
    try:
        address = provider.address_to_begin(begun, _return_address(), current_language())
    except NotSignedInError as error:
        return _by_mail(error, begun.next_path)
    session[KEY] = asdict(begun) | {"language": current_language()}
    return redirect(address, HTTPStatus.SEE_OTHER)


@returning.get("/openid/return")
@public
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network)
def back() -> Response:
    """Come back from the provider; what the browser kept of the sign-in is used up, whatever comes of it."""
    provider, kept = _provider(), session.pop(KEY, None) or {}
    language = kept.pop("language", current_language())
    begun = Begun(**kept) if kept else None
    now, issuer = clock.now(), provider.settings.issuer
    with speaking(language):
        try:
            code = rules.check_return(begun, request.args, issuer, now)
            account = provider.account(begun or service.begin("", now), code, _return_address(), now)
            with transaction():
                owes = service.enter(account, issuer, now)
        except NotSignedInError as error:
            return _by_mail(error, begun.next_path if begun else "")
        next_path = local_path(begun.next_path if begun else "", "")
        if owes:
            return redirect(url_for("factors.show", next=next_path or None), HTTPStatus.SEE_OTHER)
        return redirect(next_path or url_for("accounts.sign_in"), HTTPStatus.SEE_OTHER)  # which knows where each begins


def _return_address() -> str:
    return absolute_url("openid_return.back")


def _by_mail(error: NotSignedInError, next_path: str) -> Response:
    log.warning("not_signed_in_by_provider", reason=error.code)
    flash(str(REASONS.get(error.code, BY_MAIL)), "error")
    return redirect(url_for("accounts.sign_in", next=local_path(next_path, "") or None), HTTPStatus.SEE_OTHER)
