"""Where administrators see and change who works for the federation."""

from collections.abc import Callable
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Role
from assembly.accounts.permissions import Permission
from assembly.accounts.queries import person_of
from assembly.accounts.wording import role_label
from assembly.database import transaction
from assembly.errors import InvalidInputError, NotFoundError
from assembly.events.colleagues import queries, service
from assembly.events.colleagues.forms import ColleagueForm
from assembly.events.queries import all_events, event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("colleagues", __name__, "/secretariat/colleagues")
BLUEPRINTS = (blueprint,)


@blueprint.route("", methods=["GET", "POST"], endpoint="list")
@requires(Permission.MANAGE_ROLES)
def list_colleagues() -> tuple[str, int] | Response:
    """Colleagues: who works for the federation, and as what?"""
    form = ColleagueForm()
    form.prepare(all_events()[::-1], g.actor.language)
    if form.validate_on_submit():
        event = event_by_slug(form.event.data) if form.event.data else None
        try:
            with transaction():
                person = service.add(g.actor, form.newcomer(), Role(form.role.data), event)
        except InvalidInputError as error:
            form.address.errors = [str(error)]
        else:
            flash(_("%(name)s has the role now, and a mail that says so.", name=person.name))
            return redirect(url_for(".list"), HTTPStatus.SEE_OTHER)
    search = request.args.get("q", "")
    page = render_template(
        "events/colleagues.html",
        form=form,
        listed=queries.colleagues(),
        search=search,
        found=queries.people_like(search),
        most=queries.MOST,
        role_label=role_label,
        office=queries.OFFICE,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post("/<int:person_id>/roles/<role>")
@requires(Permission.MANAGE_ROLES)
def take(person_id: int, role: str) -> Response:
    """Take a role away."""
    if role not in queries.OFFICE:
        raise NotFoundError
    slug = request.form.get("event", "")
    event = event_by_slug(slug) if slug else None
    with transaction():
        name = service.take(g.actor, person_id, Role(role), event).name
    flash(_("The role is taken away: %(name)s", name=name))
    return redirect(url_for(".list"), HTTPStatus.SEE_OTHER)


@blueprint.route("/<int:person_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROLES)
def close(person_id: int) -> str | Response:
    """Ask whether an account is to be closed, and close it."""
    if request.method == "GET":
        return render_template("events/close_account.html", person=person_of(person_id))
    return _act(service.close_account, person_id, _("The account is closed, and signed out everywhere: %(name)s"))


@blueprint.post("/<int:person_id>/reopen")
@requires(Permission.MANAGE_ROLES)
def reopen(person_id: int) -> Response:
    """Open a closed account again."""
    return _act(service.reopen_account, person_id, _("The account is open again: %(name)s"))


def _act(act: Callable[[Actor, int], Person], person_id: int, done: str) -> Response:
    with transaction():
        name = act(g.actor, person_id).name
    flash(done % {"name": name})
    return redirect(url_for(".list"), HTTPStatus.SEE_OTHER)
