"""Whoever is not signed in is led to sign in, and what they sent is kept for them if they were signed in before."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts import sessions
from assembly.accounts.kept import service
from assembly.config import Settings
from assembly.database import transaction
from assembly.i18n import gettext as _
from assembly.security import is_never_kept, local_path

COOKIE = "assembly_form"


def lead_to_sign_in(view: Callable[..., Any]) -> BaseResponse:
    """Lead to the sign-in page, and from there back to where they were."""
    if request.method != "POST":
        return _to_sign_in(request.full_path.rstrip("?") if request.method == "GET" else request.path)
    owner = sessions.former_owner()
    if owner is None:
        return _to_sign_in(_page_of_the_form())
    if is_never_kept(view):
        flash(
            _("You were signed out, and what you chose was not sent. It is kept nowhere: please choose again."),
            "warning",
        )
        return _to_sign_in(_page_of_the_form())
    return _keep(owner)


def _keep(owner: int) -> BaseResponse:
    sent = service.Typed(
        path=request.full_path.rstrip("?"),
        fields=list(request.form.items(multi=True)),
        has_files=any(file.filename for file in request.files.values()),
    )
    with transaction():
        token = service.keep(owner, sent, clock.now())
    if token is None:
        flash(
            _("You were signed out, and what you sent is too long to be kept. Go back in your browser and copy it."),
            "error",
        )
        return _to_sign_in(_page_of_the_form())
    flash(_("You were signed out meanwhile. Sign in again: what you typed is kept for you."), "warning")
    response = _to_sign_in(url_for("kept.typed"))
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(COOKIE, token, max_age=service.LIFETIME, httponly=True, secure=settings.secure, samesite="Lax")
    return response


def _to_sign_in(path: str) -> BaseResponse:
    return redirect(url_for("accounts.sign_in", next=path or None), HTTPStatus.SEE_OTHER)


def _page_of_the_form() -> str:
    """Return the page that the form stands on: its own address, or, where that only takes forms, the one before."""
    if request.url_rule and "GET" in (request.url_rule.methods or ()):
        return request.path
    before = urlsplit(request.referrer or "")
    return local_path(before.path, "") if before.netloc == request.host else ""
