"""A vote that came out of a backup: how it stood, what the last mail said, and a scrutineer's word on it."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.forms import required
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.voting import presentation, queries
from assembly.voting.restored import service, wording
from assembly.voting.restored.forms import CompareForm
from assembly.voting.restored.models import RestoredVote
from assembly.voting.restored.rules import Finding
from assembly.voting.restored.rules import compare as compared
from assembly.voting.views.scrutiny import blueprint


@blueprint.get("/<int:vote_id>/restored")
@requires(Permission.INSPECT_VOTES)
def restored(event_slug: str, vote_id: int) -> str:
    """Restored: what is here, what was mailed?"""
    event, row = _found(event_slug, vote_id)
    return _page(event, row, CompareForm())


@blueprint.post("/<int:vote_id>/restored")
@requires(Permission.SCRUTINISE_VOTES)
def compare(event_slug: str, vote_id: int) -> tuple[str, int] | Response:
    """Compare the vote with a mail, and confirm what comes of it."""
    event, row = _found(event_slug, vote_id)
    form = CompareForm()
    if not form.validate_on_submit():
        return _page(event, row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with transaction():
            finding = service.confirm(g.actor, vote_id, form.box(), accepted=form.accepted.data)
    except service.NotAcceptedError as error:
        event, row = _found(event_slug, vote_id)
        _say(error.finding, row, form)
        return _page(event, row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(wording.done(finding))
    return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)


def _say(finding: Finding, row: RestoredVote, form: CompareForm) -> None:
    """Say what differs. The right number alone is not yet compared: nobody is told that ballots were changed."""
    if finding is Finding.CHANGED and not form.receipts.data:
        form.receipts.errors = [required().message]
        return
    form.accepted.errors = [_("Tick this if the vote can go on all the same.")]
    form.form_errors.append(wording.sentence(finding, row.here, form.box().ballots))


def _found(event_slug: str, vote_id: int) -> tuple[Event, RestoredVote]:
    event = event_by_slug(event_slug)
    row = service.latest(queries.opened_vote(event.id, vote_id).id)
    if row is None:
        raise NotFoundError
    return event, row


def _page(event: Event, row: RestoredVote, form: CompareForm) -> str:
    return render_template(
        "voting/restored/compare.html",
        event=event,
        vote=presentation.view_of(row.vote, event),
        row=row,
        known=compared(row.here, row.mailed) if row.mailed else None,
        form=form,
        sentence=wording.sentence,
        marks=wording.MARKS,
    )
