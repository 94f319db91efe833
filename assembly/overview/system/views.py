"""System: is it working? And the strip on the secretariat's pages that says when it is not."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import production
from assembly.accounts.permissions import Permission
from assembly.backup import held
from assembly.database import transaction
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.overview import security_txt
from assembly.overview.system import queries, wording
from assembly.overview.system.rules import State, examine
from assembly.overview.system.watch import troubles, watched_since
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("system", __name__, "/secretariat/system")
BLUEPRINTS = (blueprint, security_txt.blueprint)
BREAKDOWNS_SHOWN = 10


@blueprint.app_context_processor
def strip() -> dict[str, Any]:
    """Give the secretariat's pages what is broken, as this process saw it within the last minute."""

    def sentences() -> list[str]:
        return [wording.trouble(look, g.actor.zone) for look in troubles(current_app)] if g.get("actor") else []

    return {"system_troubles": sentences}


@blueprint.get("")
@requires(Permission.MANAGE_FEDERATION)
def page() -> str:
    """System: is everything working?"""
    settings = current_app.extensions["settings"]
    facts = queries.facts(settings, watched_since(current_app))
    looks = examine(facts)
    return render_template(
        "overview/system/page.html",
        facts=facts,
        looks=looks,
        broken=[look for look in looks if look.state is State.BROKEN],
        words=wording,
        zone=g.actor.zone,
        disk=f"{facts.disk_free / 1e9:.1f}",
        breakdowns=queries.last_breakdowns(BREAKDOWNS_SHOWN),
        held=held.undecided(),
        unsafe=[] if settings.demo else [one for one in production.unsafe(settings) if not one.ok],
    )


@blueprint.post("/held/<int:restoration_id>")
@requires(Permission.MANAGE_FEDERATION)
def decide(restoration_id: int) -> Response:
    """Send the mails that were held back at a restore, or leave them unsent."""
    send = request.form.get("act") == "send"
    with transaction():
        number = held.decide(g.actor, restoration_id, send=send)
    if send:
        flash(ngettext("%(num)d mail goes out now.", "%(num)d mails go out now.", number))
    else:
        flash(_("They stay unsent."))
    return redirect(url_for(".page"), 303)
