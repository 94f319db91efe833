"""The secretariat's questions, as the service keeps them."""

from pathlib import Path

import pytest
from sqlalchemy import select

from assembly import clock, scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.questions import service
from assembly.registration.questions.answering import Files
from assembly.registration.questions.drafts import OptionDraft
from assembly.registration.questions.kinds import AnsweredBy, QuestionKind
from assembly.registration.questions.models import Answer
from assembly.registration.questions.rules import Condition
from assembly.registration.questions.service import (
    ConditionRefusedError,
    ConfidenceError,
    NeededError,
    OptionsRefusedError,
)
from tests.factories.questions import answer, ask, draft, options
from tests.factories.registration import open_event
from tests.registration.questions.worlds import YES, World


def test_questions_stand_in_the_order_in_which_they_were_added(world: World) -> None:
    with transaction():
        one, two, three = (ask(world.event) for _ in range(3))
    assert world.order() == [one.id, two.id, three.id]


def test_a_question_changes_places_with_its_neighbour(world: World) -> None:
    with transaction():
        one, two, three = (ask(world.event) for _ in range(3))
    with transaction():
        service.move(None, three, up=True)
    assert world.order() == [one.id, three.id, two.id]
    with transaction():
        service.move(None, one, up=True)
        service.move(None, two, up=False)
        service.move(None, one, up=False)
    assert world.order() == [three.id, one.id, two.id]


def test_options_keep_their_keys_when_their_words_change(world: World) -> None:
    with transaction():
        question = ask(
            world.event, QuestionKind.CHOICE, options=(OptionDraft({"en": "Red"}), OptionDraft({"en": "Blue"}))
        )
    first, second = (option.key for option in question.options)
    with transaction():
        changed = (
            OptionDraft({"en": "Navy"}, second),
            OptionDraft({"en": "Green"}),
            OptionDraft({"en": "Ruby"}, first),
        )
        service.change(None, question, draft(QuestionKind.CHOICE, options=changed), now=clock.now())
    db.session.expire_all()
    assert [(option.key, option.label["en"]) for option in question.options] == [
        (second, "Navy"),
        ("option-3", "Green"),
        (first, "Ruby"),
    ]


def test_a_choice_needs_two_answers(world: World) -> None:
    with pytest.raises(OptionsRefusedError), transaction():
        ask(world.event, QuestionKind.CHOICE, options=options("red"))


def test_an_answer_that_somebody_chose_stays_on_offer(world: World) -> None:
    with transaction():
        question = ask(world.event, QuestionKind.CHOICES, options=options("red", "blue", "green"))
        answer(world.awa, {question.id: ["blue"]})
    with pytest.raises(OptionsRefusedError, match="Blue"), transaction():
        service.change(None, question, draft(QuestionKind.CHOICES, options=options("red", "green")), now=clock.now())
    with transaction():
        service.change(None, question, draft(QuestionKind.CHOICES, options=options("red", "blue")), now=clock.now())
    assert question.keys == ("red", "blue")


def test_a_circle_of_conditions_is_refused_and_nothing_is_kept_of_it(world: World) -> None:
    with transaction():
        one = ask(world.event, QuestionKind.YES_NO)
        two = ask(world.event, QuestionKind.YES_NO, condition=Condition(one.id, YES))
    circle = draft(QuestionKind.YES_NO, condition=Condition(two.id, YES))
    with pytest.raises(ConditionRefusedError), transaction():
        service.change(None, one, circle, now=clock.now())
    db.session.expire_all()
    assert one.condition_id is None


def test_a_condition_stays_within_its_event(world: World) -> None:
    with transaction():
        elsewhere = ask(open_event(), QuestionKind.YES_NO)
    with pytest.raises(ConditionRefusedError), transaction():
        ask(world.event, condition=Condition(elsewhere.id, YES))


def test_an_answer_that_another_question_waits_for_stays_on_offer(world: World) -> None:
    with transaction():
        one = ask(world.event, QuestionKind.CHOICE, options=options("red", "blue", "green"))
        ask(world.event, condition=Condition(one.id, frozenset({"green"})))
    with pytest.raises(ConditionRefusedError), transaction():
        service.change(None, one, draft(QuestionKind.CHOICE, options=options("red", "blue")), now=clock.now())


def test_a_question_on_which_another_depends_is_not_removed(world: World, tmp_path: Path) -> None:
    with transaction():
        one = ask(world.event, QuestionKind.YES_NO)
        two = ask(world.event, condition=Condition(one.id, YES), label={"en": "Which?"})
    with pytest.raises(NeededError, match=r"Which\?"), transaction():
        service.remove(None, one, Files(tmp_path, []))
    with transaction():
        service.remove(None, two, Files(tmp_path, []))
        service.remove(None, one, Files(tmp_path, []))
    assert world.order() == []


def test_what_was_answered_in_confidence_is_not_opened_to_focal_points(world: World) -> None:
    with transaction():
        question = ask(world.event, answered_by=AnsweredBy.PERSON)
        answer(world.awa, {question.id: "a secret"})
    with pytest.raises(ConfidenceError), transaction():
        service.change(None, question, draft(), now=clock.now())


def test_a_question_that_becomes_the_persons_own_takes_its_answers_along(world: World) -> None:
    with transaction():
        question = ask(world.event)
        answer(world.awa, {question.id: "open"})
    members = scope.Scope(member_ids=frozenset({world.home.member.id}))
    with scope.within(members):
        assert len(db.session.scalars(select(Answer)).all()) == 1
    with transaction():
        service.change(None, question, draft(answered_by=AnsweredBy.PERSON), now=clock.now())
    with scope.within(members):
        assert db.session.scalars(select(Answer)).all() == []


def test_what_only_the_person_answers_lies_outside_the_scope_of_the_focal_point(world: World) -> None:
    with transaction():
        own, shared = ask(world.event, answered_by=AnsweredBy.PERSON), ask(world.event)
        answer(world.awa, {own.id: "mine", shared.id: "ours"})
    member_id, other = world.home.member.id, scope.Scope(member_ids=frozenset({world.home.member.id + 1}))
    with scope.within(scope.Scope(member_ids=frozenset({member_id}))):
        assert db.session.scalars(select(Answer.value)).all() == ["ours"]
    with scope.within(scope.Scope(person_id=world.awa.person_id)):
        assert set(db.session.scalars(select(Answer.value))) == {"mine", "ours"}
    with scope.within(other):
        assert db.session.scalars(select(Answer.value)).all() == []
