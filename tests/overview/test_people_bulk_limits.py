"""What many are changed at once may not be, or may not take: other events, other roles, too many, too long."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from assembly import clock, scope
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.folding import name_key
from assembly.registration.models import Registration
from assembly.registration.service import bulk
from tests.factories.accounts import person, sign_in
from tests.factories.registration import invited_member, open_event, register
from tests.overview.desk import ACCEPTED, ACT, LIST, SUBMITTED, Desk
from tests.statements import statements


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    return Desk(app)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("act=accept", "Tick first whom you mean"),
        ("act=crown&one=1", "Choose first what is to be done."),
        ("all=y", "Choose first what is to be done."),
        ("act=accept&one=king", "Tick first whom you mean"),
    ],
)
def test_without_an_act_or_people_the_list_says_what_to_choose(desk: Desk, query: str, said: str) -> None:
    answer = desk.browser.get(f"{ACT}?{query}", follow_redirects=True)
    assert answer.request.path == LIST
    assert said in answer.text


def test_people_of_another_event_are_out_of_reach(desk: Desk) -> None:
    with desk.app.app_context(), scope.everything(), transaction():
        other = register(invited_member(open_event(slug="other", approval=True)).delegation).id
    assert "Tick first" in desk.browser.get(desk.address("accept", other), follow_redirects=True).text
    assert "Accept 1 person" in desk.browser.get(desk.address("accept", other, desk.ids[0])).text


def test_only_who_manages_registration_may_do_it(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        stranger = person().id
    browser = desk.app.test_client()
    sign_in(browser, desk.app, stranger)
    for answer in (browser.get(desk.address("accept", *desk.ids)), browser.post(desk.address("accept", *desk.ids))):
        assert answer.status_code == HTTPStatus.FORBIDDEN
    assert desk.states()[0] is SUBMITTED


def crowd(event_id: int, number: int) -> None:
    """Invite so many guests at once, past the services: only their number matters."""
    now = clock.now()
    first = (db.session.scalar(select(Person.id).order_by(Person.id.desc()).limit(1)) or 0) + 1
    ids = range(first, first + number)
    people = [
        {
            "id": one, "name": f"Guest {one}", "search_key": name_key(f"Guest {one}"), "language": "en", "zone": "UTC",
            "email": f"guest-{one}@people.example", "created_at": now,
        }
        for one in ids
    ]  # fmt: skip
    db.session.execute(insert(Person), people)
    rows = [
        {"event_id": event_id, "person_id": one, "role": ParticipantRole.GUEST, "state": ACCEPTED, "created_at": now}
        for one in ids
    ]
    db.session.execute(insert(Registration), rows)


@pytest.mark.both_databases
def test_both_pages_take_as_many_queries_for_500_people_as_for_one(desk: Desk) -> None:
    def queries(address: str) -> int:
        desk.browser.get(address)
        with statements() as sent:
            assert desk.browser.get(address).status_code == HTTPStatus.OK
        return len(sent)

    addresses = (f"{LIST}?role=guest", f"{ACT}?act=withdraw&all=y&role=guest")
    counts = []
    for number in (1, 49, 450):
        with desk.app.app_context(), scope.everything(), transaction():
            crowd(desk.event_id, number)
        counts.append([queries(address) for address in addresses])
    assert counts == [counts[0]] * 3
    assert "Withdraw 500 people" in desk.browser.get(addresses[1]).text


def test_more_than_a_page_can_wait_for_are_refused_at_once(desk: Desk) -> None:
    with desk.app.app_context(), scope.everything(), transaction():
        crowd(desk.event_id, bulk.MOST_AT_ONCE + 1)
    answer = desk.browser.get(f"{ACT}?act=withdraw&all=y&role=guest", follow_redirects=True)
    assert "These are more than 500 people: narrow the filters." in answer.text


def test_registration_that_has_closed_leaves_the_secretariat_free_to_act(desk: Desk) -> None:
    with desk.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, desk.event_id)
        event.registration_closes_at = clock.now() - timedelta(hours=1)
    assert desk.do(desk.address("accept", *desk.ids)) == HTTPStatus.SEE_OTHER
    assert desk.states() == [ACCEPTED] * 4
