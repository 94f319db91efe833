"""For scrutineers: everything about a vote but how anybody voted."""

from flask import render_template

from assembly.accounts.permissions import Permission
from assembly.audit.service import verify
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.security import requires
from assembly.voting import presentation, queries
from assembly.voting.result_sheet import sheet
from assembly.web import localized_blueprint

blueprint = localized_blueprint("voting_scrutiny", __name__, "/scrutiny/events/<event_slug>/votes")


@blueprint.get("", endpoint="list")
@requires(Permission.INSPECT_VOTES)
def list_votes(event_slug: str) -> str:
    """Show all votes, and whether the audit trail is whole."""
    event = event_by_slug(event_slug)
    opened = queries.opened(event.id)
    turnouts = queries.turnouts([vote.id for vote in opened])
    votes = [(presentation.view_of(vote, event), turnouts[vote.id]) for vote in opened]
    entries, bad = verify(db.session())
    return render_template("voting/scrutiny/list.html", event=event, votes=votes, entries=entries, bad=bad)


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
        receipts=len(queries.receipts(vote)),
        result=sheet(counted, event.source_language) if counted else None,
    )
