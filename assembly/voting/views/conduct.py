"""The secretariat opens, moves, interrupts, closes, annuls and publishes votes."""

from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.queries import event_by_slug
from assembly.i18n import LANGUAGES
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.voting import presentation, queries, service
from assembly.voting.forms import AnnulForm, DeadlineForm, OpenForm
from assembly.voting.models import Vote
from assembly.voting.opening_rules import SMALL
from assembly.voting.refusals import OpeningRefusedError, opening_sentence
from assembly.voting.rules import VoteState
from assembly.voting.views.staff import blueprint


@blueprint.route("/<int:vote_id>/open", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def open_vote(event_slug: str, vote_id: int) -> str | Response:
    """Open a vote, after saying what that does and what has to be accepted."""
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    ready = service.readiness(vote)
    form = OpenForm()
    gaps = [problem.language for problem in ready.problems if problem.language]
    form.languages.choices = [SelectChoice(code, LANGUAGES[code]) for code in gaps]
    if form.validate_on_submit() and _open(vote_id, form):
        return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
    return render_template(
        "voting/staff/open.html",
        event=event,
        vote=presentation.view_of(vote, event),
        ready=ready,
        form=form,
        gaps=gaps,
        small=[opening_sentence(problem) for problem in ready.problems if problem.code in SMALL],
        blocked=[opening_sentence(problem) for problem in ready.problems if not problem.acceptable],
        mailed=len(set(ready.holders.values())),
    )


def _open(vote_id: int, form: OpenForm) -> bool:
    """Open; where it is refused, put the reasons on top of the form."""
    try:
        with transaction():
            service.open_vote(g.actor, vote_id, form.acceptance())
    except OpeningRefusedError as error:
        form.form_errors.extend(opening_sentence(problem) for problem in error.problems)
    except DomainError as error:
        form.form_errors.append(str(error))
    else:
        flash(_("The vote is open. Everybody who votes is being mailed."))
        return True
    return False


@blueprint.route("/<int:vote_id>/deadline", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def deadline(event_slug: str, vote_id: int) -> str | Response:
    """Move the deadline later."""
    return _moment_page(event_slug, vote_id, "deadline", service.extend_deadline, _("The deadline was moved."))


@blueprint.route("/<int:vote_id>/resume", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def resume(event_slug: str, vote_id: int) -> str | Response:
    """Take ballots again, with a later deadline where the old one has passed."""
    return _moment_page(event_slug, vote_id, "resume", service.resume, _("The vote goes on."))


def _moment_page(event_slug: str, vote_id: int, act: str, do: Callable[..., Vote], done: str) -> str | Response:
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    form = DeadlineForm()
    form.closes_at.zone = event.zone
    form.closes_at.show(vote.closes_at)
    if form.validate_on_submit():
        try:
            with transaction():
                do(g.actor, vote_id, form.closes_at.moment())
        except DomainError as error:
            form.closes_at.errors = [str(error)]
        else:
            flash(done)
            return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
    return render_template(f"voting/staff/{act}.html", event=event, vote=presentation.view_of(vote, event), form=form)


@blueprint.route("/<int:vote_id>/annul", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def annul(event_slug: str, vote_id: int) -> str | Response:
    """Declare that a vote does not stand, and why."""
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    form = AnnulForm()
    if form.validate_on_submit():
        return _act(event_slug, vote_id, lambda: service.annul(g.actor, vote_id, form.reason.data), _("Annulled."))
    return render_template(
        "voting/staff/annul.html",
        event=event,
        vote=presentation.view_of(vote, event),
        form=form,
        turnout=queries.turnout(vote_id),
    )


@blueprint.get("/<int:vote_id>/close")
@requires(Permission.MANAGE_VOTES)
def confirm_close(event_slug: str, vote_id: int) -> str:
    """Say what closing before the deadline does."""
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    return render_template(
        "voting/staff/close.html",
        event=event,
        vote=presentation.view_of(vote, event),
        turnout=queries.turnout(vote_id),
    )


@blueprint.post("/<int:vote_id>/close")
@requires(Permission.MANAGE_VOTES)
def close(event_slug: str, vote_id: int) -> Response:
    """End the casting now."""
    return _act(
        event_slug,
        vote_id,
        lambda: service.close(g.actor, vote_id),
        _("The vote is closed and being counted."),
    )


@blueprint.post("/<int:vote_id>/suspend")
@requires(Permission.MANAGE_VOTES)
def suspend(event_slug: str, vote_id: int) -> Response:
    """Take no ballots for a while."""
    return _act(event_slug, vote_id, lambda: service.suspend(g.actor, vote_id), _("The vote is suspended."))


@blueprint.route("/<int:vote_id>/remind", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def remind(event_slug: str, vote_id: int) -> str | Response:
    """Mail those who have not voted, after saying how many they are."""
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    if request.method == "POST":
        done = _("Those who have not voted are being mailed.")
        return _act(event_slug, vote_id, lambda: service.remind(g.actor, vote_id), done)
    people = service.not_voted(vote)
    return render_template(
        "voting/staff/remind.html",
        event=event,
        vote=presentation.view_of(vote, event),
        turnout=queries.turnout(vote_id),
        people=len(people),
    )


@blueprint.post("/<int:vote_id>/copy")
@requires(Permission.MANAGE_VOTES)
def copy(event_slug: str, vote_id: int) -> Response:
    """Make a new draft that asks the same."""
    queries.vote_of(event_by_slug(event_slug).id, vote_id)
    with transaction():
        made = service.copy_as_draft(g.actor, vote_id).id
    flash(_("This is a new draft. Look at its deadline and its languages, then open it."))
    return redirect(url_for(".edit", event_slug=event_slug, vote_id=made), 303)


@blueprint.route("/<int:vote_id>/delete", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def delete(event_slug: str, vote_id: int) -> str | Response:
    """Remove a draft, after saying what goes with it."""
    event = event_by_slug(event_slug)
    vote = queries.vote_of(event.id, vote_id)
    if vote.state is not VoteState.DRAFT:
        return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
    if request.method == "GET":
        return render_template("voting/staff/delete.html", event=event, vote=presentation.view_of(vote, event))
    try:
        with transaction():
            service.delete_draft(g.actor, vote_id)
    except DomainError as error:
        flash(str(error), "warning")
        return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
    flash(_("The draft is deleted."))
    return redirect(url_for(".list", event_slug=event_slug), 303)


@blueprint.post("/<int:vote_id>/publish")
@requires(Permission.MANAGE_VOTES)
def publish(event_slug: str, vote_id: int) -> Response:
    """Show the result to everybody."""
    done = _("The result is published and being mailed.")
    return _act(event_slug, vote_id, lambda: service.publish(g.actor, vote_id), done)


def _act(event_slug: str, vote_id: int, do: Callable[[], object], done: str) -> Response:
    """Do it to a vote of this event; tell what came of it on the page of the vote."""
    queries.vote_of(event_by_slug(event_slug).id, vote_id)
    try:
        with transaction():
            do()
    except DomainError as error:
        flash(str(error), "warning")
    else:
        flash(done)
    return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
