"""What holds of every questionnaire and every answer, whatever they are: pure."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assembly.registration.questions import rules
from assembly.registration.questions.kinds import STEERING, WITH_OPTIONS, AnsweredBy, QuestionKind
from assembly.registration.questions.rules import (
    Asked,
    Condition,
    WrongAnswer,
    condition_problem,
    possible,
    read,
    shown,
)

YES_NO = Asked(1, QuestionKind.YES_NO, keys=("yes", "no"))
VISA = replace(YES_NO, required=True)
NUMBER = Asked(2, QuestionKind.TEXT, required=True, condition=Condition(1, frozenset({"yes"})))
LETTER = Asked(3, QuestionKind.CHOICE, keys=("mail", "post"), condition=Condition(1, frozenset({"yes"})))
ADDRESS = Asked(4, QuestionKind.LONG_TEXT, required=True, condition=Condition(3, frozenset({"post"})))
CHAIN = [ADDRESS, VISA, NUMBER, LETTER]


ROLES = ("delegate", "guest")
KEYS = ("a", "b")


@st.composite
def questionnaires(draw: st.DrawFn) -> list[Asked]:
    """Questions of which each may depend on any other, in circles too."""
    number = draw(st.integers(1, 7))
    return [
        Asked(
            id=one,
            kind=draw(st.sampled_from(list(QuestionKind))),
            roles=frozenset(draw(st.sets(st.sampled_from(ROLES)))),
            required=draw(st.booleans()),
            condition=draw(
                st.none()
                | st.builds(Condition, st.integers(1, number + 1), st.frozensets(st.sampled_from(KEYS), min_size=1))
            ),
            keys=KEYS,
            answered_by=draw(st.sampled_from(list(AnsweredBy))),
        )
        for one in range(1, number + 1)
    ]


answers = st.dictionaries(
    st.integers(1, 7), st.sampled_from(KEYS) | st.lists(st.sampled_from(KEYS), unique=True) | st.integers()
)


@given(questionnaires(), st.sampled_from(ROLES), answers)
def test_whatever_is_shown_has_all_that_it_depends_on(
    questions: list[Asked], role: str, given_answers: dict[int, rules.Value]
) -> None:
    found = shown(questions, role, given_answers)
    visible = {one.id for one in found}
    for one in found:
        assert not one.roles or role in one.roles
        if one.condition:
            assert one.condition.question_id in visible
            assert one.condition.keys & rules.chosen(given_answers.get(one.condition.question_id))


@given(questionnaires(), st.sampled_from(ROLES), answers)
def test_answers_to_hidden_questions_change_nothing(
    questions: list[Asked], role: str, given_answers: dict[int, rules.Value]
) -> None:
    found = shown(questions, role, given_answers)
    visible = {one.id for one in found}
    kept = {key: value for key, value in given_answers.items() if key in visible}
    assert shown(questions, role, kept) == found


@given(questionnaires())
def test_a_questionnaire_built_up_one_by_one_has_no_circle(questions: list[Asked]) -> None:
    stored: list[Asked] = []
    for one in questions:
        plain = one if condition_problem(one, stored) is None else replace(one, condition=None)
        stored = [other for other in stored if other.id != plain.id] + [plain]
    for one in stored:
        seen, last = {one.id}, one
        while last.condition:
            last = next(other for other in stored if other.id == last.condition.question_id)
            assert last.id not in seen
            seen.add(last.id)


@given(questionnaires())
def test_an_accepted_condition_names_answers_that_are_offered(questions: list[Asked]) -> None:
    for one in questions:
        if one.condition and condition_problem(one, questions) is None:
            source = next(other for other in questions if other.id == one.condition.question_id)
            assert source.kind in STEERING
            assert one.condition.keys <= set(source.keys)


@given(st.sampled_from(list(QuestionKind)), st.text() | st.lists(st.text(max_size=3)))
def test_no_other_answer_comes_out_than_was_offered(kind: QuestionKind, typed: str | list[str]) -> None:
    question = Asked(1, kind, keys=KEYS)
    try:
        value = read(question, typed)
    except WrongAnswer:
        return
    if value is not None and kind in WITH_OPTIONS:
        assert rules.chosen(value) <= set(KEYS)
    if value is not None and isinstance(typed, str) and not isinstance(value, list):
        assert read(question, str(value)) == value


def test_what_may_come_to_be_asked_is_every_question_of_the_role_that_can_be_reached() -> None:
    visa = Asked(id=1, kind=QuestionKind.YES_NO, roles=frozenset({"delegate"}))
    number = Asked(id=2, kind=QuestionKind.TEXT, condition=Condition(1, frozenset({"yes"})))
    lost = Asked(id=3, kind=QuestionKind.TEXT, condition=Condition(9, frozenset({"yes"})))
    every = [visa, number, lost]
    assert possible(every, "delegate") == [visa, number]
    assert possible(every, "observer") == []
