"""Where somebody types the code that they were read by telephone; and where they say that it was not them."""

from http import HTTPStatus

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts import limits, tokens
from assembly.accounts.factors.queries import has_some
from assembly.accounts.models import Person, Purpose
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.extensions import db, limiter
from assembly.i18n import gettext as _
from assembly.registration.help_desk import service
from assembly.registration.help_desk.forms import TelephoneCodeForm
from assembly.registration.help_desk.models import TelephoneCode
from assembly.security import by_link, local_path, public
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("telephone", __name__, "/sign-in/by-telephone")


@blueprint.route("", methods=["GET", "POST"])
@public
@limiter.limit(limits.NETWORK_LIMIT, key_func=limits.network, methods=["POST"])
@limiter.limit(limits.ADDRESS_LIMIT, key_func=limits.address_in_network, methods=["POST"])
def enter() -> tuple[str, int] | Response:
    """Take the address and the code; the same is said whichever of them is wrong."""
    form = TelephoneCodeForm()
    if form.validate_on_submit():
        with transaction():
            person = service.enter(form.email.data, form.code.data, clock.now())
        if person:
            return redirect(_where_to(person), HTTPStatus.SEE_OTHER)
        form.code.errors = [_("This code does not belong to this address, or it is older than 15 minutes.")]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("registration/help_desk/enter.html", form=form, next=_next_path() or None), status


def _next_path() -> str:
    return local_path(request.args.get("next"), "")


def _where_to(person: Person) -> str:
    if has_some(person.id):
        return url_for("factors.show", next=_next_path() or None)
    return _next_path() or url_for("overview.home")


@blueprint.route("/<token>", methods=["GET", "POST"])
@by_link
def objection(token: str) -> Response:
    """Show what was done, and let it be undone by a button."""
    try:
        link = tokens.find(Purpose.TELEPHONE, token, clock.now())
    except InvalidLinkError as error:
        return no_store(make_response(render_template("accounts/dead_link.html", message=str(error)), error.status))
    code = db.session.get_one(TelephoneCode, link.subject_id)
    if request.method == "POST":
        with transaction():
            service.object_to(code, link.person_id, clock.now())
        flash(
            _("Thank you. The code works no more, whoever came in with it is signed out, and the secretariat is told.")
        )
        return redirect(url_for(".objection", token=token), HTTPStatus.SEE_OTHER)
    return no_store(make_response(render_template("registration/help_desk/objection.html", code=code)))
