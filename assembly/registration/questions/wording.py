"""The words of questions as readers see them, in the language being spoken."""

from datetime import date
from typing import Any, Final

from babel.dates import format_date

from assembly.i18n import current_language, current_locale
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.names import country_name
from assembly.registration.questions.kinds import NO, YES, AnsweredBy, QuestionKind
from assembly.registration.questions.models import Question
from assembly.registration.questions.rules import ConditionProblem, Problem, Value

KINDS: Final[dict[QuestionKind, Any]] = {
    QuestionKind.TEXT: _l("Short text"),
    QuestionKind.LONG_TEXT: _l("Long text"),
    QuestionKind.CHOICE: _l("One choice"),
    QuestionKind.CHOICES: _l("Several choices"),
    QuestionKind.COUNTRY: _l("Country"),
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.NUMBER: _l("Number"),
    QuestionKind.DATE: _l("Date"),
    QuestionKind.FILE: _l("File"),
}
KIND_NOTES: Final[dict[QuestionKind, Any]] = {
    QuestionKind.TEXT: _l("One line, 200 characters at most."),
    QuestionKind.LONG_TEXT: _l("Several lines, 5,000 characters at most."),
    QuestionKind.CHOICE: _l("One of the answers that you write down."),
    QuestionKind.CHOICES: _l("Any of the answers that you write down."),
    QuestionKind.COUNTRY: _l("One country, chosen from all of them in the language of the page."),
    QuestionKind.YES_NO: _l("Other questions can follow from the answer."),
    QuestionKind.NUMBER: _l("A whole number."),
    QuestionKind.DATE: _l("A day, without time."),
    QuestionKind.FILE: _l("PDF, PNG or JPEG, 5 MB at most."),
}
ANSWERED_BY: Final[dict[AnsweredBy, Any]] = {
    AnsweredBy.PERSON: _l("The person only"),
    AnsweredBy.FOCAL_POINT: _l("The person, or the focal point for them"),
}
KEPT: Final[dict[int, Any]] = {
    30: _l("30 days after the event"),
    90: _l("90 days after the event"),
    365: _l("One year after the event"),
}
PROBLEMS: Final[dict[Problem, Any]] = {
    Problem.TOO_LONG: _l("This is too long. Please shorten it."),
    Problem.NOT_A_NUMBER: _l("Please type a whole number, in figures."),
    Problem.NOT_A_DAY: _l("Please type the day as in 2026-12-31."),
    Problem.NOT_OFFERED: _l("Please choose one of the answers that are offered."),
    Problem.EMPTY_FILE: _l("This file is empty. Please choose another."),
    Problem.FILE_TOO_LARGE: _l("This file is larger than 5 MB. Please choose a smaller one."),
    Problem.KIND_OF_FILE: _l("Please choose a PDF, PNG or JPEG file."),
}
CONDITIONS: Final[dict[ConditionProblem, Any]] = {
    ConditionProblem.UNKNOWN: _l("The question that this one depends on is not there any more."),
    ConditionProblem.NOT_STEERING: _l("A question can depend only on a choice, or on yes or no."),
    ConditionProblem.UNKNOWN_ANSWER: _l("The answer that this question depends on is not offered any more."),
    ConditionProblem.CIRCLE: _l("These questions would depend on one another in a circle, and none would be shown."),
    ConditionProblem.CONFIDENTIAL: _l(
        "A question that focal points see cannot depend on one that only the person answers: it would tell the answer."
    ),
}


def kept_note(kept_days: int) -> str:
    """Say beneath a question how long its answer is kept."""
    notes = {
        30: _("We keep the answer until 30 days after the event."),
        90: _("We keep the answer until 90 days after the event."),
        365: _("We keep the answer until one year after the event."),
    }
    return notes[kept_days]


def given_note(day: str) -> str:
    """Say beneath an answer that the person did not give it themselves."""
    return _("Answered by the secretariat on %(day)s.", day=day)


def who_sees(question: Question, *, alone: bool = False) -> str:
    """Say beneath a question who sees its answer; who was invited alone has no focal point."""
    if alone or question.answered_by is AnsweredBy.PERSON:
        return _("Only you and the secretariat see it.")
    return _("Your focal point and the secretariat see it too.")


def label_of(question: Question) -> str:
    """Return the question as the reader sees it."""
    return question.label.read(current_language(), question.event.source_language).text


def key_label(question: Question, key: str) -> str:
    """Return the words of one of the answers to choose from."""
    if question.kind is QuestionKind.YES_NO:
        return {YES: _("Yes"), NO: _("No")}.get(key, key)
    if question.kind is QuestionKind.COUNTRY:
        return country_name(key)
    for option in question.options:
        if option.key == key:
            return option.label.read(current_language(), question.event.source_language).text
    return key


def condition_note(question: Question, source: Question) -> str:
    """Say on which answers to which question this one is shown."""
    answers = " / ".join(key_label(source, key) for key in source.keys if key in question.condition_keys)
    return _("Only if “%(question)s” is answered: %(answers)s", question=label_of(source), answers=answers)


def answer_text(question: Question, value: Value | None) -> str:
    """Return an answer in the reader's words."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(key_label(question, key) for key in value)
    if isinstance(value, dict):
        return value["name"]
    if question.kind is QuestionKind.DATE:
        return format_date(date.fromisoformat(str(value)), "medium", locale=current_locale())
    return key_label(question, value) if isinstance(value, str) and question.keys else str(value)
