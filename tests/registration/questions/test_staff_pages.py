"""The secretariat writes questions, puts them in order, and reads what came back."""

import re
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from assembly import scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Delegation
from assembly.registration.questions import queries
from assembly.registration.questions.kinds import AnsweredBy, QuestionKind
from assembly.registration.questions.models import Question
from assembly.registration.questions.rules import Condition
from tests.factories import accounts
from tests.factories.accounts import sign_in
from tests.factories.members import statements
from tests.factories.questions import answer, ask, options
from tests.factories.registration import DELEGATE, invited_member, open_event, register


class Office:
    """Somebody of the secretariat, with an event. Addresses and ids only."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event(online=False, seats={DELEGATE: 200})
            self.event_id, self.slug = event.id, event.slug
            self.delegation_id = invited_member(event, name="=Association").delegation.id
            sign_in_as = accounts.staff().id
        self.list = f"/en/secretariat/events/{self.slug}/questions"
        sign_in(client, app, sign_in_as)

    def questions(self) -> list[Question]:
        with self.app.app_context():
            return list(queries.questions_of(self.event_id))

    def ask(self, kind: QuestionKind = QuestionKind.TEXT, **fields: Any) -> int:
        with self.app.app_context(), transaction():
            event = db.session.get_one(Event, self.event_id)
            return ask(event, kind, **fields).id

    def answered(self, name: str, values: dict[int, Any]) -> None:
        with self.app.app_context(), scope.everything(), transaction():
            one = register(db.session.get_one(Delegation, self.delegation_id), DELEGATE, name=name)
            answer(one, values)


@pytest.fixture
def office(app: Flask, client: FlaskClient) -> Office:
    return Office(app, client)


def typed(**fields: Any) -> dict[str, Any]:
    """What the form of a question sends."""
    values = {
        "label-en": "Vegetarian?",
        "label-es": "¿Comida vegetariana?",
        "label-fr": "",
        "label-ru": "",
        "purpose-en": "We tell the kitchen.",
        "answered_by": "person",
        "kept_days": "30",
    }
    return values | fields


def test_an_event_begins_without_questions_and_with_ready_made_ones(office: Office) -> None:
    page = office.client.get(office.list).text
    assert "Nothing is asked yet" in page
    assert "Dietary needs" in page
    added = office.client.post(f"{office.list}/ready-made/diet")
    assert added.status_code == HTTPStatus.SEE_OTHER
    page = office.client.get(office.list).text
    assert "2 questions are added." in page
    assert "Only if “What should the kitchen know?” is answered: An allergy" in page
    assert "ready-made/diet" not in page
    assert "ready-made/visa" in page


def test_a_question_is_written_in_every_language_side_by_side(office: Office) -> None:
    kinds = office.client.get(f"{office.list}/new").text
    assert kinds.count('name="kind"') == len(QuestionKind)
    page = office.client.get(f"{office.list}/new?kind=text").text
    assert all(f'name="label-{code}"' in page for code in ("en", "es", "fr", "ru"))
    saved = office.client.post(f"{office.list}/new?kind=text", data=typed(required="y", roles=["delegate"]))
    assert saved.location == office.list
    (question,) = office.questions()
    assert question.label == {"en": "Vegetarian?", "es": "¿Comida vegetariana?"}
    assert (question.kind, question.required, question.roles) == (QuestionKind.TEXT, True, ["delegate"])
    assert (question.answered_by, question.kept_days) == (AnsweredBy.PERSON, 30)
    listed = office.client.get(office.list).text
    assert "French missing" in listed
    assert "Russian missing" in listed


@pytest.mark.both_databases
def test_a_choice_is_written_with_its_answers(office: Office) -> None:
    page = office.client.get(f"{office.list}/new?kind=choice").text
    assert page.count('name="option-') == 3 * 4
    rows = {"option-1-en": "Bus", "option-1-fr": "Car", "option-2-en": "", "option-3-en": "Train"}
    office.client.post(f"{office.list}/new?kind=choice", data=typed(**rows))
    (question,) = office.questions()
    assert [dict(one.label) for one in question.options] == [{"en": "Bus", "fr": "Car"}, {"en": "Train"}]
    page = office.client.get(f"{office.list}/{question.id}").text
    assert page.count('name="option-') == 5 * 4
    rows = {"option-1-en": "", "option-1-fr": "", "option-2-en": "Train", "option-4-en": "Boat"}
    office.client.post(f"{office.list}/{question.id}", data=typed(**rows))
    (changed,) = office.questions()
    assert [(one.key, one.label["en"]) for one in changed.options] == [
        (question.options[1].key, "Train"),
        ("option-3", "Boat"),
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("text", {"label-en": ""}, "Please fill in at least the first language."),
        ("text", {"purpose-en": ""}, "Please fill in at least the first language."),
        ("text", {"kept_days": "4000"}, "Not a valid choice"),
        ("choice", {"option-1-en": "Bus"}, "Please write at least two answers to choose from."),
        ("choice", {"option-1-fr": "Car", "option-2-en": "a", "option-3-en": "b"}, "Please fill in at least the first"),
    ],
)
def test_a_form_with_an_error_keeps_what_was_typed(
    office: Office, kind: str, fields: dict[str, str], words: str
) -> None:
    answer = office.client.post(f"{office.list}/new?kind={kind}", data=typed(**fields))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in answer.text
    assert "¿Comida vegetariana?" in answer.text
    assert office.questions() == []


def test_a_condition_is_ticked_and_may_name_one_question_only(office: Office) -> None:
    one, two = office.ask(QuestionKind.YES_NO), office.ask(QuestionKind.CHOICE, options=options("red", "blue"))
    page = office.client.get(f"{office.list}/new?kind=text").text
    assert f'value="{two}:red"' in page
    both = office.client.post(f"{office.list}/new?kind=text", data=typed(condition=[f"{one}:yes", f"{two}:red"]))
    assert "Please tick answers of one question only." in both.text
    office.client.post(f"{office.list}/new?kind=text", data=typed(condition=[f"{two}:red", f"{two}:blue"]))
    stored = office.questions()[-1]
    assert (stored.condition_id, stored.condition_keys) == (two, ["blue", "red"])


@pytest.mark.both_databases
def test_a_circle_is_refused_beside_the_condition(office: Office) -> None:
    one = office.ask(QuestionKind.YES_NO)
    two = office.ask(QuestionKind.YES_NO, condition=Condition(one, frozenset({"yes"})))
    answer = office.client.post(f"{office.list}/{one}", data=typed(condition=[f"{two}:yes"]))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "in a circle" in answer.text


def test_questions_are_put_in_order_by_buttons(office: Office) -> None:
    one, two, three = (office.ask() for _ in range(3))
    office.client.post(f"{office.list}/{three}/move", data={"direction": "up"})
    office.client.post(f"{office.list}/{one}/move", data={"direction": "down"})
    assert [question.id for question in office.questions()] == [three, one, two]


def test_removing_says_how_many_answers_go(office: Office) -> None:
    question = office.ask()
    for name in ("Awa", "Moussa"):
        office.answered(name, {question: "yes"})
    assert "2 answers are deleted" in office.client.get(f"{office.list}/{question}/remove").text
    assert len(office.questions()) == 1
    office.client.post(f"{office.list}/{question}/remove")
    assert office.questions() == []


def test_a_question_that_another_needs_says_so_instead(office: Office) -> None:
    one = office.ask(QuestionKind.YES_NO)
    office.ask(label={"en": "Which?"}, condition=Condition(one, frozenset({"yes"})))
    page = office.client.get(f"{office.list}/{one}/remove").text
    assert "Which?" in page
    assert 'class="confirm"' not in page
    assert office.client.post(f"{office.list}/{one}/remove").status_code == HTTPStatus.CONFLICT
    assert len(office.questions()) == 2


def test_the_preview_shows_what_a_role_is_asked(office: Office) -> None:
    office.ask(label={"en": "For guests?"}, roles=("guest",))
    office.ask(label={"en": "For all?"})
    guests = office.client.get(f"{office.list}/preview?role=guest").text
    delegates = office.client.get(f"{office.list}/preview").text
    assert "For guests?" in guests
    assert "For all?" in guests
    assert "For guests?" not in delegates
    assert office.client.get(f"{office.list}/preview?role=king").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.both_databases
def test_answers_are_counted_and_listed(office: Office) -> None:
    colours = office.ask(QuestionKind.CHOICES, options=options("red", "blue", "green"))
    office.answered("Awa Diallo", {colours: ["red", "blue"]})
    office.answered("Moussa Traoré", {colours: ["red"]})
    page = office.client.get(f"{office.list}/{colours}/answers").text
    flat = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"Red\s+2\s+Blue\s+1\s+Green\s+0", flat)
    assert re.search(r"Awa Diallo .*Red, Blue.* Moussa Traoré .*Red", flat)


def test_answers_leave_as_a_sheet_without_formulas(office: Office) -> None:
    text, day = office.ask(label={"en": "@Anything?"}), office.ask(QuestionKind.DATE)
    number = office.ask(QuestionKind.NUMBER)
    office.answered("+Awa", {text: "=cmd|' /C calc'!A0", day: "2026-12-02", number: -3})
    csv = office.client.get(f"{office.list}/answers/file?as=csv")
    assert csv.headers["Content-Disposition"].startswith("attachment")
    assert "'=cmd|' /C calc'!A0,2026-12-02,-3" in csv.text
    assert "'@Anything?" in csv.text
    sheet = office.client.get(f"{office.list}/answers/file?as=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "+Awa"
    assert rows[1][3] == "=cmd|' /C calc'!A0"
    assert office.client.get(f"{office.list}/{text}/answers/file?as=exe").status_code == HTTPStatus.NOT_FOUND


def test_another_events_questions_are_not_found(office: Office) -> None:
    question = office.ask()
    with office.app.app_context(), transaction():
        other = open_event().slug
    for page in ("", "/remove", "/answers", "/answers/file"):
        address = f"/en/secretariat/events/{other}/questions/{question}{page}"
        assert office.client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert office.client.get(f"{office.list}/new?kind=poem").status_code == HTTPStatus.NOT_FOUND


def test_the_pages_ask_as_often_for_many_answers_as_for_few(office: Office) -> None:
    question = office.ask(QuestionKind.CHOICE, options=options("red", "blue"))
    office.answered("First", {question: "red"})
    pages = (office.list, f"{office.list}/{question}/answers", f"{office.list}/answers/file?as=csv")

    def count() -> list[int]:
        numbers = []
        for page in pages:
            with statements() as asked:
                assert office.client.get(page).status_code == HTTPStatus.OK
            numbers.append(len(asked))
        return numbers

    count()
    few = count()
    for number in range(40):
        office.answered(f"Person {number}", {question: "blue"})
    assert count() == few
