"""Which questions are shown to whom, what is missing, and what counts as an answer. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, TypedDict

from assembly.registration.questions.kinds import STEERING, WITH_OPTIONS, AnsweredBy, QuestionKind

LONGEST_TEXT: Final = 200
LONGEST_LONG_TEXT: Final = 5_000
LARGEST_FILE: Final = 5 * 1024 * 1024
"""Bytes."""
FIRST_YEAR, LAST_YEAR = 1900, 2199

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class StoredFile(TypedDict):
    """What is known of a file that was given as an answer: its name in the folder, and as the person named it."""

    file: str
    name: str
    type: str
    size: int


Value = str | int | list[str] | StoredFile
"""An answer: a text, a key, a day (ISO 8601); a number; keys; a file."""

Answers = Mapping[int, Value]
"""Answers by question id; a question without an answer is not in it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is shown when another was answered with one of these keys."""

    question_id: int
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """The facts of a question. `keys` stand for the answers to choose from; no `roles` means all."""

    id: int
    kind: QuestionKind
    roles: frozenset[str] = frozenset()
    required: bool = False
    condition: Condition | None = None
    keys: tuple[str, ...] = ()
    answered_by: AnsweredBy = AnsweredBy.FOCAL_POINT


class Problem(StrEnum):
    """Why something is no answer."""

    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DAY = "not_a_day"
    NOT_OFFERED = "not_offered"
    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    KIND_OF_FILE = "kind_of_file"


class WrongAnswer(ValueError):  # noqa: N818 - it says what is wrong, and no program made an error
    """What was typed is no answer to the question."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class ConditionProblem(StrEnum):
    """Why a question cannot depend on another."""

    UNKNOWN = "unknown_question"
    NOT_STEERING = "not_steering"
    UNKNOWN_ANSWER = "unknown_answer"
    CIRCLE = "circle"
    CONFIDENTIAL = "confidential"


# Which are shown, which are missing


def shown(questions: Sequence[Asked], role: str, answers: Answers) -> list[Asked]:
    """Return the questions that somebody in this role is asked, as far as the answers tell, in their order."""
    known = {question.id: question for question in questions}
    return [question for question in questions if _is_shown(question, known, role, answers, frozenset())]


def _is_shown(question: Asked, known: Mapping[int, Asked], role: str, answers: Answers, before: frozenset[int]) -> bool:
    if question.id in before or (question.roles and role not in question.roles):
        return False
    condition = question.condition
    if condition is None:
        return True
    source = known.get(condition.question_id)
    if source is None or not condition.keys & chosen(answers.get(source.id)):
        return False
    return _is_shown(source, known, role, answers, before | {question.id})


def chosen(value: Value | None) -> frozenset[str]:
    """Return the keys that an answer chose."""
    if isinstance(value, list):
        return frozenset(value)
    return frozenset({value}) if isinstance(value, str) else frozenset()


def possible(questions: Sequence[Asked], role: str) -> list[Asked]:
    """Return the questions that somebody in this role may come to be asked, whatever they answer, in their order."""
    of_role = {one.id: one for one in questions if not one.roles or role in one.roles}
    return [one for one in of_role.values() if _is_reached(one, of_role, frozenset())]


def _is_reached(one: Asked, known: Mapping[int, Asked], before: frozenset[int]) -> bool:
    if one.id in before:
        return False
    if one.condition is None:
        return True
    source = known.get(one.condition.question_id)
    return source is not None and _is_reached(source, known, before | {one.id})


def missing(questions: Sequence[Asked], role: str, answers: Answers) -> list[Asked]:
    """Return the required questions that are shown and have no answer."""
    return [one for one in shown(questions, role, answers) if one.required and one.id not in answers]


def for_focal_point(questions: Iterable[Asked]) -> list[Asked]:
    """Return the questions that a focal point may answer for others."""
    return [question for question in questions if question.answered_by is AnsweredBy.FOCAL_POINT]


def condition_problem(question: Asked, others: Iterable[Asked]) -> ConditionProblem | None:
    """Return why the question cannot have its condition, None if it can. `others` are as they are stored.

    What a focal point may see must not depend on what only the person may see: it would tell the answer.
    """
    if question.condition is None:
        return None
    known = {one.id: one for one in others} | {question.id: question}
    source = known.get(question.condition.question_id)
    if source is None:
        return ConditionProblem.UNKNOWN
    checks: tuple[tuple[ConditionProblem, bool], ...] = (
        (ConditionProblem.CIRCLE, _leads_back(question, known)),
        (ConditionProblem.NOT_STEERING, source.kind not in STEERING),
        (ConditionProblem.UNKNOWN_ANSWER, not question.condition.keys or not question.condition.keys <= {*source.keys}),
        (
            ConditionProblem.CONFIDENTIAL,
            source.answered_by is AnsweredBy.PERSON and question.answered_by is not AnsweredBy.PERSON,
        ),
    )
    return next((problem for problem, applies in checks if applies), None)


def _leads_back(question: Asked, known: Mapping[int, Asked]) -> bool:
    """Whether the chain of conditions comes round to a question that stands in it already."""
    seen = set()
    one: Asked | None = question
    while one is not None:
        if one.id in seen:
            return True
        seen.add(one.id)
        one = known.get(one.condition.question_id) if one.condition else None
    return False


def dependants(question_id: int, questions: Iterable[Asked]) -> list[Asked]:
    """Return the questions whose condition names this one."""
    return [one for one in questions if one.condition and one.condition.question_id == question_id]


# What counts as an answer


def read(question: Asked, typed: str | Sequence[str]) -> Value | None:
    """Return the answer that was typed or chosen, None for nothing; raise `WrongAnswer`. Files: `kind_of_file`."""
    if not isinstance(typed, str):
        return _keys([text for text in typed if text], question)
    text = typed.strip()
    return READERS[question.kind](text, question) if text else None


def _text(text: str, question: Asked) -> str:
    longest = LONGEST_LONG_TEXT if question.kind is QuestionKind.LONG_TEXT else LONGEST_TEXT
    if len(text) > longest:
        raise WrongAnswer(Problem.TOO_LONG)
    return text


def _key(text: str, question: Asked) -> str:
    if text not in question.keys:
        raise WrongAnswer(Problem.NOT_OFFERED)
    return text


def _keys(texts: Sequence[str], question: Asked) -> list[str] | None:
    if not {*texts} <= {*question.keys}:
        raise WrongAnswer(Problem.NOT_OFFERED)
    return [key for key in question.keys if key in texts] or None


def _number(text: str, _question: Asked) -> int:
    if not _NUMBER.fullmatch(text):
        raise WrongAnswer(Problem.NOT_A_NUMBER)
    return int(text)


def _day(text: str, _question: Asked) -> str:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongAnswer(Problem.NOT_A_DAY)
    return day.isoformat()


def _no_text(_text: str, _question: Asked) -> Value:
    raise WrongAnswer(Problem.KIND_OF_FILE)


READERS: Final[Mapping[QuestionKind, Callable[[str, Asked], Value]]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.CHOICE: _key,
    QuestionKind.CHOICES: lambda text, question: [_key(text, question)],
    QuestionKind.COUNTRY: _key,
    QuestionKind.YES_NO: _key,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _day,
    QuestionKind.FILE: _no_text,
}

# What the content of a file begins with, by its type. Whatever else a browser or a name says is not believed.
SIGNATURES: Final = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
ENDINGS: Final = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


def kind_of_file(content: bytes) -> str:
    """Return the type of a file as its content tells; raise `WrongAnswer` for one that we do not take."""
    if not content:
        raise WrongAnswer(Problem.EMPTY_FILE)
    if len(content) > LARGEST_FILE:
        raise WrongAnswer(Problem.FILE_TOO_LARGE)
    found = next((kind for kind, start in SIGNATURES.items() if content.startswith(start)), None)
    if found is None:
        raise WrongAnswer(Problem.KIND_OF_FILE)
    return found


def file_name(typed: str, kind: str) -> str:
    """Return a name to save a file under: without folders and hidden signs, and with the ending of its type."""
    last = re.split(r"[\\/]", typed)[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = plain.rpartition(".")[0] or plain
    return f"{stem.strip(' .')[:100] or 'file'}{ENDINGS[kind]}"


def is_expired(ends_at: datetime, kept_days: int, now: datetime) -> bool:
    """Whether the answers to a question of an event that ended then are to go."""
    return now >= ends_at + timedelta(days=kept_days)


def new_key(taken: Iterable[str]) -> str:
    """Return a key for a new option that no other of the question has."""
    used = set(taken)
    number = 1
    while f"option-{number}" in used:
        number += 1
    return f"option-{number}"


def has_options(kind: QuestionKind) -> bool:
    """Whether the answers are chosen from options of the question's own."""
    return kind in WITH_OPTIONS
