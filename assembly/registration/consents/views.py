"""Where the secretariat says what participants of an event have to accept."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events import queries as events
from assembly.i18n import gettext as _
from assembly.registration.consents import service, wording
from assembly.registration.consents.forms import AskedForm
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("consents_staff", __name__, "/secretariat/events/<event_slug>/setup")
BLUEPRINTS = (blueprint,)


@blueprint.route("/declarations", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def declarations(event_slug: str) -> tuple[str, int] | Response:
    """Show and change the code of conduct, and whether the safeguarding declaration is asked for."""
    event = events.event_by_slug(event_slug)
    form = AskedForm()
    form.prepare(event)
    if form.validate_on_submit():
        with transaction():
            service.set_declarations(g.actor, event, form.conduct.data, safeguarding=form.safeguarding.data)
        flash(_("Your changes are saved."))
        return redirect(url_for("events_staff.setup", event_slug=event_slug), HTTPStatus.SEE_OTHER)
    page = render_template(
        "registration/consents/asked.html", form=form, event=event, points=wording.safeguarding_points()
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
