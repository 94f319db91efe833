"""What leaves the house about a vote: its ballots, to be counted again by anybody."""

from flask import Response, g, render_template

from assembly import clock, pdf
from assembly.accounts.permissions import Permission
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.exports import FileKind, attachment, download
from assembly.reports import ballots, minutes, scrutiny
from assembly.security import public, requires
from assembly.voting import presentation, queries
from assembly.voting.mails import UNDER_WAY
from assembly.voting.models import Vote
from assembly.voting.rules import VoteState
from assembly.web import localized_blueprint

blueprint = localized_blueprint("reports", __name__, "/events/<event_slug>/results")
scrutineers = localized_blueprint("reports_scrutiny", __name__, "/scrutiny/events/<event_slug>/votes")
BLUEPRINTS = (blueprint, scrutineers)


@blueprint.get("/minutes.pdf")
@public
def event_minutes(event_slug: str) -> Response:
    """Give the minutes of all votes of an event, in the order in which they were opened."""
    event = event_by_slug(event_slug)
    votes = queries.ended(event.id)[::-1]
    if not votes:
        raise NotFoundError
    return pdf.download(minutes.minutes(event, votes, g.actor, clock.now()), f"{event.slug}-minutes")


@blueprint.get("/<int:vote_id>/minutes.pdf")
@public
def vote_minutes(event_slug: str, vote_id: int) -> Response:
    """Give the minutes of one vote."""
    event, vote = _published(event_slug, vote_id)
    content = minutes.minutes(event, [vote], g.actor, clock.now())
    return pdf.download(content, f"{ballots.file_name(vote)}-minutes")


@blueprint.get("/<int:vote_id>/ballots")
@public
def recount(event_slug: str, vote_id: int) -> str:
    """Say how anybody counts the ballots of a vote again."""
    event, vote = _counted(event_slug, vote_id)
    return render_template(
        "reports/recount.html",
        event=event,
        vote=presentation.view_of(vote, event),
        ballots=ballots.ballots_of(vote),
        file_name=ballots.file_name(vote),
    )


@blueprint.get("/<int:vote_id>/ballots.blt")
@public
def ballots_blt(event_slug: str, vote_id: int) -> Response:
    """Give all ballots as BLT, where programs for rankings can count them."""
    _event, vote = _counted(event_slug, vote_id)
    found = ballots.ballots_of(vote)
    if found.recounted_as is None:
        raise NotFoundError
    return _text(ballots.as_blt(found), f"{ballots.file_name(vote)}.blt")


@blueprint.get("/<int:vote_id>/ballots.csv")
@public
def ballots_csv(event_slug: str, vote_id: int) -> Response:
    """Give all ballots as a table."""
    event, vote = _counted(event_slug, vote_id)
    return download(ballots.as_table(ballots.ballots_of(vote), event), FileKind.CSV)


@blueprint.get("/<int:vote_id>/receipts.txt")
@public
def receipts_text(event_slug: str, vote_id: int) -> Response:
    """Give the receipts of all ballots as text, sorted, one a line: as a lot is drawn from them."""
    vote = queries.opened_vote(event_by_slug(event_slug).id, vote_id)
    if vote.state not in queries.AFTER_CLOSING:
        raise NotFoundError
    return _text("".join(f"{code}\n" for code in queries.receipts(vote)), f"{ballots.file_name(vote)}-receipts.txt")


@scrutineers.get("/<int:vote_id>/report.pdf")
@requires(Permission.INSPECT_VOTES)
def scrutiny_report(event_slug: str, vote_id: int) -> Response:
    """Give the scrutineers' report of a vote that is over, as it stands now."""
    event = event_by_slug(event_slug)
    vote = queries.opened_vote(event.id, vote_id)
    if vote.state in UNDER_WAY:
        raise NotFoundError
    return pdf.download(scrutiny.report(vote, event, clock.now()), f"{ballots.file_name(vote)}-scrutiny")


def _text(content: str, name: str) -> Response:
    response = Response(content, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = attachment(name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _counted(event_slug: str, vote_id: int) -> tuple[Event, Vote]:
    """Return a vote whose ballots may be counted again: once published by anybody, before that by scrutineers."""
    event = event_by_slug(event_slug)
    vote = queries.opened_vote(event.id, vote_id)
    scrutinises = g.actor is not None and g.actor.may(Permission.SCRUTINISE_VOTES, event.id)
    if vote.state is not VoteState.PUBLISHED and not (scrutinises and vote.state is VoteState.COUNTED):
        raise NotFoundError
    return event, vote


def _published(event_slug: str, vote_id: int) -> tuple[Event, Vote]:
    event = event_by_slug(event_slug)
    vote = queries.opened_vote(event.id, vote_id)
    if vote.state is not VoteState.PUBLISHED:
        raise NotFoundError
    return event, vote
