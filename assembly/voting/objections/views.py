"""Objecting to a result, and answering: the lists stand on the pages of the result."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires, signed_in
from assembly.voting import presentation, queries
from assembly.voting.objections import presentation as objections
from assembly.voting.objections import service
from assembly.voting.objections.forms import AnswerForm, ObjectionForm
from assembly.voting.objections.queries import members_of, objection_to
from assembly.voting.views.ballot import blueprint
from assembly.voting.views.staff import blueprint as staff


@blueprint.route("/results/<int:vote_id>/object", methods=["GET", "POST"], endpoint="object")
@signed_in
def raise_objection(event_slug: str, vote_id: int) -> str | Response:
    """Object to a result in the name of a member."""
    event = event_by_slug(event_slug)
    vote = queries.opened_vote(event.id, vote_id)
    shown = objections.shown(vote, g.actor)
    if not shown.may_object:
        flash(_("No objection can be raised here, or no longer."), "warning")
        return _to_result(event_slug, vote_id)
    if not g.actor.proved_address:
        return redirect(url_for("accounts.sign_in", next=url_for(".object", event_slug=event_slug, vote_id=vote_id)))
    form = ObjectionForm()
    form.prepare(members_of(vote, g.actor))
    if form.validate_on_submit() and _raised(vote_id, form):
        return _to_result(event_slug, vote_id)
    return render_template(
        "voting/objections/raise.html",
        event=event,
        vote=presentation.view_of(vote, event),
        form=form,
        until=shown.until,
    )


def _raised(vote_id: int, form: ObjectionForm) -> bool:
    """Raise it; where it is refused, say so on top of the form, which keeps what was typed."""
    try:
        with transaction():
            service.raise_objection(g.actor, vote_id, form.member, form.words.data)
    except DomainError as error:
        form.form_errors.append(str(error))
        return False
    flash(_("Your objection is recorded, and the secretariat and the scrutineers are told."))
    return True


@staff.route("/<int:vote_id>/objections/<int:objection_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def answer(event_slug: str, vote_id: int, objection_id: int) -> str | Response:
    """Answer an objection."""
    event = event_by_slug(event_slug)
    vote = queries.opened_vote(event.id, vote_id)
    objection = objection_to(vote.id, objection_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.answer(g.actor, objection_id, form.reply.data)
        except DomainError as error:
            form.reply.errors = [str(error)]
        else:
            flash(_("The answer is recorded and being mailed."))
            return redirect(url_for(".show", event_slug=event_slug, vote_id=vote_id), 303)
    return render_template(
        "voting/objections/answer.html",
        event=event,
        vote=presentation.view_of(vote, event),
        objection=objection,
        form=form,
    )


def _to_result(event_slug: str, vote_id: int) -> Response:
    return redirect(url_for(".result", event_slug=event_slug, vote_id=vote_id), 303)
