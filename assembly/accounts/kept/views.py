"""A form survives the end of a session: what was sent is kept, and given back after signing in again."""

from http import HTTPStatus

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts.kept import service
from assembly.accounts.kept.keeping import COOKIE
from assembly.database import transaction
from assembly.i18n import gettext as _
from assembly.security import signed_in
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("kept", __name__)
BLUEPRINTS = (blueprint,)


@blueprint.get("/what-you-typed")
@signed_in
def typed() -> Response | BaseResponse:
    """Give back what was sent before signing in again, ready to be sent where it belongs."""
    found = service.find(request.cookies.get(COOKIE, ""), g.actor.person_id, clock.now())
    if found is None:
        flash(_("What you typed is not kept any more."), "warning")
        return redirect(url_for("overview.home"), HTTPStatus.SEE_OTHER)
    return no_store(make_response(render_template("accounts/what_you_typed.html", typed=found)))


@blueprint.post("/what-you-typed/throw-away")
@signed_in
def throw_away() -> BaseResponse:
    """Forget it."""
    with transaction():
        service.throw_away(request.cookies.get(COOKIE, ""), g.actor.person_id)
    response = redirect(url_for("overview.home"), HTTPStatus.SEE_OTHER)
    response.delete_cookie(COOKIE)
    return response
