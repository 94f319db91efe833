"""Who may reach a view, tokens, and the headers that every answer carries."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
BY_LINK = "by-link"  # whoever holds a mailed link; the token in it is checked by the service
SECOND_STEP = "second-step"  # whoever came by the mail and has yet to show their second step; the view looks who it is
SIGNED_IN = "signed-in"
DEMONSTRATION = "demonstration"  # exists only in a demonstration


def _declare(access: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


public = _declare(PUBLIC)
by_link = _declare(BY_LINK)
second_step = _declare(SECOND_STEP)
signed_in = _declare(SIGNED_IN)
demonstration = _declare(DEMONSTRATION)


def never_kept(view: View) -> View:
    """Declare that what is sent here is never stored while its sender signs in again: a ballot is cast or it is not."""
    view.never_kept = True  # type: ignore[attr-defined]
    return view


def is_never_kept(view: Callable[..., Any]) -> bool:
    """Whether what is sent to a view must not be stored."""
    return getattr(view, "never_kept", False)


def requires(permission: str) -> Callable[[View], View]:
    """Declare that a view is for those who have this permission (see `accounts.permissions`)."""
    return _declare(permission)


def access_of(app: Flask, endpoint: str) -> str | None:
    """Return what the view of an endpoint declares, or None."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access", None)


def check_all_declared(app: Flask) -> None:
    """Stop the application at start when a view does not say who may reach it."""
    silent = sorted({rule.endpoint for rule in app.url_map.iter_rules() if not access_of(app, rule.endpoint)})
    if silent:
        raise RuntimeError(f"these views declare no access (@public, @signed_in, @requires…): {', '.join(silent)}")


def new_token() -> str:
    """Return 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token. It is random, so that a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: str, value: str) -> str:
    """Return what is stored of a short code, which without a key could be guessed from its hash."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


def local_path(target: str | None, default: str) -> str:
    """Return `target` if it is a path of this site, else `default` (an open redirect is a trap for people)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(character in target for character in "\\\r\n\t") or urlsplit(target).netloc:
        return default
    return target


CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# The preview of a mail stands in a sandboxed frame of its own, where mail's inline style is allowed.
MAIL_PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"


def add_headers(response: Response, *, secure: bool, private: bool = False) -> Response:
    """Add the security headers; a view may have set a stricter or special policy already.

    `private`: for somebody who is signed in; no cache on the way may hand it to others.
    """
    headers = response.headers
    if private:
        headers.setdefault("Cache-Control", "private, no-cache")
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response
