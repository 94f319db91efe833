"""Answers, as the service keeps them; what focal points may know of them."""

from pathlib import Path

import pytest

from assembly.database import transaction
from assembly.registration.questions import answering, queries
from assembly.registration.questions.answering import EventOverError, Files
from assembly.registration.questions.kinds import AnsweredBy, Answerer, QuestionKind
from assembly.registration.questions.rules import Condition
from tests.factories.questions import answer, ask
from tests.factories.registration import DELEGATE, invited_member, open_event, register
from tests.registration.questions.worlds import YES, World, last_act


def test_answers_are_kept_changed_and_cleared(world: World) -> None:
    with transaction():
        one, two = ask(world.event), ask(world.event, QuestionKind.NUMBER)
        answer(world.awa, {one.id: "first", two.id: 0})
    assert world.answers(world.awa) == {one.id: "first", two.id: 0}
    with transaction():
        answer(world.awa, {one.id: "second"})
    assert world.answers(world.awa) == {one.id: "second", two.id: 0}
    with transaction():
        answer(world.awa, {one.id: None})
    assert world.answers(world.awa) == {two.id: 0}
    assert world.answers(world.moussa) == {}


def test_the_trail_names_questions_and_not_what_was_said(world: World) -> None:
    with transaction():
        question = ask(world.event)
        answer(world.awa, {question.id: "N1234567"})
    entry = last_act()
    assert (entry.action, entry.object_id) == ("answers.changed", world.awa.id)
    assert entry.details == {"question_ids": [question.id], "by": "person"}


def test_saving_the_same_again_is_no_act(world: World) -> None:
    with transaction():
        question = ask(world.event)
        answer(world.awa, {question.id: "same"})
    before = last_act().id
    with transaction():
        answer(world.awa, {question.id: "same"})
    assert last_act().id == before


def test_what_follows_and_what_is_missing_is_said(world: World) -> None:
    with transaction():
        visa = ask(world.event, QuestionKind.YES_NO, required=True)
        ask(world.event, required=True, condition=Condition(visa.id, YES))
        ask(world.event, condition=Condition(visa.id, YES))
        assert answer(world.awa, {}) == answering.Saved(following=0, missing=1)
        assert answer(world.awa, {visa.id: "yes"}) == answering.Saved(following=2, missing=1)
        assert answer(world.awa, {visa.id: "no"}) == answering.Saved(following=0, missing=0)


def test_answers_to_questions_that_are_hidden_again_go(world: World, tmp_path: Path) -> None:
    with transaction():
        visa = ask(world.event, QuestionKind.YES_NO)
        number = ask(world.event, condition=Condition(visa.id, YES), answered_by=AnsweredBy.PERSON)
        answer(world.awa, {visa.id: "yes"})
        answer(world.awa, {number.id: "N1234567"})
    with transaction():
        answer(world.awa, {visa.id: "no"}, by=Answerer.FOCAL_POINT)
    assert world.answers(world.awa) == {visa.id: "no"}


def test_a_focal_point_answers_only_what_it_may(world: World) -> None:
    with transaction():
        own, shared = ask(world.event, answered_by=AnsweredBy.PERSON), ask(world.event)
        answer(world.awa, {own.id: "meant to be mine", shared.id: "ours"}, by=Answerer.FOCAL_POINT)
    assert world.answers(world.awa) == {shared.id: "ours"}


def test_nobody_answers_what_their_role_is_not_asked(world: World) -> None:
    with transaction():
        question = ask(world.event, roles=("observer",))
        elsewhere = ask(open_event())
        answer(world.awa, {question.id: "x", elsewhere.id: "y"})
        answer(world.moussa, {question.id: "z"})
    assert world.answers(world.awa) == {}
    assert world.answers(world.moussa) == {question.id: "z"}


def test_after_the_event_nothing_is_asked(world: World) -> None:
    with transaction():
        question = ask(world.event)
    with pytest.raises(EventOverError), transaction():
        answering.save(
            None,
            world.awa,
            {question.id: "late"},
            Files(Path("nowhere"), []),
            by=Answerer.PERSON,
            now=world.event.ends_at,
        )


def test_an_answer_stays_with_the_person_who_gave_it(world: World) -> None:
    with transaction():
        question = ask(world.event)
        answer(world.awa, {question.id: "of Awa"})
    with transaction():
        somebody = register(invited_member(open_event()).delegation, DELEGATE).person
        world.awa.person = somebody
    assert world.answers(world.awa) == {}
    with transaction():
        answer(world.awa, {question.id: "of somebody else"})
    assert world.answers(world.awa) == {question.id: "of somebody else"}


def test_missing_answers_are_counted_for_those_who_can_give_them(world: World) -> None:
    with transaction():
        need = ask(world.event, QuestionKind.YES_NO, answered_by=AnsweredBy.PERSON)
        ask(world.event, required=True, answered_by=AnsweredBy.PERSON, condition=Condition(need.id, YES))
        ask(world.event, required=True, answered_by=AnsweredBy.PERSON, roles=("delegate",))
        ask(world.event, required=True)
        answer(world.awa, {need.id: "yes"})
    found = queries.missing_of(world.event.id, [world.awa, world.moussa])
    assert found[world.awa.id] == queries.Missing(shared=1, own=1)  # not that it depends on what Awa said
    assert found[world.moussa.id] == queries.Missing(shared=1, own=0)
    assert queries.own_questions(world.awa.id) == queries.OwnQuestions(asked=4, missing=3)
    assert queries.own_questions(world.moussa.id) == queries.OwnQuestions(asked=2, missing=1)
