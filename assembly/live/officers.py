"""The secretariat names who presides at an event, and who scrutinises its votes."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly.accounts.models import Role
from assembly.accounts.permissions import Permission
from assembly.accounts.roles import people_with
from assembly.database import transaction
from assembly.errors import InvalidInputError, NotFoundError
from assembly.events.colleagues import service
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.live.forms import OfficerForm, officer_form
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("officers", __name__, "/secretariat/events/<event_slug>/officers")


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_EVENTS)
def list_officers(event_slug: str) -> str:
    """Officers: who presides, and who scrutinises?"""
    return _page(event_by_slug(event_slug), {role: officer_form(role) for role in service.NAMED})


@blueprint.post("/<role>")
@requires(Permission.MANAGE_EVENTS)
def name(event_slug: str, role: str) -> Response | tuple[str, int]:
    """Name somebody who presides or scrutinises."""
    event, of = event_by_slug(event_slug), _role(role)
    form = officer_form(of, sent=True)
    if form.validate_on_submit():
        try:
            with transaction():
                named = service.name_officer(g.actor, event, of, form.address.data).name
        except InvalidInputError as error:
            form.address.errors = [str(error)]
        else:
            flash(_done(of, named))
            return redirect(url_for(".list", event_slug=event_slug), HTTPStatus.SEE_OTHER)
    forms = {other: officer_form(other) for other in service.NAMED} | {of: form}
    return _page(event, forms), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.post("/<role>/<int:person_id>/dismiss")
@requires(Permission.MANAGE_EVENTS)
def dismiss(event_slug: str, role: str, person_id: int) -> Response:
    """Let somebody preside or scrutinise no more."""
    event, of = event_by_slug(event_slug), _role(role)
    with transaction():
        service.dismiss_officer(g.actor, event, of, person_id)
    flash(_("This person does not have this role any more."))
    return redirect(url_for(".list", event_slug=event_slug), HTTPStatus.SEE_OTHER)


def _page(event: Event, forms: dict[Role, OfficerForm]) -> str:
    named = {role: people_with(role, event.id) for role in service.NAMED}
    return render_template("live/officers.html", event=event, named=named, forms=forms)


def _role(text: str) -> Role:
    """Return a role that is given for an event; raise `NotFoundError` for any other."""
    found = next((role for role in service.NAMED if role.value == text), None)
    if found is None:
        raise NotFoundError
    return found


def _done(role: Role, name: str) -> str:
    if role is Role.CHAIR:
        return _("%(name)s presides over the sittings of this event, after signing in.", name=name)
    return _("%(name)s scrutinises the votes of this event, after signing in.", name=name)
