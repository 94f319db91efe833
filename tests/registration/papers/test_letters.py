"""Visa letters: who gets one, in which language, what it says, and that it says nothing else later."""

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from sqlalchemy import select, update

from assembly import clock, scope
from assembly.accounts.models import Purpose
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event, Federation
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.papers.rules import PaperKind, shown_code
from assembly.registration.service import withdraw_person
from tests.factories.papers import say, words
from tests.factories.questions import PNG
from tests.registration.papers.conftest import Meeting


def test_a_person_writes_their_own_letter_with_the_data_of_their_passport(meeting: Meeting):
    letter = meeting.write_letter()
    content = meeting.browser(meeting.awa_id).get(f"{meeting.own}/{letter.id}.pdf").data
    said = words(content)
    for shown in (
        "Letter of invitation", "To whom it may concern", "AWA MARIAM DIALLO", "B 1234567", "2 March 1984",
        "Network of Lomé", "Togo", "Nationality Côte d’Ivoire", "Delegate", "Bangkok, Thailand",
        "International Assembly", "Kanokwan Sirisuk", "help@federation.example", "+66 2 000 0100",
        shown_code(letter.code),
    ):  # fmt: skip
        assert shown in said
    assert letter.initials == "A. M. D."


def test_the_letter_is_in_the_language_that_was_asked_for(meeting: Meeting):
    letter = meeting.write_letter("ru")
    said = words(meeting.browser(meeting.awa_id).get(f"{meeting.own}/{letter.id}.pdf").data)
    for shown in (
        "Федерация", "Международная ассамблея", "2 марта 1984", "Того", "Кот-д’Ивуар", "Делегат", "Бангкок",
        "/ru/verify",
    ):  # fmt: skip
        assert shown in said


def test_a_new_letter_takes_the_one_before_back(meeting: Meeting):
    first, second = meeting.write_letter("en"), meeting.write_letter("fr")
    letters = meeting.papers(PaperKind.VISA_LETTER)
    assert [one.id for one in letters] == [first.id, second.id]
    assert letters[0].withdrawn_at
    assert letters[1].withdrawn_at is None
    browser = meeting.browser(meeting.awa_id)
    assert browser.get(f"{meeting.own}/{first.id}.pdf").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.both_databases
def test_a_letter_never_says_something_else_under_its_code(meeting: Meeting):
    letter, browser = meeting.write_letter(), meeting.browser(meeting.awa_id)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        with meeting.app.app_context(), scope.everything(), transaction():
            say(db.session.get_one(Registration, meeting.awa), {"passport-number": "C 9"})
        answer = browser.get(f"{meeting.own}/{letter.id}.pdf")
        assert answer.status_code == HTTPStatus.CONFLICT
        assert "The data has changed since this letter was written." in answer.text
        again = meeting.write_letter()
        assert "C 9" in words(browser.get(f"{meeting.own}/{again.id}.pdf").data)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"visa": "no"}, "says that no letter is needed"),
        (
            {"visa": "yes", "passport-name": "X"},
            "These answers are missing: number of the passport, date of birth, nationality.",
        ),
    ],
)
def test_what_is_missing_is_said(meeting: Meeting, answers: dict[str, str], told: str):
    with meeting.app.app_context(), scope.everything(), transaction():
        say(db.session.get_one(Registration, meeting.natalia), answers)
    browser = meeting.browser(meeting.natalia_id)
    assert told in browser.get(meeting.own).text
    answer = browser.post(f"{meeting.own}/letter", data={"language": "en"}, follow_redirects=True)
    assert told in answer.text
    assert meeting.papers() == []


def test_who_has_said_nothing_is_told_what_to_say(meeting: Meeting):
    told = "whether a letter is needed, name as in the passport, number of the passport, date of birth, nationality"
    assert told in meeting.browser(meeting.natalia_id).get(meeting.own).text


@pytest.mark.both_databases
def test_no_letter_for_a_meeting_online(meeting: Meeting):
    with meeting.app.app_context(), transaction() as session:
        session.execute(update(Event).values(online=True))
    assert "nobody travels" in meeting.browser(meeting.awa_id).get(meeting.own).text
    meeting.browser(meeting.awa_id).post(f"{meeting.own}/letter", data={"language": "en"})
    assert meeting.papers() == []


@pytest.mark.both_databases
def test_no_letter_without_somebody_who_signs(meeting: Meeting):
    with meeting.app.app_context(), transaction() as session:
        session.execute(update(Federation).values(help_name=""))
    assert "It is not known who signs" in meeting.browser(meeting.awa_id).get(meeting.own).text


def test_no_letter_after_withdrawing_and_an_earlier_one_is_gone(meeting: Meeting):
    letter = meeting.write_letter()
    with meeting.app.app_context(), scope.everything(), transaction():
        withdraw_person(None, db.session.get_one(Registration, meeting.awa), now=clock.now())
    office = meeting.browser(meeting.staff)
    assert office.get(f"{meeting.office}/{letter.id}.pdf").status_code == HTTPStatus.NOT_FOUND
    page = office.get(f"{meeting.office}/people/{meeting.awa}").text
    assert "once the registration is accepted" in page
    assert "No longer valid" in page


def test_a_forwarded_link_is_not_enough_for_passport_data(meeting: Meeting):
    letter = meeting.write_letter()
    by_link = meeting.browser(meeting.awa_id, Purpose.PERSONAL_PAGE)
    assert by_link.get(meeting.own).status_code == HTTPStatus.OK
    for answer in (
        by_link.get(f"{meeting.own}/{letter.id}.pdf"),
        by_link.post(f"{meeting.own}/letter", data={"language": "en"}),
    ):
        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert "/sign-in?next=" in answer.location
    assert len(meeting.papers()) == 1


def test_another_persons_letter_is_not_found(meeting: Meeting):
    """Case 2: neither for a colleague nor for the focal point of the same member."""
    letter = meeting.write_letter()
    for other in (meeting.natalia_id, meeting.focal_point):
        assert meeting.browser(other).get(f"{meeting.own}/{letter.id}.pdf").status_code == HTTPStatus.NOT_FOUND


def test_the_secretariat_sees_who_needs_a_letter_and_writes_it(meeting: Meeting):
    office = meeting.browser(meeting.staff)
    page = office.get(meeting.office).text
    assert "Not written yet" in page
    assert "Awa Diallo" in page
    assert "Щербакова" not in page
    office.post(f"{meeting.office}/people/{meeting.awa}/letter", data={"language": "es"})
    (letter,) = meeting.papers()
    assert letter.language == "es"
    assert "B 1234567" in words(office.get(f"{meeting.office}/{letter.id}.pdf").data)
    assert "Not written yet" not in office.get(meeting.office).text
    with meeting.app.app_context():
        acts = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "paper.issued")).all()
        assert [(act.object_id, act.actor_id, act.details) for act in acts] == [
            (letter.id, meeting.staff, {"kind": "visa-letter"})
        ]


def test_a_language_that_we_do_not_speak_is_refused(meeting: Meeting):
    answer = meeting.browser(meeting.awa_id).post(f"{meeting.own}/letter", data={"language": "tlh"})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert meeting.papers() == []


@pytest.mark.both_databases
def test_a_logo_that_cannot_be_drawn_is_left_out(meeting: Meeting):
    with meeting.app.app_context(), transaction() as session:
        session.execute(update(Federation).values(logo=PNG, logo_type="image/png", logo_hash="x"))
    letter = meeting.write_letter()
    assert "AWA" in words(meeting.browser(meeting.awa_id).get(f"{meeting.own}/{letter.id}.pdf").data)
