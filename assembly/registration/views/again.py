"""The page of a link that does not work any more, and its button that mails another."""

from datetime import datetime
from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.limits import network
from assembly.accounts.models import Purpose
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.extensions import limiter
from assembly.registration import service
from assembly.registration.views.delegation import blueprint
from assembly.security import by_link, public
from assembly.web import no_store

LIMIT = "10/minute;60/hour"
PURPOSES = {
    "invitation": Purpose.INVITATION,
    "guest": Purpose.GUEST,
    "personal": Purpose.PERSONAL_PAGE,
    "helper": Purpose.HELPER,
}
NAMES = {purpose: name for name, purpose in PURPOSES.items()}


@blueprint.post("/<any(invitation, guest, personal, helper):kind>/<token>/again")
@by_link
@limiter.limit(LIMIT, key_func=network)
def new_link(kind: str, token: str) -> Response:
    """Mail another link to the address on file; the answer is the same for every token."""
    with transaction():
        service.mail_new_link(PURPOSES[kind], token, now=clock.now())
    return page(redirect(url_for("registration.new_link_asked"), HTTPStatus.SEE_OTHER))


@blueprint.get("/new-link")
@public
def new_link_asked() -> str:
    """Say where to look now."""
    return render_template("registration/new_link.html")


def dead_link(error: InvalidLinkError, purpose: Purpose, token: str, now: datetime) -> Response:
    """Say why a link does not work, and offer to mail another where one of its kind would work now."""
    address = None
    if service.is_offered(purpose, token, now=now):
        address = url_for("registration.new_link", kind=NAMES[purpose], token=token)
    content = render_template("registration/dead_link.html", message=str(error), new_link=address)
    return page(make_response(content, error.status))


def page(content: str | Response) -> Response:
    """Return what a mailed link leads to, kept by nobody and its address told to nobody."""
    return no_store(make_response(content))
