"""The secretariat begins a usual vote."""

from flask import flash, g, redirect, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.security import requires
from assembly.voting import service
from assembly.voting.refusals import RulesMissingError
from assembly.voting.views.staff import blueprint


@blueprint.post("/usual/<key>")
@requires(Permission.MANAGE_VOTES)
def begin(event_slug: str, key: str) -> Response:
    """Begin the drafts of a usual vote; where rules are missing, lead to where they are written."""
    event = event_by_slug(event_slug)
    try:
        with transaction():
            made = [vote.id for vote in service.begin_ready_made(g.actor, event, key)]
    except RulesMissingError as error:
        flash(str(error), "warning")
        return redirect(url_for(".new_profile", event_slug=event_slug), 303)
    if len(made) > 1:
        sentence = ngettext(
            "%(num)d draft was begun. Add its candidates, then open it.",
            "%(num)d drafts were begun. Add their candidates, then open them together.",
            len(made),
        )
        flash(sentence)
        return redirect(url_for(".list", event_slug=event_slug), 303)
    flash(_("This is a draft. Look at its rules and its deadline, and change what you like."))
    return redirect(url_for(".edit", event_slug=event_slug, vote_id=made[0]), 303)
