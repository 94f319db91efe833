"""What was decided; how members voted, for those who take part; the receipts, to look for one's own."""

from flask import Response, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.security import public
from assembly.voting import people, presentation, queries
from assembly.voting.assisted import queries as assisted
from assembly.voting.assisted.wording import means_word, number_sentence
from assembly.voting.forms import ReceiptForm
from assembly.voting.mails import UNDER_WAY
from assembly.voting.marks_shown import said
from assembly.voting.models import Vote
from assembly.voting.objections import presentation as objections
from assembly.voting.receipts import read_receipt
from assembly.voting.result_sheet import sheet
from assembly.voting.rules import VoteState
from assembly.voting.views.ballot import blueprint


@blueprint.get("/results")
@public
def results(event_slug: str) -> str:
    """Show what was decided, and what was annulled."""
    event = event_by_slug(event_slug)
    rows = []
    for vote in queries.ended(event.id):
        counted = queries.result_of(vote) if vote.state is VoteState.PUBLISHED else None
        rows.append((presentation.view_of(vote, event), sheet(counted, event.source_language) if counted else None))
    return render_template("voting/results.html", event=event, rows=rows)


@blueprint.get("/results/<int:vote_id>")
@public
def result(event_slug: str, vote_id: int) -> str | AnyResponse:
    """Show what came of one vote, with its arithmetic."""
    event, vote = _closed(event_slug, vote_id)
    if vote.state in UNDER_WAY:
        return redirect(url_for(".ballot", event_slug=event_slug, vote_id=vote_id), 303)
    counted = queries.result_of(vote) if vote.state is VoteState.PUBLISHED else None
    return render_template(
        "voting/result.html",
        event=event,
        vote=presentation.view_of(vote, event),
        result=sheet(counted, event.source_language) if counted else None,
        receipts=len(queries.receipts(vote)),
        roll_call=_roll_call(event, vote),
        objections=objections.shown(vote, g.actor),
        assisted=number_sentence(assisted.number_cast(vote.id)),
    )


@blueprint.get("/results/<int:vote_id>.json")
@public
def result_json(event_slug: str, vote_id: int) -> Response:
    """Return the one Result as programs read it: canonical JSON, byte for byte what was counted."""
    _event, vote = _closed(event_slug, vote_id)
    counted = queries.result_of(vote) if vote.state is VoteState.PUBLISHED else None
    if counted is None:
        raise NotFoundError
    return Response(counted.to_json(), mimetype="application/json")


@blueprint.route("/results/<int:vote_id>/receipts", methods=["GET", "POST"])
@public
def receipts(event_slug: str, vote_id: int) -> str:
    """List the receipts of all ballots, and look for one's own."""
    event, vote = _closed(event_slug, vote_id)
    codes = queries.receipts(vote)
    if not codes and vote.state not in queries.AFTER_CLOSING:
        raise NotFoundError
    form = ReceiptForm()
    looked_for = read_receipt(form.code.data) if form.validate_on_submit() else None
    return render_template(
        "voting/receipts.html",
        event=event,
        vote=presentation.view_of(vote, event),
        codes=codes,
        form=form,
        found=None if not form.is_submitted() or form.errors else looked_for in codes,
        looked_for=looked_for,
    )


def _closed(event_slug: str, vote_id: int) -> tuple[Event, Vote]:
    event = event_by_slug(event_slug)
    vote = queries.opened_vote(event.id, vote_id)
    return event, vote


def _roll_call(event: Event, vote: Vote) -> list[tuple[str, str | None, str | None]]:
    """Return how each member voted, for those who take part and those who oversee; nobody else.

    Behind it, how the ballot was received, where that was by telephone or on paper.
    """
    if vote.state is not VoteState.PUBLISHED or not people.sees_roll_call(g.actor, event.id):
        return []
    offer = presentation.offer_of(vote, event)
    came = assisted.members_cast_for(vote.id)
    return [
        (member.name, said(offer, marks) if marks else None, means_word(came[member.id]) if member.id in came else None)
        for member, marks in queries.roll_call(vote)
    ]
