"""The chair decides a tie."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.tally.ballot import MotionChoice
from assembly.voting import presentation, queries, service
from assembly.voting.ties.forms import TieForm
from assembly.voting.views.scrutiny import blueprint


@blueprint.route("/<int:vote_id>/tie", methods=["GET", "POST"])
@requires(Permission.CHAIR_SITTINGS)
def tie(event_slug: str, vote_id: int) -> str | Response:
    """Give the casting vote on a motion that ended in a tie."""
    event = event_by_slug(event_slug)
    vote = presentation.view_of(queries.opened_vote(event.id, vote_id), event)
    form = TieForm()
    if vote.tie_waits and not form.validate_on_submit():
        return render_template("voting/scrutiny/tie.html", event=event, vote=vote, form=form)
    try:
        with transaction():
            service.decide_tie(g.actor, vote_id, MotionChoice(form.choice.data or MotionChoice.NO))
    except DomainError as error:
        flash(str(error), "warning")
    else:
        flash(_("The tie is decided, and the result is being made."))
    return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
