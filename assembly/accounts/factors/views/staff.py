"""Helping somebody who lost their device: one administrator asks, another one confirms; any takes it back."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts.factors import queries, resets
from assembly.accounts.permissions import Permission
from assembly.accounts.roles import administrators
from assembly.database import transaction
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("factors_staff", __name__, "/secretariat/second-steps")


@blueprint.get("/")
@requires(Permission.MANAGE_ROLES)
def listed() -> str:
    """Who has a second step, who still has to set it up, and who waits for a second administrator."""
    people = queries.protected(clock.now() - resets.LIFETIME)
    return render_template("accounts/factors/people.html", people=people, alone=len(administrators()) < 2)  # noqa: PLR2004


@blueprint.post("/<int:person_id>/reset")
@requires(Permission.MANAGE_ROLES)
def ask(person_id: int) -> BaseResponse:
    """Ask that somebody may begin anew."""
    with transaction():
        resets.ask(g.actor, person_id, clock.now())
    flash(_("Another administrator has to confirm this on this page, within a day."))
    return _back()


@blueprint.post("/resets/<int:reset_id>/confirm")
@requires(Permission.MANAGE_ROLES)
def confirm(reset_id: int) -> BaseResponse:
    """Confirm what another administrator asked for."""
    with transaction():
        name = resets.confirm(g.actor, reset_id, clock.now()).name
    flash(_("%(name)s is signed out everywhere, and sets up a new second step with the next sign-in mail.", name=name))
    return _back()


@blueprint.post("/resets/<int:reset_id>/take-back")
@requires(Permission.MANAGE_ROLES)
def take_back(reset_id: int) -> BaseResponse:
    """Take back what was asked for, by mistake or by whoever should not."""
    with transaction():
        resets.take_back(g.actor, reset_id, clock.now())
    flash(_("Taken back"))
    return _back()


def _back() -> BaseResponse:
    return redirect(url_for("factors_staff.listed"), HTTPStatus.SEE_OTHER)
