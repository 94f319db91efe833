"""The list of members to call, one call after the other, and asking next contacts by hand."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration.escalation import calls
from assembly.registration.escalation.calls import Said
from assembly.registration.escalation.models import MemberCall
from assembly.registration.escalation.rules import Outcome
from assembly.registration.models import Invitation
from tests.factories.accounts import person, sign_in, staff
from tests.factories.escalation import ask, bounced, mail_of, silent_member
from tests.factories.members import statements
from tests.factories.registration import open_event, register


class Desk:
    """An event in which one member is to be called, one waits, one has answered; two of the secretariat work."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            event = open_event(escalate_after=5)
            called, (only, second) = silent_member(event, name="=Called()", days=12)
            ask(event, called, second, 6)
            bounced(mail_of(ask_of(second.id)))
            only.phone = "+223 20 22 00 00"
            self.waiting, _people = silent_member(event, name="Waiting", days=1)
            _done, _people = silent_member(event, name="Done", days=12)
            register(ask_of(_people[0].id).delegation)
            self.slug, self.code = event.slug, called.code
            self.person, self.second = only.id, second.id
            self.pair = f"{self.waiting.id}:{_people_of(self.waiting)[1]}"
            self.staff, self.other = staff(name="Kanokwan").id, staff(name="Prasert").id

    def browser(self, who: int) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.app, who)
        return client

    def at(self, path: str) -> str:
        return f"/en/secretariat/events/{self.slug}/{path}"

    def calls(self) -> list[tuple[str | None, str]]:
        with self.app.app_context(), scope.everything():
            return [(one.outcome, one.note) for one in db.session.scalars(select(MemberCall).order_by(MemberCall.id))]


def ask_of(person_id: int) -> Invitation:
    return db.session.scalars(select(Invitation).where(Invitation.person_id == person_id)).one()


def _people_of(member: Member) -> list[int]:
    return [contact.person_id for contact in member.contacts]


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def test_the_list_says_whom_to_call_and_why_and_leaves_out_who_answered(desk: Desk) -> None:
    page = desk.browser(desk.staff).get(desk.at("calls")).text
    for words in (
        "=Called()",
        "Mali",
        "+223 20 22 00 00",
        "tel:+22320220000",
        "not opened",
        "Mail came back",
        "Bamako",
    ):
        assert words in page
    assert "Waiting" not in page
    assert "Done" not in page
    assert "1 member is to be called" in desk.browser(desk.staff).get(desk.at("")[:-1]).text
    sheet = desk.browser(desk.staff).get(desk.at("calls/export.csv")).text
    assert "'=Called()" in sheet
    assert "'+223 20 22 00 00" in sheet
    assert len(sheet.splitlines()) == 3


def test_the_list_asks_as_often_for_many_as_for_one(desk: Desk) -> None:
    browser = desk.browser(desk.staff)

    def asked(page: str) -> int:
        browser.get(desk.at(page))
        with statements() as sent:
            assert browser.get(desk.at(page)).status_code == HTTPStatus.OK
        return len(sent)

    pages = ("calls", "calls/export.xlsx", "next-contacts")
    one = [asked(page) for page in pages]
    with desk.app.app_context(), scope.everything(), transaction():
        event = db.session.scalars(select(Event)).one()
        for _number in range(4):
            called, _people = silent_member(event, 1, days=12)
            calls.note(desk.other, event, called, Said(Outcome.NO_ANSWER, _people[0].id), now=clock.now())
            silent_member(event, days=1)
    assert [asked(page) for page in pages] == one


def test_two_of_the_secretariat_do_not_call_the_same_member(desk: Desk) -> None:
    one, other = desk.browser(desk.staff), desk.browser(desk.other)
    here = desk.at(f"calls/{desk.code}")
    for _press in range(2):
        assert one.post(f"{here}/begin").status_code == HTTPStatus.SEE_OTHER
    assert "Kanokwan is calling" in other.get(desk.at("calls")).text
    page = other.get(here).text
    assert "Kanokwan is calling this member now." in page
    assert "What came of the call" not in page
    other.post(f"{here}/begin")
    assert "You are calling now" in one.get(here).text
    refused = other.post(here, data={"outcome": "reached", "person": "", "note": "Hello"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Hello" in refused.text or "calling this member" in refused.text
    one.post(f"{here}/put-back")
    assert desk.calls() == []


def test_who_forgot_to_say_what_came_of_a_call_keeps_nobody_from_calling(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk.at(f"calls/{desk.code}")
    desk.browser(desk.staff).post(f"{here}/begin")
    later, real = timedelta(minutes=31), clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + later)
    other = desk.browser(desk.other)
    other.post(f"{here}/begin")
    assert "You are calling now" in other.get(here).text


def test_a_promise_takes_the_member_from_the_list_until_its_day(desk: Desk) -> None:
    browser, here = desk.browser(desk.staff), desk.at(f"calls/{desk.code}")
    nothing = browser.post(here, data={"outcome": "promised", "person": desk.person, "note": "Ring again"})
    assert nothing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Say by which day they will answer." in nothing.text
    assert "Ring again" in nothing.text
    past = {"outcome": "promised", "person": desk.person, "promised_on": "2020-01-01"}
    assert "This day is over." in browser.post(here, data=past).text
    day = (clock.now() + timedelta(days=2)).date().isoformat()
    browser.post(here, data={"outcome": "promised", "person": desk.person, "promised_on": day, "note": "She will"})
    assert desk.calls() == [("promised", "She will")]
    assert "=Called()" not in browser.get(desk.at("calls")).text
    with desk.app.app_context():
        acts = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("member_call.%"))))
    assert acts == ["member_call.begun", "member_call.ended"]
    with desk.app.app_context(), scope.everything(), transaction():
        db.session.scalars(select(MemberCall)).one().promised_on = date(2020, 1, 1)
    assert "She will" in browser.get(desk.at("calls")).text


def test_nobody_answered_the_telephone_so_that_the_member_stays_on_the_list(desk: Desk) -> None:
    browser = desk.browser(desk.staff)
    browser.post(desk.at(f"calls/{desk.code}"), data={"outcome": "no-answer", "person": desk.person})
    page = browser.get(desk.at("calls")).text
    assert "=Called()" in page
    assert "Kanokwan: Nobody answered" in page


def test_the_list_says_whom_a_contact_named_instead_of_themselves(desk: Desk) -> None:
    with desk.app.app_context(), scope.everything(), transaction():
        asked = ask_of(desk.person)
        asked.wrong_person_at, asked.right_person = clock.now(), "Дарья Ким, +996 555 010 203"
    for page in ("calls", f"calls/{desk.code}", "calls/export.csv"):
        assert "Named instead: Дарья Ким" in desk.browser(desk.staff).get(desk.at(page)).text


def test_a_number_is_corrected_where_it_was_wrong(desk: Desk) -> None:
    browser, here = desk.browser(desk.staff), desk.at(f"calls/{desk.code}")
    at = f"{here}/telephone/{desk.second}"
    wrong = browser.post(at, data={f"p{desk.second}-phone": "ask Ada"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "ask Ada" in wrong.text
    browser.post(at, data={f"p{desk.second}-phone": " +223 66 00 00 01 "})
    assert "+223 66 00 00 01" in browser.get(here).text
    with desk.app.app_context(), scope.everything(), transaction():
        stranger = person().id
    assert browser.post(f"{here}/telephone/{stranger}", data={}).status_code == HTTPStatus.NOT_FOUND


def test_next_contacts_are_asked_by_hand_after_a_count_and_once(desk: Desk) -> None:
    browser = desk.browser(desk.staff)
    listed = browser.get(desk.at("next-contacts")).text
    assert "Waiting" in listed
    assert desk.pair in listed
    assert "Done" not in listed
    assert "Tick first" in browser.get(desk.at("next-contacts?sure=y"), follow_redirects=True).text
    sure = browser.get(desk.at(f"next-contacts?sure=y&ask={desk.pair}")).text
    assert "Ask 1 contact" in sure
    assert "1 mail in French" in sure
    posted = browser.post(desk.at("next-contacts"), data={"ask": [desk.pair, "x:y", "9:9"]}, follow_redirects=True)
    assert "1 contact is asked now." in posted.text
    again = browser.post(desk.at("next-contacts"), data={"ask": desk.pair}, follow_redirects=True)
    assert "0 contacts are asked now." in again.text


def test_what_comes_next_stands_on_the_members_own_page(desk: Desk) -> None:
    browser = desk.browser(desk.staff)
    assert "To be called" in browser.get(desk.at(f"delegations/{desk.code}")).text
    with desk.app.app_context():
        code = db.session.scalars(select(Member.code).where(Member.name == "Waiting")).one()
    page = browser.get(desk.at(f"delegations/{code}")).text
    assert "We wait for an answer until" in page
    assert "Ask the next contact now" in page
