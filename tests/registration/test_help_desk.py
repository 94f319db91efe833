"""Somebody whom no mail reaches is let in by telephone: by two of the secretariat, once, and never unseen."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from assembly import clock, scope
from assembly.accounts.actor import actor_of
from assembly.accounts.models import Person, Purpose, Role, UserSession
from assembly.accounts.sweep import sweep
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db, limiter
from assembly.mail.models import Delivery
from assembly.registration.help_desk import queries, service
from assembly.registration.help_desk.models import TelephoneCode
from assembly.registration.help_desk.rules import GUESSES, LIFETIME, PATIENCE
from assembly.registration.models import Delegation
from assembly.voting.incidents import signed_in_by_telephone
from assembly.voting.models import Vote
from tests.factories import voting as make
from tests.factories.accounts import person, sign_in, staff
from tests.factories.letters import letters, token_in
from tests.factories.papers import words
from tests.statements import statements
from tests.voting.views.test_election_pages import hidden

ENTER = "/en/sign-in/by-telephone"
SEE_OTHER = HTTPStatus.SEE_OTHER


class Desk:
    """An assembly with a vote under way, whose first delegate gets no mail, and two colleagues who can help."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything():
            with transaction():
                scene = make.assembly_of(2, slug="assembly")
                self.scene, self.caller = scene, scene.seats[0]
                second, third = staff(Role.STAFF, event_id=scene.event_id).id, staff(Role.STAFF).id
                caller = db.session.get_one(Person, self.caller.delegate_id)
                caller.email, caller.name = "awa@x.example", "Awa Traoré"
                make_contact(self.caller)
            self.vote_id = make.open_vote(scene)
        self.first, self.second = self.browser(second), self.browser(third)
        self.page = "/en/secretariat/events/assembly/help-desk"

    def browser(self, person_id: int) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.app, person_id)
        return client

    def ask(self, reason: str = "Her provider refuses our mail; called back on the number of the register") -> Any:
        return self.first.post(f"{self.page}/{self.caller.delegate_id}", data={"reason": reason})

    def code(self) -> str:
        """Ask, confirm and read the code."""
        self.ask()
        code_id = self.newest()
        self.second.post(f"{self.page}/codes/{code_id}/confirm")
        return self.shown(self.first.post(f"{self.page}/codes/{code_id}/show").text)

    def shown(self, page: str) -> str:
        found = re.search(r"\d{4} \d{4}", page)
        assert found, page
        return found[0]

    def newest(self) -> int:
        with self.app.app_context():
            return db.session.scalars(select(TelephoneCode.id).order_by(TelephoneCode.id.desc())).first() or 0

    def enter(self, code: str, address: str = "Awa@X.example", client: FlaskClient | None = None) -> int:
        browser = client or self.app.test_client()
        return browser.post(ENTER, data={"email": address, "code": code}).status_code

    def earlier(self, by: timedelta) -> None:
        """Let as much time pass."""
        with self.app.app_context(), transaction() as session:
            code = session.get_one(TelephoneCode, self.newest())
            code.asked_at -= by
            code.confirmed_at = code.confirmed_at and code.confirmed_at - by
            code.shown_at = code.shown_at and code.shown_at - by


def make_contact(seat: make.Seat) -> None:
    from assembly.members.models import Contact

    db.session.add(Contact(member_id=seat.member_id, person_id=seat.focal_point_id, position=1))


@pytest.fixture
def desk(app: Flask, wake_ups: object) -> Desk:
    return Desk(app)


def test_two_colleagues_let_somebody_in_who_then_votes_in_her_own_browser(app: Flask, desk: Desk) -> None:
    assert "Awa Traor" in desk.first.get(f"{desk.page}?q=traore").text
    assert "Awa Traor" in desk.first.get(f"{desk.page}?q=organisation").text, "by the name of her member, too"
    assert desk.ask("").status_code == HTTPStatus.UNPROCESSABLE_ENTITY, "a reason is required"
    assert desk.ask().status_code == SEE_OTHER
    code_id = desk.newest()
    assert 'name="reason"' not in desk.first.get(f"{desk.page}/{desk.caller.delegate_id}").text
    again = desk.ask("She calls again")
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, "one at a time"
    assert "was asked for already" in again.text
    assert "She calls again</textarea>" in again.text, "what was typed stays"
    confirm, show = f"{desk.page}/codes/{code_id}/confirm", f"{desk.page}/codes/{code_id}/show"
    assert desk.first.post(confirm).status_code == HTTPStatus.CONFLICT, "not by oneself"
    assert desk.first.post(show).status_code == HTTPStatus.CONFLICT, "not before it is confirmed"
    assert "refuses our mail" in desk.second.get(desk.page).text
    assert desk.second.post(confirm).status_code == SEE_OTHER
    assert desk.second.post(show).status_code == HTTPStatus.FORBIDDEN, "only to whoever asked"
    answer = desk.first.post(show)
    code = desk.shown(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert desk.first.post(show).status_code == HTTPStatus.CONFLICT, "once"
    with app.app_context():
        told = db.session.scalars(select(Delivery.person_id).where(Delivery.kind == "telephone-code"))
        assert set(told) == {desk.caller.delegate_id, desk.caller.focal_point_id}
        assert code.replace(" ", "") not in str(
            [tuple(row) for row in db.session.execute(select(TelephoneCode.__table__))]
        )

    hers, vote = app.test_client(), f"/en/events/assembly/votes/{desk.vote_id}"
    assert f'{ENTER}?next={vote}"' in hers.get(f"/en/sign-in?next={vote}").text
    entered = hers.post(f"{ENTER}?next={vote}", data={"email": "Awa@X.example", "code": code})
    assert (entered.status_code, entered.location) == (SEE_OTHER, vote), "where she wanted to go"
    assert desk.enter(code) == HTTPStatus.UNPROCESSABLE_ENTITY, "once"
    with app.app_context(), scope.everything():
        session = db.session.scalars(select(UserSession).where(UserSession.purpose == Purpose.TELEPHONE)).one()
        assert session.person_id == desk.caller.delegate_id
        acts = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))[-4:]
    assert acts == ["telephone.asked", "telephone.confirmed", "telephone.shown", "session.started"]
    assert hers.get(vote).status_code == HTTPStatus.OK
    review = hers.post(f"{vote}/review", data={"choice": "Y"}).text
    form = hidden(review)
    cast = hers.post(f"{vote}/cast", data=form)
    assert (cast.status_code, cast.location) == (SEE_OTHER, f"{vote}/receipt")
    with app.app_context(), scope.everything():
        (said,) = signed_in_by_telephone(db.session.get_one(Vote, desk.vote_id))
        assert (said.person.name, said.reason[:12]) == ("Awa Traoré", "Her provider")
    assert "Used" in desk.first.get(desk.page).text


def test_scrutineers_read_in_their_report_who_voted_after_it_and_that_somebody_objected(app: Flask, desk: Desk) -> None:
    hers, vote = app.test_client(), f"/en/events/assembly/votes/{desk.vote_id}"
    desk.enter(desk.code(), client=hers)
    hers.post(f"{vote}/cast", data=hidden(hers.post(f"{vote}/review", data={"choice": "Y"}).text))
    assert hers.get(f"{vote}/receipt").status_code == HTTPStatus.OK
    with app.app_context(), scope.everything():
        _own, contacts = letters("telephone-code")
    app.test_client().post(f"{ENTER}/{token_in(contacts)}")
    assert hers.get(f"{vote}/receipt").status_code == SEE_OTHER, "whoever came in with it is signed out"
    with app.app_context(), scope.everything():
        make.close(desk.vote_id, desk.scene)
    report = desk.browser(desk.scene.staff_id).get(f"/en/scrutiny/events/assembly/votes/{desk.vote_id}/report.pdf")
    _before, _title, said = words(report.data).partition("Voters who signed in with a code by telephone")
    assert "Awa Traoré Objected to" in said
    assert "Her provider refuses our mail" in said


@pytest.mark.both_databases
def test_the_desk_asks_the_same_few_questions_of_however_many_it_finds(app: Flask, desk: Desk) -> None:
    with app.app_context(), scope.everything():
        event_id = desk.scene.event_id
        (awa,) = queries.callers(event_id, "traore")
        assert [name[:12] for name in awa.organisations] == ["Organisation"]
        with statements() as for_one:
            queries.callers(event_id, "traore")
        with statements() as for_many:
            many = queries.callers(event_id, "organisation")
    assert len(many) > 1
    assert {one.organisations for one in many} > {awa.organisations}
    assert len(for_one) == len(for_many)


@pytest.mark.both_databases
def test_a_session_that_scrutineers_are_told_of_outlives_the_sweep(app: Flask, desk: Desk) -> None:
    desk.enter(desk.code())
    with app.app_context(), scope.everything():
        with transaction() as session:
            session.execute(update(UserSession).values(device="Mozilla"))
        with transaction():
            sweep(clock.now() + timedelta(days=90))
        left = db.session.scalars(select(UserSession).where(UserSession.purpose == Purpose.TELEPHONE)).one()
        assert (left.device, left.network) == ("", None)
        assert db.session.scalars(select(TelephoneCode.session_id)).one() == left.id


def test_whoever_is_told_can_object_and_what_was_begun_ends(app: Flask, desk: Desk) -> None:
    code = desk.code()
    hers = app.test_client()
    desk.enter(code, client=hers)
    assert hers.get("/en/me").status_code == HTTPStatus.OK
    with app.app_context(), scope.everything():
        own, contacts = letters("telephone-code")
        path = f"{ENTER}/{token_in(contacts)}"
        assert "If you did not call us" in own.body
        assert "Awa Traoré" in contacts.subject
    browser = app.test_client()
    assert "This should not be" in browser.get(path).text
    assert hers.get("/en/me").status_code == HTTPStatus.OK, "looking changes nothing"
    assert browser.post(path).status_code == SEE_OTHER
    assert hers.get("/en/me").status_code == SEE_OTHER, "signed out"
    browser.post(path)
    with app.app_context(), scope.everything():
        assert (
            db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "telephone.objected"
        )
        assert len(letters("telephone-objected")) == 3, "administrator, and both colleagues"
        assert "It had been used." in letters("telephone-objected")[0].body
    assert "Objected to" in desk.first.get(desk.page).text


def test_a_code_works_for_its_person_for_a_quarter_of_an_hour_and_few_guesses(app: Flask, desk: Desk) -> None:
    with app.app_context(), transaction():
        person(email="other@x.example")
    code = desk.code()
    assert desk.enter(code, "other@x.example") == desk.enter(code, "nobody@x.example") == 422
    desk.earlier(LIFETIME)
    assert desk.enter(code) == HTTPStatus.UNPROCESSABLE_ENTITY, "too late"
    code = desk.code()
    for _ in range(GUESSES):
        assert desk.enter("0000 0000" if code != "0000 0000" else "1111 1111") in {422, 429}
        limiter.reset()
    assert desk.enter(code) == HTTPStatus.UNPROCESSABLE_ENTITY, "guessed too often"
    code = desk.code()
    desk.first.post(f"{desk.page}/codes/{desk.newest()}/take-back")
    assert desk.enter(code) == HTTPStatus.UNPROCESSABLE_ENTITY, "taken back"
    desk.ask()
    desk.earlier(PATIENCE)
    assert desk.second.post(f"{desk.page}/codes/{desk.newest()}/confirm").status_code == HTTPStatus.CONFLICT, (
        "a call ends"
    )


def test_guesses_are_slowed_down_by_network(desk: Desk) -> None:
    answers = {desk.enter("1234 5678", f"a{number}@x.example") for number in range(40)}
    assert HTTPStatus.TOO_MANY_REQUESTS in answers


def test_nobody_of_the_secretariat_comes_in_by_telephone_and_no_role_of_theirs_does(app: Flask, desk: Desk) -> None:
    with app.app_context(), scope.everything(), transaction():
        colleague = staff(Role.STAFF).id
        make.register(db.session.get_one(Delegation, desk.caller.delegation_id), colleague, 2)
    asked = desk.first.post(f"{desk.page}/{colleague}", data={"reason": "x"})
    assert "Ask an administrator" in asked.text
    page = desk.first.get(f"{desk.page}/{colleague}").text
    assert "Ask an administrator" in page, "said before somebody types a reason"
    assert 'name="reason"' not in page
    code = desk.code()
    hers = app.test_client()
    desk.enter(code, client=hers)
    with app.app_context(), transaction() as session:
        from assembly.accounts.service import grant_role

        grant_role(None, session.get_one(Person, desk.caller.delegate_id), Role.ADMINISTRATOR)
    assert hers.get("/en/secretariat/").status_code == HTTPStatus.FORBIDDEN


def test_the_secretariat_of_another_event_and_people_of_none_are_not_there(app: Flask, desk: Desk) -> None:
    with app.app_context(), transaction():
        stranger = person(name="Stranger", email="stranger@x.example").id
    assert desk.first.get(f"{desk.page}/{stranger}").status_code == HTTPStatus.NOT_FOUND
    assert "Nobody of this event" in desk.first.get(f"{desk.page}?q=stranger").text
    delegate = desk.browser(desk.caller.delegate_id)
    assert delegate.get(desk.page).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.both_databases
def test_a_code_typed_twice_at_once_lets_in_once(app: Flask, desk: Desk) -> None:
    """The second finds it used: both lock the row before they look."""
    code = desk.code()
    assert [desk.enter(code), desk.enter(code)] == [SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY]
    with app.app_context(), transaction() as session:
        session.execute(update(Person).where(Person.email == "awa@x.example").values(disabled_at=Person.created_at))
    assert desk.enter("1234 5678") == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_stranger_who_types_nonsense_does_not_take_the_code_from_its_person(app: Flask, desk: Desk) -> None:
    code, stranger = desk.code(), app.test_client()
    for _minute in range(4):  # in each, a network has as many tries with an address as it gets
        for _try in range(6):
            desk.enter("0000 0000" if code != "0000 0000" else "1111 1111", client=stranger)
        limiter.reset()
    assert desk.enter(code) == SEE_OTHER


@pytest.mark.both_databases
@pytest.mark.parametrize("act", ["objection", "withdrawal"])
def test_what_ends_a_code_looks_again_whether_it_was_typed_meanwhile(app: Flask, desk: Desk, act: str) -> None:
    """A code that was typed between looking at it and ending it: its session does not outlive the objection."""
    code, hers = desk.code(), app.test_client()
    with app.test_request_context(), scope.everything(), transaction() as session:
        row = session.scalars(select(TelephoneCode)).one()
        opened = UserSession(
            hash="h", person_id=row.person_id, purpose=Purpose.TELEPHONE, device="", created_at=row.asked_at,
            seen_at=row.asked_at, expires_at=row.asked_at + timedelta(days=1), owes_factor=False,
        )  # fmt: skip
        session.add(opened)
        session.flush()
        used = update(TelephoneCode).values(used_at=row.shown_at, session_id=opened.id)
        session.connection().execute(used)
        if act == "objection":
            service.object_to(row, row.person_id, clock.now())
            session.refresh(opened)
            assert opened.ended_at is not None
        else:
            colleague = actor_of(opened, row.asked_by)
            with pytest.raises(service.CodeRefusedError):
                service.withdraw(colleague, row, clock.now())
    assert desk.enter(code, client=hers) == HTTPStatus.UNPROCESSABLE_ENTITY
