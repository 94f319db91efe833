"""What people answered: one question at a time with its counts, and everything as a file."""

from collections import Counter

from flask import Response, render_template, request

from assembly import paging
from assembly.accounts.permissions import Permission
from assembly.errors import NotFoundError
from assembly.events.queries import event_by_slug
from assembly.exports import FileKind, Table, download
from assembly.registration.questions import export, queries, wording
from assembly.registration.questions.kinds import QuestionKind
from assembly.registration.questions.models import Question
from assembly.registration.questions.views.staff import blueprint
from assembly.security import requires


@blueprint.get("/<int:question_id>/answers")
@requires(Permission.MANAGE_REGISTRATION)
def answers(event_slug: str, question_id: int) -> str:
    """Show how a question was answered: counts, and each person's answer."""
    event = event_by_slug(event_slug)
    question = queries.question_of(event.id, question_id)
    here = paging.place(queries.counts(event.id).get(question.id, 0), paging.asked())
    return render_template(
        "registration/questions/staff/answers.html",
        event=event,
        question=question,
        rows=queries.rows(question, here),
        place=here,
        chosen=_how_often(question),
        wording=wording,
    )


def _how_often(question: Question) -> dict[str, int]:
    """Return how often each answer was chosen; of all countries only those that were, the most frequent first."""
    used = queries.used_keys(question) if question.keys else Counter[str]()
    return (
        dict(used.most_common()) if question.kind is QuestionKind.COUNTRY else {key: used[key] for key in question.keys}
    )


@blueprint.get("/<int:question_id>/answers/file")
@requires(Permission.MANAGE_REGISTRATION)
def answers_file(event_slug: str, question_id: int) -> Response:
    """Give out the answers to one question."""
    event = event_by_slug(event_slug)
    question = queries.question_of(event.id, question_id)
    return _file(export.of_questions(event, [question]))


@blueprint.get("/answers/file")
@requires(Permission.MANAGE_REGISTRATION)
def all_answers_file(event_slug: str) -> Response:
    """Give out the answers to all questions, a row for each person."""
    event = event_by_slug(event_slug)
    return _file(export.of_questions(event, queries.questions_of(event.id)))


def _file(table: Table) -> Response:
    try:
        kind = FileKind(request.args.get("as", FileKind.XLSX.value))
    except ValueError:
        raise NotFoundError from None
    return download(table, kind)
