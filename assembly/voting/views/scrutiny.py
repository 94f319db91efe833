"""For scrutineers: everything about a vote but how anybody voted."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.audit.service import head, verify
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.voting import presentation, queries, service
from assembly.voting.assisted import queries as assisted
from assembly.voting.assisted.wording import means_word, outcome_mark
from assembly.voting.changes.presentation import changes_of
from assembly.voting.forms import LotForm
from assembly.voting.objections import presentation as objections
from assembly.voting.objections.queries import waiting as objections_waiting
from assembly.voting.restored import service as restored
from assembly.voting.result_sheet import sheet
from assembly.web import localized_blueprint

blueprint = localized_blueprint("voting_scrutiny", __name__, "/scrutiny/events/<event_slug>/votes")

LAST_ENTRIES = 1000
"""Of the audit trail, that are checked at each look; all of them only where somebody asks for it."""


@blueprint.get("", endpoint="list")
@requires(Permission.INSPECT_VOTES)
def list_votes(event_slug: str) -> str:
    """Show all votes, and whether the audit trail is whole: its last entries, or all where that is asked for."""
    event = event_by_slug(event_slug)
    opened = queries.opened(event.id)
    turnouts = queries.turnouts([vote.id for vote in opened])
    votes = [(presentation.view_of(vote, event), turnouts[vote.id]) for vote in opened]
    checked, bad = verify(db.session(), None if "whole" in request.args else LAST_ENTRIES)
    return render_template(
        "voting/scrutiny/list.html",
        event=event,
        votes=votes,
        head=head(db.session()),
        checked=checked,
        bad=bad,
        waiting=objections_waiting(event.id),
    )


@blueprint.get("/<int:vote_id>")
@requires(Permission.INSPECT_VOTES)
def show(event_slug: str, vote_id: int) -> str:
    """Show one vote: its roll, its turnout, its fingerprint, its result."""
    event = event_by_slug(event_slug)
    vote = queries.opened_vote(event.id, vote_id)
    counted = queries.result_of(vote)
    return render_template(
        "voting/scrutiny/show.html",
        event=event,
        vote=presentation.view_of(vote, event),
        turnout=queries.turnout(vote.id),
        roll=queries.roll(vote),
        changes=changes_of(vote, clock.now()),
        receipts=len(queries.receipts(vote)),
        result=sheet(counted, event.source_language) if counted else None,
        objections=objections.shown(vote, g.actor),
        entries=assisted.entries_of(vote.id),
        restored=restored.latest(vote.id),
        means_word=means_word,
        outcome_mark=outcome_mark,
    )


@blueprint.post("/<int:vote_id>/confirm")
@requires(Permission.SCRUTINISE_VOTES)
def confirm(event_slug: str, vote_id: int) -> Response:
    """Confirm that the count is right."""
    queries.opened_vote(event_by_slug(event_slug).id, vote_id)
    try:
        with transaction():
            service.confirm_count(g.actor, vote_id)
    except DomainError as error:
        flash(str(error), "warning")
    else:
        flash(_("You have confirmed the count."))
    return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)


@blueprint.route("/<int:vote_id>/lot", methods=["GET", "POST"])
@requires(Permission.SCRUTINISE_VOTES)
def lot(event_slug: str, vote_id: int) -> str | Response:
    """Enter the numbers of a lot that was drawn in public."""
    event = event_by_slug(event_slug)
    vote = presentation.view_of(queries.opened_vote(event.id, vote_id), event)
    form = LotForm()
    if vote.lot_between and not form.validate_on_submit():
        return render_template("voting/scrutiny/lot.html", event=event, vote=vote, form=form)
    try:
        with transaction():
            service.draw_lot(g.actor, vote_id, form.numbers.data or "")
    except DomainError as error:
        flash(str(error), "warning")
    else:
        flash(_("The lot is drawn, and the ballots are being counted."))
    return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
