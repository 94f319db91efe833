"""The secretariat's questions: the list, writing one in every language, their order, and what people will see."""

from http import HTTPStatus

from flask import current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError, NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.events.roles import ParticipantRole
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.registration.questions import queries, ready_made, service, wording
from assembly.registration.questions.answer_form import answer_form
from assembly.registration.questions.answering import Files
from assembly.registration.questions.forms import QuestionForm, question_form
from assembly.registration.questions.kinds import QuestionKind
from assembly.registration.questions.models import Question
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("questions_staff", __name__, "/secretariat/events/<event_slug>/questions")
PLACES = {"condition": "condition", "options": "option-1", "confidence": "answered_by"}


def _to_list(event_slug: str, message: str) -> Response:
    flash(message)
    return redirect(url_for(".list", event_slug=event_slug), HTTPStatus.SEE_OTHER)


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_REGISTRATION)
def list_questions(event_slug: str) -> str:
    """List the questions in their order, and offer the ready-made ones."""
    event = event_by_slug(event_slug)
    found = queries.questions_of(event.id)
    return render_template(
        "registration/questions/staff/list.html",
        event=event,
        questions=found,
        counts=queries.counts(event.id),
        offered=ready_made.offered((one.ready_made for one in found), online=event.online),
        wording=wording,
        by_id={one.id: one for one in found},
    )


@blueprint.post("/ready-made/<key>")
@requires(Permission.MANAGE_REGISTRATION)
def add_ready_made(event_slug: str, key: str) -> Response:
    """Add a ready-made set of questions."""
    event = event_by_slug(event_slug)
    with transaction():
        added = service.add_ready_made(g.actor.person_id, event, key, now=clock.now())
    number = len(added)
    return _to_list(event_slug, ngettext("%(num)d question is added.", "%(num)d questions are added.", number))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def new(event_slug: str) -> str | tuple[str, int] | Response:
    """Ask for the kind, then for the question."""
    event = event_by_slug(event_slug)
    kind = _kind(request.args.get("kind"))
    if kind is None:
        return render_template("registration/questions/staff/kinds.html", event=event, wording=wording)
    form = question_form(event, kind, queries.questions_of(event.id), None)
    if form.validate_on_submit():
        try:
            with transaction():
                service.add(g.actor.person_id, event, form.draft(), now=clock.now())
        except DomainError as error:
            _say_beside(form, error)
        else:
            return _to_list(event_slug, _("The question is added."))
    return _form_page(event, form, kind, None)


@blueprint.route("/<int:question_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def edit(event_slug: str, question_id: int) -> str | tuple[str, int] | Response:
    """Change a question in every language of the event."""
    event = event_by_slug(event_slug)
    question = queries.question_of(event.id, question_id)
    form = question_form(event, question.kind, queries.questions_of(event.id), question)
    if form.validate_on_submit():
        try:
            with transaction():
                service.change(g.actor.person_id, question, form.draft(), now=clock.now())
        except DomainError as error:
            _say_beside(form, error)
        else:
            return _to_list(event_slug, _("The question is saved."))
    return _form_page(event, form, question.kind, question)


@blueprint.post("/<int:question_id>/move")
@requires(Permission.MANAGE_REGISTRATION)
def move(event_slug: str, question_id: int) -> Response:
    """Let a question change places with the one before or after it."""
    event = event_by_slug(event_slug)
    question = queries.question_of(event.id, question_id)
    with transaction():
        service.move(g.actor.person_id, question, up=request.form.get("direction") == "up")
    return redirect(url_for(".list", event_slug=event_slug, _anchor=f"question-{question_id}"), HTTPStatus.SEE_OTHER)


@blueprint.route("/<int:question_id>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def remove(event_slug: str, question_id: int) -> str | Response:
    """Say how many answers go with a question, then remove it."""
    event = event_by_slug(event_slug)
    question = queries.question_of(event.id, question_id)
    if request.method == "POST":
        files = Files(current_app.extensions["settings"].instance, [])
        with transaction():
            gone = service.remove(g.actor.person_id, question, files)
        message = ngettext(
            "The question and %(num)d answer are removed.", "The question and %(num)d answers are removed.", gone
        )
        return _to_list(event_slug, message)
    return render_template(
        "registration/questions/staff/remove.html",
        event=event,
        question=question,
        label=wording.label_of(question),
        answers=queries.stored_answers(question.id),
        needed=[wording.label_of(one) for one in service.dependants(question)],
    )


@blueprint.get("/preview")
@requires(Permission.MANAGE_REGISTRATION)
def preview(event_slug: str) -> str:
    """Show what somebody in a role is asked, with what follows from answers."""
    event = event_by_slug(event_slug)
    role = request.args.get("role") or ParticipantRole.DELEGATE.value
    if role not in set(ParticipantRole):
        raise NotFoundError
    found = queries.questions_of(event.id)
    return render_template(
        "registration/questions/staff/preview.html",
        event=event,
        role=role,
        roles=list(ParticipantRole),
        form=answer_form(found, [one for one in found if not one.roles or role in one.roles], {}, role),
        wording=wording,
        by_id={one.id: one for one in found},
    )


def _kind(text: str | None) -> QuestionKind | None:
    """Return the kind that the address names, None where it names none yet; raise `NotFoundError`."""
    try:
        return QuestionKind(text) if text else None
    except ValueError:
        raise NotFoundError from None


def _say_beside(form: QuestionForm, error: DomainError) -> None:
    """Put a refusal beside the field that it is about, else on top of the form."""
    field = form._fields.get(PLACES.get(error.code, ""))
    if field is None:
        form.form_errors.append(str(error))
    else:
        field.errors = [*field.errors, str(error)]


def _form_page(event: Event, form: QuestionForm, kind: QuestionKind, question: Question | None) -> tuple[str, int]:
    page = render_template(
        "registration/questions/staff/form.html", event=event, form=form, kind=kind, question=question, wording=wording
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
