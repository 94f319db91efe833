"""The secretariat opens drafts together, now or at a time."""

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError, InvalidInputError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.security import requires
from assembly.voting import presentation, queries, service
from assembly.voting.models import Vote
from assembly.voting.opening_rules import SMALL
from assembly.voting.planned import service as planned
from assembly.voting.planned.forms import TogetherForm
from assembly.voting.presentation import VoteView
from assembly.voting.refusals import KeyNotReadyError, OpeningRefusedError, opening_sentence
from assembly.voting.rules import VoteState
from assembly.voting.service import Readiness
from assembly.voting.views.staff import blueprint
from assembly.web import number


@dataclass(frozen=True, slots=True)
class Checked:
    """One draft, and what stands in its way: what has to be mended, and what can be accepted."""

    vote: VoteView
    ready: Readiness
    blocked: list[str]
    acceptable: list[str]


def _checked(vote: Vote, event: Event) -> Checked:
    ready = service.readiness(vote)
    blocked = [opening_sentence(problem) for problem in ready.problems if not problem.acceptable]
    return Checked(
        presentation.view_of(vote, event),
        ready,
        blocked if ready.key_ready else [*blocked, str(KeyNotReadyError())],
        [opening_sentence(problem) for problem in ready.problems if problem.acceptable],
    )


@blueprint.route("/together", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def together(event_slug: str) -> str | Response:
    """Open drafts together: what stands in the way of each, and until when are they open?"""
    event, chosen = event_by_slug(event_slug), set(request.args.getlist("votes", type=number))
    drafts = [vote for vote in queries.votes_of(event.id) if vote.id in chosen and vote.state is VoteState.DRAFT]
    if not drafts:
        flash(_("Tick the drafts that are to be opened."), "warning")
        return redirect(url_for(".list", event_slug=event_slug), 303)
    rows = [_checked(vote, event) for vote in reversed(drafts)]
    form = TogetherForm()
    gaps = {problem.language for row in rows for problem in row.ready.problems if problem.language}
    form.prepare(event, [code for code in event.languages if code in gaps])
    if form.validate_on_submit() and _done(form, [vote.id for vote in drafts]):
        return redirect(url_for(".list", event_slug=event_slug), 303)
    return render_template(
        "voting/staff/together.html",
        event=event,
        rows=rows,
        form=form,
        gaps=gaps,
        small=any(problem.code in SMALL for row in rows for problem in row.ready.problems),
        blocked=any(row.blocked for row in rows),
        mailed=len({person for row in rows for person in row.ready.holders.values()}),
    )


def _done(form: TogetherForm, vote_ids: list[int]) -> bool:
    """Open all or none, or plan it; where it is refused, say why on the form."""
    number_of = len(vote_ids)
    try:
        with transaction():
            if form.opens_at.data:
                planned.plan(g.actor, vote_ids, form.opens_at.moment(), form.acceptance())
                done = ngettext("%(num)d vote opens at this time.", "%(num)d votes open at this time.", number_of)
            else:
                planned.open_together(g.actor, vote_ids, form.acceptance())
                done = ngettext(
                    "%(num)d vote is open. Everybody who votes is being mailed.",
                    "%(num)d votes are open. Everybody who votes is being mailed.",
                    number_of,
                )
    except OpeningRefusedError as error:
        form.form_errors.extend(opening_sentence(problem) for problem in error.problems)
    except InvalidInputError as error:
        form.opens_at.errors = [str(error)]
    except DomainError as error:
        form.form_errors.append(str(error))
    else:
        flash(done)
        return True
    return False


@blueprint.post("/<int:vote_id>/unplan")
@requires(Permission.MANAGE_VOTES)
def unplan(event_slug: str, vote_id: int) -> Response:
    """Let a draft wait until somebody opens it."""
    queries.vote_of(event_by_slug(event_slug).id, vote_id)
    with transaction():
        planned.unplan(g.actor, vote_id)
    flash(_("The vote does not open by itself any more."))
    return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
