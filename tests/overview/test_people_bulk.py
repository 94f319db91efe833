"""Many people are changed at once: what will happen is said first, and then exactly that happens, or nothing."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration.models import PlaceOffer, Registration
from assembly.registration.rules import RegistrationState
from assembly.registration.service import bulk
from assembly.registration.service.bulk import BulkAct, Obstacle, obstacle
from tests.factories.guests import invite_guest, limit_guests, register_guest
from tests.factories.registration import invited_member, register
from tests.overview.desk import ACCEPTED, DECLINED, DRAFT, SEEN, SUBMITTED, WAITING, WITHDRAWN, Desk


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        (BulkAct.ACCEPT, {SUBMITTED}),
        (BulkAct.REFUSE, {SUBMITTED}),
        (BulkAct.WITHDRAW, {DRAFT, SUBMITTED, ACCEPTED, WAITING}),
        (BulkAct.RESEND, {DRAFT, ACCEPTED}),
    ],
)
def test_each_act_is_for_some_states_and_says_why_not_for_the_others(
    act: BulkAct, allowed: set[RegistrationState]
) -> None:
    assert {state for state in RegistrationState if obstacle(act, state, closed=False) is None} == allowed


def test_an_invitation_is_not_mailed_again_once_registration_has_closed() -> None:
    assert obstacle(BulkAct.RESEND, DRAFT, closed=True) is Obstacle.CLOSED
    assert obstacle(BulkAct.RESEND, ACCEPTED, closed=True) is None


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    return Desk(app)


def test_the_page_says_how_many_and_why_not_the_others_and_changes_nothing(desk: Desk) -> None:
    page = desk.browser.get(desk.address("accept", *desk.ids)).text
    assert "Accept 3 of 4" in page
    assert "1 is registered already" in page
    assert "Wanda" in page.split("1 is registered already")[1].split("Who is meant")[0]
    assert desk.states() == [SUBMITTED, SUBMITTED, SUBMITTED, ACCEPTED]


def test_then_all_of_them_are_accepted_and_told_as_one_act(desk: Desk) -> None:
    before = desk.mails("registration-confirmed")
    assert desk.do(desk.address("accept", *desk.ids)) == HTTPStatus.SEE_OTHER
    assert desk.states() == [ACCEPTED] * 4
    assert desk.mails("registration-confirmed") == before + 3
    assert [sorted(act.details["registration_ids"]) for act in desk.acts("registration.accepted")] == [desk.ids[:3]]


@pytest.mark.both_databases
def test_everybody_whom_the_filters_find_is_meant_by_all(desk: Desk) -> None:
    address = desk.address("accept", desk.ids[0], all="y", q="réseau de lomé")
    assert "Accept 2 people" in desk.browser.get(address).text
    assert desk.do(address) == HTTPStatus.SEE_OTHER
    assert desk.states() == [ACCEPTED, ACCEPTED, SUBMITTED, ACCEPTED]


def test_what_has_changed_in_between_is_said_and_nothing_is_done(desk: Desk) -> None:
    address = desk.address("accept", *desk.ids[:3])
    seen = desk.seen(address)
    with desk.app.app_context(), scope.everything(), transaction():
        db.session.get_one(Registration, desk.ids[1]).state = ACCEPTED
    answer = desk.browser.post(address, data={"seen": seen})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "The list has changed since you looked" in answer.text
    assert "Accept 2 of 3" in answer.text
    assert desk.states() == [SUBMITTED, ACCEPTED, SUBMITTED, ACCEPTED]
    found = SEEN.search(answer.text)
    assert found
    assert desk.do(address, seen=found[1]) == HTTPStatus.SEE_OTHER
    assert desk.states() == [ACCEPTED] * 4


@pytest.mark.both_databases
def test_somebody_who_came_since_is_not_accepted_unseen(desk: Desk) -> None:
    address = desk.address("accept", all="y")
    seen = desk.seen(address)
    with desk.app.app_context(), scope.everything(), transaction():
        register(invited_member(db.session.get_one(Event, desk.event_id)).delegation, name="Late Person")
    assert desk.browser.post(address, data={"seen": seen}).status_code == HTTPStatus.CONFLICT
    assert SUBMITTED in desk.states()


@pytest.mark.both_databases
def test_many_are_refused_with_one_reason_that_must_be_given(desk: Desk) -> None:
    address = desk.address("refuse", *desk.ids)
    assert desk.do(address, reason="  ") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert desk.states()[0] is SUBMITTED
    assert desk.do(address, reason="No visas in time.") == HTTPStatus.SEE_OTHER
    assert desk.states() == [DECLINED, DECLINED, DECLINED, ACCEPTED]
    with desk.app.app_context(), scope.everything():
        refused = [db.session.get_one(Registration, one) for one in desk.ids[:3]]
        assert {(one.refused_because, one.seat) for one in refused} == {("No visas in time.", None)}
    assert desk.mails("registration-refused") == 3
    assert len(desk.acts("registration.refused")) == 1


def test_a_withdrawn_group_frees_seats_and_is_told(desk: Desk) -> None:
    assert desk.do(desk.address("withdraw", *desk.ids)) == HTTPStatus.SEE_OTHER
    assert desk.states() == [WITHDRAWN] * 4
    assert desk.mails("registration-withdrawn") == 4
    assert len(desk.acts("registration.withdrawn")) == 1
    page = desk.browser.get(desk.address("withdraw", *desk.ids)).text
    assert "Nothing can be done" in page
    assert "<button" not in page.split('id="main"')[1].split("</main>")[0]


def test_places_that_many_leave_are_offered_to_who_stays_in_the_queue(desk: Desk) -> None:
    with desk.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, desk.event_id)
        limit_guests(event, 1)
        first, second, third = (register_guest(event) for _ in range(3))
        going, waiting = [first.id, second.id], third.id
    assert desk.do(desk.address("withdraw", *going)) == HTTPStatus.SEE_OTHER
    with desk.app.app_context(), scope.everything():
        assert [offer.registration_id for offer in db.session.scalars(select(PlaceOffer))] == [waiting]


@pytest.mark.both_databases
def test_the_link_goes_once_more_and_only_once_for_each_time_it_is_asked(desk: Desk) -> None:
    with desk.app.app_context(), scope.everything(), transaction():
        guest = invite_guest(db.session.get_one(Event, desk.event_id), name="Invited Guest").id
        marks = _marks()
    address = desk.address("resend", desk.ids[0], desk.ids[3], guest)
    page = desk.browser.get(address).text
    assert "Mail the personal link to 2 of 3" in page
    assert "1 is not accepted yet" in page
    seen = desk.seen(address)
    assert desk.do(address, seen=seen) == HTTPStatus.SEE_OTHER
    with desk.app.app_context():
        again = _marks()
    assert again["guest-invitation", guest] != marks["guest-invitation", guest]
    assert ("registration-confirmed", desk.ids[3]) in again
    assert desk.do(address, seen=seen) == HTTPStatus.CONFLICT
    with desk.app.app_context():
        assert _marks() == again
    assert len(desk.acts("registration.link_sent")) == 1


def _marks() -> dict[tuple[str, int], str]:
    rows = db.session.execute(select(Delivery.kind, Delivery.subject_id, Delivery.message_id))
    return {(kind, subject): mark for kind, subject, mark in rows}


def test_where_one_of_them_fails_nothing_is_done_to_any(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def fail_at_the_second(registration: Registration, reason: str) -> None:
        if done:
            raise OSError("midway")
        done.append(registration)
        registration.state, registration.seat, registration.refused_because = DECLINED, None, reason
        db.session.flush()

    monkeypatch.setattr(bulk, "turn_down", fail_at_the_second)
    answer = desk.do(desk.address("refuse", *desk.ids), reason="No visas in time.")
    assert answer == HTTPStatus.INTERNAL_SERVER_ERROR
    assert done
    assert desk.states() == [SUBMITTED, SUBMITTED, SUBMITTED, ACCEPTED]
