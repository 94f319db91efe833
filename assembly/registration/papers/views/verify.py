"""Is this badge or letter genuine? Open to whoever holds it: a consulate, an airline, the guard at the door."""

from http import HTTPStatus

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly.accounts.limits import network
from assembly.extensions import limiter
from assembly.names import day_name
from assembly.registration.papers import queries, wording
from assembly.registration.papers.rules import read_code, shown_code
from assembly.registration.wording import role_name
from assembly.scope import everything
from assembly.security import public
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("verify", __name__, "/verify")
LIMIT = "30/minute;300/hour"
"""Tries from one network: a queue at a door stands behind one address; guessing 80 bits is hopeless at any rate."""

LONGEST_TYPED = 60


@blueprint.get("")
@public
def page() -> Response | BaseResponse:
    """Ask for the code."""
    typed = request.args.get("code", "").strip()[:LONGEST_TYPED]
    code = shown_code(read_code(typed))
    if code:
        return redirect(url_for("verify.paper", code=code), HTTPStatus.SEE_OTHER)
    return _unlisted(render_template("registration/papers/verify.html", typed=typed, asked=bool(typed), paper=None))


@blueprint.get("/<code>")
@public
@limiter.limit(LIMIT, key_func=network)
def paper(code: str) -> Response:
    """Say whether a paper was issued under this code, for what and for whom, and whether it still counts."""
    typed = code[:LONGEST_TYPED]
    found = queries.by_code(read_code(typed))
    with everything():
        content = render_template(
            "registration/papers/verify.html",
            typed=typed,
            asked=True,
            paper=found,
            kind_name=wording.kind_name,
            role_name=role_name,
            shown_code=shown_code,
            day_name=day_name,
        )
    return _unlisted(content, HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)


def _unlisted(content: str, status: int = HTTPStatus.OK) -> Response:
    """Return a page that is kept by nobody, and not in the lists of search machines."""
    response = no_store(make_response(content, status))
    response.headers["X-Robots-Tag"] = "noindex"
    return response
