"""The voter's way: ballot, review, cast, receipt. The choice travels in the form alone."""

import math
import secrets

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import database_now, transaction
from assembly.errors import DomainError, NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.security import never_kept, signed_in
from assembly.voting import people, presentation, queries, service
from assembly.voting.assisted.queries import cast_for
from assembly.voting.assisted.wording import received_sentence
from assembly.voting.ballot_form import BallotForm, ballot_form, confirmed
from assembly.voting.held import HeldRight, casts_by, rights_of
from assembly.voting.marks_shown import lines
from assembly.voting.models import Vote
from assembly.voting.refusals import CastRefusedError
from assembly.voting.rules import CastRefusal, VoteState, has_passed
from assembly.web import localized_blueprint

blueprint: Blueprint = localized_blueprint("voting", __name__, "/events/<event_slug>")
OF_ONE_VOTER = frozenset({"voting.ballot", "voting.review", "voting.cast", "voting.receipt"})


@blueprint.after_request
def keep_to_the_voter(response: Response) -> Response:
    """Let nobody keep a ballot's pages, nor compress them: then their size would tell what was chosen."""
    if request.endpoint in OF_ONE_VOTER:
        response.headers["Cache-Control"] = "no-store, no-transform"
    return response


@blueprint.get("/votes/<int:vote_id>")
@signed_in
def ballot(event_slug: str, vote_id: int) -> str | Response:
    """Show the ballot: what is asked, for whom I vote, until when."""
    event, vote = _opened(event_slug, vote_id)
    return _sign_in_first() or _ballot_page(event, vote)


@blueprint.route("/votes/<int:vote_id>/review", methods=["GET", "POST"])
@signed_in
@never_kept
def review(event_slug: str, vote_id: int) -> str | Response | tuple[str, int]:
    """Show what was chosen once more, before it is cast."""
    event, vote = _opened(event_slug, vote_id)
    if request.method != "POST" or not g.actor.proved_address:
        return redirect(url_for(".ballot", event_slug=event_slug, vote_id=vote_id), 303)
    rights = _to_cast(vote, rights_of(vote, g.actor.person_id))
    together = not any(name.startswith("choice_") for name in request.form)
    offer = presentation.offer_of(vote, event)
    form = ballot_form(offer, {right.right_id: right.member.name for right in rights}, together=together)
    ballots = form.chosen([right.right_id for right in rights]) if form.validate() else {}
    if not _takes_ballots(vote):
        return _ballot_page(event, vote, form, refusal=CastRefusedError(_why_none_is_taken(vote))), 409
    if not ballots or form.form_errors:
        return _ballot_page(event, vote, form, nothing_chosen=not form.errors and not form.form_errors), 422
    return render_template(
        "voting/review.html",
        event=event,
        vote=presentation.view_of(vote, event),
        rights=[right for right in rights if right.right_id in ballots],
        ballots=ballots,
        lines={marks: lines(offer, marks) for marks in ballots.values()},
        cast_id=secrets.token_hex(16),
        ends_in=_ends_in(vote),
    )


@blueprint.route("/votes/<int:vote_id>/cast", methods=["GET", "POST"])
@signed_in
@never_kept
def cast(event_slug: str, vote_id: int) -> Response | tuple[str, int]:
    """Put the ballots into the box. Who has nothing to do with the vote is refused there, and then finds no page."""
    if request.method != "POST" or not g.actor.proved_address:
        _opened(event_slug, vote_id)
        return redirect(url_for(".ballot", event_slug=event_slug, vote_id=vote_id), 303)
    ballots, cast_id = confirmed(request.form)
    try:
        with transaction():
            service.cast(g.actor, vote_id, ballots, cast_id, at=event_slug)
    except CastRefusedError as error:
        return _ballot_page(*_opened(event_slug, vote_id), refusal=error), int(error.status)
    return redirect(url_for(".receipt", event_slug=event_slug, vote_id=vote_id), 303)


@blueprint.get("/votes/<int:vote_id>/receipt")
@signed_in
def receipt(event_slug: str, vote_id: int) -> str | Response:
    """Show the receipts of what I cast."""
    event, vote = _opened(event_slug, vote_id)
    casts = casts_by(vote.id, g.actor.person_id)
    if not casts:
        return redirect(url_for(".ballot", event_slug=event_slug, vote_id=vote_id), 303)
    return _sign_in_first() or render_template(
        "voting/receipt.html",
        event=event,
        vote=presentation.view_of(vote, event),
        casts=casts,
        waiting=len(_waiting(rights_of(vote, g.actor.person_id))) if _takes_ballots(vote) else 0,
    )


def _opened(event_slug: str, vote_id: int) -> tuple[Event, Vote]:
    """Return a vote that was opened, for somebody who has to do with it; others find nothing."""
    event = event_by_slug(event_slug)
    vote = queries.opened_vote(event.id, vote_id)
    person = g.actor.person_id
    if not (
        people.takes_part(person, event.id)
        or casts_by(vote.id, person)
        or rights_of(vote, person)
        or g.actor.may(Permission.INSPECT_VOTES, event.id)
    ):
        raise NotFoundError
    return event, vote


def _sign_in_first() -> Response | None:
    """Send those who came by another link than that of a sign-in mail to prove their address."""
    if g.actor.proved_address:
        return None
    return redirect(url_for("accounts.sign_in", next=request.path), 303)


def _waiting(held: list[HeldRight]) -> list[HeldRight]:
    return [right for right in held if not right.receipt]


def _to_cast(vote: Vote, held: list[HeldRight]) -> list[HeldRight]:
    """Return the rights that this page is about: those without a ballot, or those whose ballot is to be changed."""
    if not (vote.revoting and "change" in request.args):
        return _waiting(held)
    return [right for right in held if right.cast_by == g.actor.person_id]


def _takes_ballots(vote: Vote) -> bool:
    return vote.state is VoteState.OPEN and not has_passed(vote.closes_at, database_now(db.session()))


def _ends_in(vote: Vote) -> str:
    """Return in how many seconds the voting ends, in one width, so that a page left open can say so by itself."""
    left = (vote.closes_at - database_now(db.session())).total_seconds()
    return f"{max(0, math.ceil(left)):08}"


def _why_none_is_taken(vote: Vote) -> CastRefusal:
    """Return why a page that was left open finds no box any more."""
    over = {VoteState.OPEN: CastRefusal.PAST_DEADLINE, VoteState.SUSPENDED: CastRefusal.SUSPENDED}
    return over.get(vote.state, CastRefusal.NOT_OPEN)


def _received(vote: Vote, rights: list[HeldRight]) -> list[str]:
    """Return for which of the members that I vote for a ballot was received by telephone or on paper."""
    came = cast_for(vote.id)
    return [received_sentence(came[right.right_id], right.member.name) for right in rights if right.right_id in came]


def _ballot_page(
    event: Event,
    vote: Vote,
    form: BallotForm | None = None,
    *,
    refusal: DomainError | None = None,
    nothing_chosen: bool = False,
) -> str:
    rights_held = rights_of(vote, g.actor.person_id)
    rights = _to_cast(vote, rights_held)
    names = {right.right_id: right.member.name for right in rights}
    offer = presentation.offer_of(vote, event)
    form = form or ballot_form(offer, names, together=len(names) == 1 or "each" not in request.args)
    return render_template(
        "voting/ballot.html",
        event=event,
        vote=presentation.view_of(vote, event),
        rights=rights,
        casts=casts_by(vote.id, g.actor.person_id),
        form=form,
        together=any(section.right_id is None for section in form.sections),
        changing=vote.revoting and "change" in request.args,
        may_change=vote.revoting and any(right.cast_by == g.actor.person_id for right in rights_held),
        proxies={right.right_id for right in rights if right.by_proxy},
        takes_ballots=_takes_ballots(vote),
        ends_in=_ends_in(vote),
        received=_received(vote, rights_held),
        refusal=str(refusal) if refusal else None,
        nothing_chosen=nothing_chosen,
    )
