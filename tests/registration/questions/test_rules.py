"""Which questions are shown, what is missing, and what counts as an answer: pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assembly.registration.questions import rules
from assembly.registration.questions.kinds import AnsweredBy, QuestionKind
from assembly.registration.questions.rules import (
    Asked,
    Condition,
    ConditionProblem,
    Problem,
    WrongAnswer,
    condition_problem,
    file_name,
    kind_of_file,
    missing,
    read,
    shown,
)
from tests.factories.questions import JPEG, PDF, PNG

YES_NO = Asked(1, QuestionKind.YES_NO, keys=("yes", "no"))
VISA = replace(YES_NO, required=True)
NUMBER = Asked(2, QuestionKind.TEXT, required=True, condition=Condition(1, frozenset({"yes"})))
LETTER = Asked(3, QuestionKind.CHOICE, keys=("mail", "post"), condition=Condition(1, frozenset({"yes"})))
ADDRESS = Asked(4, QuestionKind.LONG_TEXT, required=True, condition=Condition(3, frozenset({"post"})))
CHAIN = [ADDRESS, VISA, NUMBER, LETTER]


def ids(questions: list[Asked]) -> list[int]:
    return [question.id for question in questions]


def test_a_question_on_condition_comes_with_the_answer_that_asks_for_it() -> None:
    assert ids(shown(CHAIN, "delegate", {})) == [1]
    assert ids(shown(CHAIN, "delegate", {1: "no"})) == [1]
    assert ids(shown(CHAIN, "delegate", {1: "yes"})) == [1, 2, 3]
    assert ids(shown(CHAIN, "delegate", {1: "yes", 3: "post"})) == [4, 1, 2, 3]


def test_what_follows_from_a_question_that_is_hidden_is_hidden_too() -> None:
    assert ids(shown(CHAIN, "delegate", {1: "no", 3: "post"})) == [1]
    assert ids(shown([VISA, LETTER, ADDRESS], "delegate", {3: "post"})) == [1]


def test_one_of_several_chosen_answers_is_enough() -> None:
    source = Asked(1, QuestionKind.CHOICES, keys=("a", "b", "c"))
    follows = Asked(2, QuestionKind.TEXT, condition=Condition(1, frozenset({"b", "c"})))
    assert ids(shown([source, follows], "guest", {1: ["a", "c"]})) == [1, 2]
    assert ids(shown([source, follows], "guest", {1: ["a"]})) == [1]


def test_a_role_is_asked_only_what_is_meant_for_it() -> None:
    guests = replace(VISA, roles=frozenset({"guest", "speaker"}))
    assert ids(shown([guests, NUMBER], "guest", {1: "yes"})) == [1, 2]
    assert shown([guests, NUMBER], "delegate", {1: "yes"}) == []


def test_missing_are_required_answers_to_what_is_shown() -> None:
    assert ids(missing(CHAIN, "delegate", {})) == [1]
    assert ids(missing(CHAIN, "delegate", {1: "no"})) == []
    assert ids(missing(CHAIN, "delegate", {1: "yes", 3: "post"})) == [4, 2]


def test_an_answer_of_zero_is_an_answer() -> None:
    nights = Asked(1, QuestionKind.NUMBER, required=True)
    assert missing([nights], "delegate", {1: 0}) == []


# Conditions


def test_a_question_may_depend_on_a_choice_that_is_offered() -> None:
    assert condition_problem(NUMBER, CHAIN) is None


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (replace(NUMBER, condition=Condition(9, frozenset({"yes"}))), ConditionProblem.UNKNOWN),
        (replace(LETTER, condition=Condition(4, frozenset({"x"}))), ConditionProblem.CIRCLE),
        (replace(VISA, condition=Condition(1, frozenset({"yes"}))), ConditionProblem.CIRCLE),
        (replace(VISA, condition=Condition(3, frozenset({"post"}))), ConditionProblem.CIRCLE),
        (replace(ADDRESS, condition=Condition(2, frozenset({"x"}))), ConditionProblem.NOT_STEERING),
        (replace(NUMBER, condition=Condition(1, frozenset({"maybe"}))), ConditionProblem.UNKNOWN_ANSWER),
        (replace(NUMBER, condition=Condition(1, frozenset())), ConditionProblem.UNKNOWN_ANSWER),
    ],
)
def test_what_a_question_cannot_depend_on(question: Asked, problem: ConditionProblem) -> None:
    assert condition_problem(question, CHAIN) is problem


def test_what_focal_points_see_does_not_depend_on_what_only_the_person_sees() -> None:
    private = replace(VISA, answered_by=AnsweredBy.PERSON)
    assert condition_problem(NUMBER, [private]) is ConditionProblem.CONFIDENTIAL
    assert condition_problem(replace(NUMBER, answered_by=AnsweredBy.PERSON), [private]) is None


# Answers


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (QuestionKind.TEXT, "  de la Cruz ", "de la Cruz"),
        (QuestionKind.TEXT, "中心 «Бюро»", "中心 «Бюро»"),
        (QuestionKind.LONG_TEXT, "one\ntwo", "one\ntwo"),
        (QuestionKind.CHOICE, "a", "a"),
        (QuestionKind.CHOICES, ["b", "a"], ["a", "b"]),
        (QuestionKind.CHOICES, ["a"], ["a"]),
        (QuestionKind.YES_NO, "b", "b"),
        (QuestionKind.NUMBER, "-12", -12),
        (QuestionKind.NUMBER, " 0 ", 0),
        (QuestionKind.DATE, "2026-12-03", "2026-12-03"),
    ],
)
def test_an_answer_is_kept_as_typed(kind: QuestionKind, typed: str | list[str], value: object) -> None:
    assert read(Asked(1, kind, keys=("a", "b")), typed) == value


@pytest.mark.parametrize("kind", list(QuestionKind))
@pytest.mark.parametrize("typed", ["", "   ", [], [""]])
def test_nothing_is_no_answer_and_no_error(kind: QuestionKind, typed: str | list[str]) -> None:
    assert read(Asked(1, kind, keys=("a",)), typed) is None


@pytest.mark.parametrize(
    ("kind", "typed", "problem"),
    [
        (QuestionKind.TEXT, "x" * 201, Problem.TOO_LONG),
        (QuestionKind.LONG_TEXT, "x" * 5001, Problem.TOO_LONG),
        (QuestionKind.CHOICE, "c", Problem.NOT_OFFERED),
        (QuestionKind.CHOICES, ["a", "c"], Problem.NOT_OFFERED),
        (QuestionKind.YES_NO, "maybe", Problem.NOT_OFFERED),
        (QuestionKind.NUMBER, "twelve", Problem.NOT_A_NUMBER),
        (QuestionKind.NUMBER, "1.5", Problem.NOT_A_NUMBER),
        (QuestionKind.NUMBER, "9" * 10, Problem.NOT_A_NUMBER),
        (QuestionKind.DATE, "3/12/2026", Problem.NOT_A_DAY),
        (QuestionKind.DATE, "2026-02-30", Problem.NOT_A_DAY),
        (QuestionKind.DATE, "20261203", Problem.NOT_A_DAY),
        (QuestionKind.DATE, "0026-12-03", Problem.NOT_A_DAY),
        (QuestionKind.FILE, "passport.pdf", Problem.KIND_OF_FILE),
    ],
)
def test_what_is_no_answer_says_why(kind: QuestionKind, typed: str | list[str], problem: Problem) -> None:
    with pytest.raises(WrongAnswer) as refused:
        read(Asked(1, kind, keys=("a", "b")), typed)
    assert refused.value.problem is problem


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")])
def test_a_file_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of_file(content) == kind


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.EMPTY_FILE),
        (b"<html><script>", Problem.KIND_OF_FILE),
        (b"MZ\x90\0", Problem.KIND_OF_FILE),
        (b"PK\x03\x04", Problem.KIND_OF_FILE),
        (b"\n" + PDF, Problem.KIND_OF_FILE),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', Problem.KIND_OF_FILE),
        (PDF + b"\0" * rules.LARGEST_FILE, Problem.FILE_TOO_LARGE),
    ],
)
def test_other_files_are_refused(content: bytes, problem: Problem) -> None:
    with pytest.raises(WrongAnswer) as refused:
        kind_of_file(content)
    assert refused.value.problem is problem


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("Паспорт.pdf", "application/pdf", "Паспорт.pdf"),
        ("../../etc/passwd", "image/png", "passwd.png"),
        ("C:\\scans\\visa.jpeg", "image/jpeg", "visa.jpg"),
        ("invoice\u202efdp.exe", "application/pdf", "invoicefdp.pdf"),
        ('a"b\r\nX-Evil: 1.pdf', "application/pdf", 'a"bX-Evil: 1.pdf'),
        ("", "application/pdf", "file.pdf"),
        ("...", "application/pdf", "file.pdf"),
    ],
)
def test_a_file_keeps_its_name_without_what_could_deceive(typed: str, kind: str, name: str) -> None:
    assert file_name(typed, kind) == name


def test_answers_go_on_the_day_that_was_promised() -> None:
    end = datetime(2026, 12, 4, 14, tzinfo=UTC)
    assert not rules.is_expired(end, 30, end + timedelta(days=30, seconds=-1))
    assert rules.is_expired(end, 30, end + timedelta(days=30))


def test_a_new_key_is_one_that_was_never_there() -> None:
    assert rules.new_key({"option-1", "option-3"}) == "option-2"
