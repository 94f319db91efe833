"""Answers as a table: a row for each person who takes part, a column for each question."""

from collections.abc import Iterator, Sequence
from datetime import date

from assembly.events.models import Event
from assembly.exports import Cell, Table
from assembly.i18n import gettext as _
from assembly.registration.questions import queries, wording
from assembly.registration.questions.kinds import QuestionKind
from assembly.registration.questions.models import Question
from assembly.registration.questions.rules import Value
from assembly.registration.wording import role_name


def of_questions(event: Event, questions: Sequence[Question]) -> Table:
    """Return the answers to these questions, with who gave them, in the language being spoken."""
    headings = [_("Name"), _("Organisation"), _("Role"), *(wording.label_of(question) for question in questions)]
    return Table(f"{event.slug}-answers", headings, _rows(event, questions))


def _rows(event: Event, questions: Sequence[Question]) -> Iterator[list[Cell]]:
    for one in queries.all_answers(event.id):
        person = one.registration
        answers = [_cell(question, one.answers.get(question.id)) for question in questions]
        yield [person.person.name, person.member.name if person.member else "", role_name(person.role), *answers]


def _cell(question: Question, value: Value | None) -> Cell:
    if isinstance(value, int):
        return value
    if question.kind is QuestionKind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return wording.answer_text(question, value) or None
