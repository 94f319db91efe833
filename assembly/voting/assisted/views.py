"""Ballots by telephone and on paper: entering one, typing it a second time, and whom to call."""

from dataclasses import replace

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import never_kept, requires
from assembly.voting import presentation, queries
from assembly.voting.assisted import queries as assisted
from assembly.voting.assisted import service
from assembly.voting.assisted.forms import MeansForm, MemberForm
from assembly.voting.assisted.models import AssistedBallot
from assembly.voting.assisted.presentation import row_of
from assembly.voting.assisted.rules import Means, Outcome
from assembly.voting.assisted.wording import means_word, outcome_mark
from assembly.voting.ballot_form import BallotForm, ballot_form
from assembly.voting.models import Secrecy, Vote, VotingRight
from assembly.voting.views.staff import blueprint

WITH_A_BALLOT = frozenset({"voting_staff.enter_assisted", "voting_staff.confirm_assisted"})


@blueprint.after_request
def keep_the_ballot(response: Response) -> Response:
    """Let nobody keep the pages on which a ballot is typed, nor compress them, as with a voter's own."""
    if request.endpoint in WITH_A_BALLOT:
        response.headers["Cache-Control"] = "no-store, no-transform"
    return response


@blueprint.get("/<int:vote_id>/assisted")
@requires(Permission.MANAGE_VOTES)
def assisted_ballots(event_slug: str, vote_id: int) -> str:
    """Telephone and paper: whom to call, what waits for a second person, what was entered?"""
    event, vote = _of_event(event_slug, vote_id)
    now = clock.now()
    return render_template(
        "voting/assisted/list.html",
        event=event,
        vote=presentation.view_of(vote, event),
        allowed=_allowed(vote),
        entries=assisted.entries_of(vote.id),
        to_call=[row_of(one, now) for one in assisted.out_of_reach(vote)],
        means_word=means_word,
        outcome_mark=outcome_mark,
    )


@blueprint.route("/<int:vote_id>/assisted/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
@never_kept
def enter_assisted(event_slug: str, vote_id: int) -> str | Response:
    """Enter a ballot that was received, once it is said for which member."""
    event, vote = _of_event(event_slug, vote_id)
    right = assisted.right_of(vote, request.args.get("member", ""))
    if right is None or not _allowed(vote):
        return _choose_member(event, vote)
    ballot, means = _ballot(vote, event, right), MeansForm()
    means.prepare()
    if means.validate_on_submit() and (marks := _typed(ballot, right)) and _entered(means, vote, right, marks):
        flash(_("Entered. A second person now types the ballot again; only then it is cast."))
        return _to_list(event_slug, vote_id)
    if means.errors:
        ballot.validate()
    return _ballot_page("enter", event, vote, ballot, means=means, right=right)


@blueprint.route("/<int:vote_id>/assisted/<int:entry_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
@never_kept
def confirm_assisted(event_slug: str, vote_id: int, entry_id: int) -> str | Response:
    """Type a ballot the second time, without seeing the first."""
    event, vote = _of_event(event_slug, vote_id)
    entry = assisted.entry_of(vote.id, entry_id)
    ballot = _ballot(vote, event, entry.right)
    if request.method == "POST" and (marks := _typed(ballot, entry.right)) and _confirmed(ballot, entry, marks):
        return _to_list(event_slug, vote_id)
    return _ballot_page(
        "confirm", event, vote, ballot, entry=entry, right=entry.right, means_word=means_word, outcome_mark=outcome_mark
    )


@blueprint.post("/<int:vote_id>/assisted/<int:entry_id>/take-back")
@requires(Permission.MANAGE_VOTES)
def take_back_assisted(event_slug: str, vote_id: int, entry_id: int) -> Response:
    """End an entry that is not to be cast."""
    _event, vote = _of_event(event_slug, vote_id)
    assisted.entry_of(vote.id, entry_id)
    try:
        with transaction():
            service.take_back(g.actor, entry_id)
    except DomainError as error:
        flash(str(error), "warning")
    else:
        flash(_("Taken back. Nothing was cast."))
    return _to_list(event_slug, vote_id)


def _of_event(event_slug: str, vote_id: int) -> tuple[Event, Vote]:
    event = event_by_slug(event_slug)
    return event, queries.opened_vote(event.id, vote_id)


def _allowed(vote: Vote) -> bool:
    return vote.secrecy is Secrecy.ROLL_CALL or vote.rule_profile.assisted_secret


def _choose_member(event: Event, vote: Vote) -> str:
    form = MemberForm(request.args)
    form.prepare(sorted((right.member for right in queries.roll(vote)), key=lambda member: member.name_key))
    if "member" in request.args:
        form.validate()
    return render_template(
        "voting/assisted/member.html",
        event=event,
        vote=presentation.view_of(vote, event),
        form=form,
        allowed=_allowed(vote),
    )


def _ballot(vote: Vote, event: Event, right: VotingRight) -> BallotForm:
    offer = presentation.offer_of(vote, event, entered=True)
    form = ballot_form(offer, {right.id: right.member.name}, together=True)
    (section,) = form.sections
    form.sections = (replace(section, name=_("The ballot")),)
    if len(section.fields) == 1:
        section.fields[0].label.text = _("The ballot")
    return form


def _typed(ballot: BallotForm, right: VotingRight) -> str | None:
    """Return the marks; what is to be mended stands beside its field."""
    if not ballot.validate():
        return None
    marks = ballot.chosen([right.id]).get(right.id)
    if marks is None and not ballot.form_errors:
        ballot.form_errors.append(_("Mark the ballot."))
    return marks


def _entered(means: MeansForm, vote: Vote, right: VotingRight, marks: str) -> bool:
    """Enter it; where that is refused, say so on top of the form."""
    try:
        with transaction():
            service.enter(g.actor, vote.id, right.id, Means(means.means.data), marks)
    except DomainError as error:
        means.form_errors.append(str(error))
        return False
    return True


def _confirmed(ballot: BallotForm, entry: AssistedBallot, marks: str) -> bool:
    """Cast it, or end the entry where the two differ; where neither can be, say so on top of the form."""
    try:
        with transaction():
            outcome = service.confirm(g.actor, entry.id, marks)
    except DomainError as error:
        ballot.form_errors.append(str(error))
        return False
    if outcome is Outcome.CONFIRMED:
        flash(_("The two agree: the ballot is cast, and the receipt is being mailed."))
    else:
        flash(_("The two do not agree, so nothing was cast. Ask the member again, and enter it anew."), "warning")
    return True


def _ballot_page(page: str, event: Event, vote: Vote, ballot: BallotForm, **more: object) -> str:
    return render_template(
        f"voting/assisted/{page}.html",
        event=event,
        vote=presentation.view_of(vote, event),
        allowed=_allowed(vote),
        form=ballot,
        **more,
    )


def _to_list(event_slug: str, vote_id: int) -> Response:
    return redirect(url_for(".assisted_ballots", event_slug=event_slug, vote_id=vote_id), 303)
