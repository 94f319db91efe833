"""The secretariat writes motions and rules, and looks at each vote."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.models import Role
from assembly.accounts.permissions import Permission
from assembly.accounts.roles import people_with
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.voting import presentation, queries, service
from assembly.voting.assisted import queries as assisted
from assembly.voting.assisted.wording import number_sentence
from assembly.voting.election_wording import kind_note, kind_word
from assembly.voting.models import Vote
from assembly.voting.objections import presentation as objections
from assembly.voting.objections.queries import waiting as objections_waiting
from assembly.voting.planned import service as planned
from assembly.voting.ready_made import ready_made
from assembly.voting.refusals import opening_sentence
from assembly.voting.restored import service as restored
from assembly.voting.result_sheet import sheet
from assembly.voting.rules import VoteKind, VoteState
from assembly.voting.vote_form import VoteForm, vote_form
from assembly.web import localized_blueprint

blueprint = localized_blueprint("voting_staff", __name__, "/secretariat/events/<event_slug>/votes")


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_VOTES)
def list_votes(event_slug: str) -> str:
    """Show the votes: what is decided, what is open, what is ready to open."""
    event = event_by_slug(event_slug)
    votes = [presentation.view_of(vote, event) for vote in queries.votes_of(event.id)]
    waiting = objections_waiting(event.id)
    drafts = [vote.id for vote in votes if vote.state is VoteState.DRAFT]
    return render_template(
        "voting/staff/list.html",
        event=event,
        votes=votes,
        waiting=waiting,
        tickable=drafts if len(drafts) > 1 else [],
        openings=planned.of_drafts(drafts),
        scrutineer_missing=any(vote.waits_for_scrutineer or vote.lot_between for vote in votes)
        and not people_with(Role.SCRUTINEER, event.id),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def new(event_slug: str) -> str | Response:
    """Write a vote, once it is said what kind."""
    event, profiles = event_by_slug(event_slug), queries.profiles()
    if not profiles:
        flash(_("First say how the statutes decide: every vote names its rules."))
        return redirect(url_for(".new_profile", event_slug=event_slug), 303)
    if request.args.get("kind") not in set(VoteKind):
        return render_template(
            "voting/staff/kinds.html",
            event=event,
            kinds=VoteKind,
            word=kind_word,
            note=kind_note,
            usual=[(one, one.title.read(current_language(), event.source_language)) for one in ready_made()],
        )
    form = vote_form(event, VoteKind(request.args["kind"]), profiles)
    if not form.validate_on_submit():
        return _form_page(event, form, None)
    with transaction():
        vote = service.create_vote(g.actor, event, form.draft())
    return redirect(url_for(".show", event_slug=event_slug, vote_id=vote.id), 303)


@blueprint.route("/<int:vote_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def edit(event_slug: str, vote_id: int) -> str | Response:
    """Change a draft."""
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    if request.method == "GET" and vote.state is not VoteState.DRAFT:
        return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
    form = vote_form(event, vote.kind, queries.profiles(), vote)
    if not form.validate_on_submit():
        return _form_page(event, form, vote)
    try:
        with transaction():
            service.edit_vote(g.actor, vote_id, form.draft())
    except DomainError as error:
        flash(str(error), "warning")
    return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)


@blueprint.get("/<int:vote_id>")
@requires(Permission.MANAGE_VOTES)
def show(event_slug: str, vote_id: int) -> str:
    """Show a vote: whether it is ready to open, how many have voted, what came out."""
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    counted = queries.result_of(vote)
    ready = service.readiness(vote) if vote.state is VoteState.DRAFT else None
    return render_template(
        "voting/staff/show.html",
        event=event,
        vote=presentation.view_of(vote, event),
        ready=ready,
        opening=planned.of_drafts([vote.id]).get(vote.id),
        uncompared=vote.state is VoteState.SUSPENDED and restored.waits(vote.id),
        problems=[opening_sentence(problem) for problem in ready.problems] if ready else [],
        language_strip=presentation.language_strip,
        turnout=queries.turnout(vote.id),
        result=sheet(counted, event.source_language) if counted else None,
        objections=objections.shown(vote, g.actor),
        entries=assisted.entries_of(vote.id),
        assisted=number_sentence(assisted.number_cast(vote.id)),
    )


@blueprint.get("/<int:vote_id>/turnout")
@requires(Permission.MANAGE_VOTES)
def turnout(event_slug: str, vote_id: int) -> str:
    """Show how many have voted, for the part of the page that keeps itself up to date."""
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    return render_template(
        "voting/_turnout.html", turnout=queries.turnout(vote.id), vote=presentation.view_of(vote, event)
    )


def _form_page(event: Event, form: VoteForm, vote: Vote | None) -> str:
    return render_template(
        "voting/staff/form.html",
        event=event,
        form=form,
        vote=vote,
        kind=kind_word(form.kind),
        entitled=len(queries.register()),
    )
