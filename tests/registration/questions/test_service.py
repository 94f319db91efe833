"""The secretariat's questions, and the answers to them, as services keep them."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock, scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.questions import answering, queries, service
from assembly.registration.questions.answering import EventOverError, Files
from assembly.registration.questions.drafts import OptionDraft, Upload
from assembly.registration.questions.kinds import AnsweredBy, QuestionKind
from assembly.registration.questions.models import Answer, Question
from assembly.registration.questions.ready_made import offered, ready_made
from assembly.registration.questions.rules import Condition, WrongAnswer
from assembly.registration.questions.service import (
    ConditionRefusedError,
    ConfidenceError,
    NeededError,
    OptionsRefusedError,
)
from tests.factories.questions import PDF, PNG, answer, ask, draft, options
from tests.factories.registration import DELEGATE, OBSERVER, invited_member, open_event, register

YES = frozenset({"yes"})


class World:
    """An event with one delegation of two."""

    def __init__(self) -> None:
        with transaction():
            self.event: Event = open_event(online=False)
            self.home = invited_member(self.event)
            self.awa: Registration = register(self.home.delegation, DELEGATE, name="Awa Diallo")
            self.moussa: Registration = register(self.home.delegation, OBSERVER, name="Moussa Traoré")

    def order(self) -> list[int]:
        return [question.id for question in queries.questions_of(self.event.id)]

    def answers(self, registration: Registration) -> dict[int, object]:
        return queries.answers_of([registration])[registration.id]  # type: ignore[return-value]


@pytest.fixture
def world(context: Flask) -> World:
    return World()


def last_act() -> AuditEntry:
    entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    assert entry
    return entry


# Questions


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


# Ready-made ones


def test_a_ready_made_set_is_added_in_four_languages_with_its_conditions(world: World) -> None:
    with transaction():
        added = service.add_ready_made(None, world.event, "visa", now=clock.now())
    visa, *passport = added
    assert [question.ready_made for question in added] == ["visa", "passport-name", "passport-number", "birth-date"]
    assert {question.condition_id for question in passport} == {visa.id}
    assert {question.kept_days for question in added} == {30}
    assert all(question.label.missing(["en", "es", "fr", "ru"]) == [] for question in added)


def test_a_ready_made_set_pressed_twice_is_added_once(world: World) -> None:
    for _ in range(2):
        with transaction():
            service.add_ready_made(None, world.event, "emergency", now=clock.now())
    assert len(world.order()) == 2


def test_an_event_online_is_not_offered_what_needs_a_kitchen(world: World) -> None:
    assert "diet" in {one.key for one in offered([], online=False)}
    assert {one.key for one in offered([], online=True)} == {"interpretation", "accessibility"}
    with transaction():
        online = open_event(online=True)
    with pytest.raises(NotFoundError), transaction():
        service.add_ready_made(None, online, "diet", now=clock.now())


@pytest.mark.parametrize("one", ready_made(), ids=lambda one: one.key)
def test_every_ready_made_set_can_be_stored(world: World, one: object) -> None:
    with transaction():
        assert service.add_ready_made(None, world.event, one.key, now=clock.now())  # type: ignore[attr-defined]


def test_every_ready_made_text_is_there_in_four_languages() -> None:
    texts = [text for one in ready_made() for text in (one.title, *texts_of(one.questions))]
    assert texts
    for text in texts:
        assert set(text) == {"en", "es", "fr", "ru"}
        assert len(set(text.values())) > 1 or text["en"] in {"Halal", "Kosher"}


def texts_of(questions: tuple[object, ...]) -> list[dict[str, str]]:
    drafts = [given.draft for given in questions]  # type: ignore[attr-defined]
    return [
        text
        for one in drafts
        for text in (one.label, one.purpose, one.hint, *(option.label for option in one.options))
        if text
    ]


# Answers


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
    assert entry.details == {"question_ids": [question.id], "by_person": True}


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
        answer(world.awa, {visa.id: "no"}, by_person=False)
    assert world.answers(world.awa) == {visa.id: "no"}


def test_a_focal_point_answers_only_what_it_may(world: World) -> None:
    with transaction():
        own, shared = ask(world.event, answered_by=AnsweredBy.PERSON), ask(world.event)
        answer(world.awa, {own.id: "meant to be mine", shared.id: "ours"}, by_person=False)
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
            None, world.awa, {question.id: "late"}, Files(Path("nowhere"), []), by_person=True, now=world.event.ends_at
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


# What focal points may know


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


# Files


def test_a_file_is_kept_outside_and_goes_with_its_answer(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    with transaction():
        question = ask(world.event, QuestionKind.FILE)
        answer(world.awa, {question.id: Upload("../Паспорт.exe", PDF)}, instance=tmp_path)
    value = world.answers(world.awa)[question.id]
    assert isinstance(value, dict)
    assert (value["name"], value["type"], value["size"]) == ("Паспорт.pdf", "application/pdf", len(PDF))
    assert (folder / value["file"]).read_bytes() == PDF
    assert (folder / value["file"]).stat().st_mode & 0o777 == 0o600
    with transaction():
        answer(world.awa, {question.id: Upload("new.png", PNG)}, instance=tmp_path)
    assert [path.read_bytes() for path in folder.iterdir()] == [PNG]
    with transaction():
        answer(world.awa, {question.id: None}, instance=tmp_path)
    assert list(folder.iterdir()) == []


def test_what_is_no_picture_and_no_document_is_not_kept(world: World, tmp_path: Path) -> None:
    with transaction():
        question = ask(world.event, QuestionKind.FILE)
    with pytest.raises(WrongAnswer), transaction():
        answer(world.awa, {question.id: Upload("passport.pdf", b"<script>")}, instance=tmp_path)
    assert world.answers(world.awa) == {}
    assert not (tmp_path / "answers").exists()


def test_removing_a_question_says_and_removes_what_goes_with_it(world: World, tmp_path: Path) -> None:
    with transaction():
        question = ask(world.event, QuestionKind.FILE)
        for one in (world.awa, world.moussa):
            answer(one, {question.id: Upload("a.pdf", PDF)}, instance=tmp_path)
    assert queries.stored_answers(question.id) == 2
    with transaction():
        assert service.remove(None, question, Files(tmp_path, [])) == 2
    assert list((tmp_path / "answers").iterdir()) == []
    assert db.session.scalars(select(Answer)).all() == []
    assert db.session.scalars(select(Question)).all() == []


def test_answers_whose_time_is_over_go_with_their_files(world: World, tmp_path: Path) -> None:
    with transaction():
        short = ask(world.event, QuestionKind.FILE, kept_days=30)
        long = ask(world.event, kept_days=365)
        answer(world.awa, {short.id: Upload("a.pdf", PDF), long.id: "stays"}, instance=tmp_path)
    for days, gone in ((29, 0), (30, 1), (31, 0)):
        with transaction():
            now = world.event.ends_at + timedelta(days=days)
            assert answering.forget_expired(Files(tmp_path, []), now) == gone
    assert world.answers(world.awa) == {long.id: "stays"}
    assert list((tmp_path / "answers").iterdir()) == []
    assert last_act().action == "answers.expired"
