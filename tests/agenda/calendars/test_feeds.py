"""One's own calendar at a secret address: in one's language, up to date, and of no use to whoever guesses."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from ical.calendar_stream import CalendarStream
from ical.event import Event, EventStatus

from assembly import scope
from assembly.agenda import service as agenda
from assembly.agenda.models import Sitting
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Registration
from tests.factories.accounts import sign_in
from tests.factories.agenda import FIRST_EVENING, make_programme, sitting_draft
from tests.factories.events import make_event, make_federation
from tests.factories.notices import register, withdraw

BEFORE = FIRST_EVENING - timedelta(days=10)


@pytest.fixture
def owner(app: Flask, client: FlaskClient) -> int:
    """Somebody from Bamako who reads French, registered for an event with a programme, and signed in."""
    with app.app_context(), scope.everything():
        with transaction():
            make_federation()
            event = make_event()
            make_programme(event)
            person_id = register(event, language="fr", zone="Africa/Bamako").person_id
        sign_in(client, app, person_id)
    return person_id


def make_address(client: FlaskClient) -> str:
    assert client.post("/en/me/calendar").status_code == 303
    page = client.get("/en/me/calendar").text
    return "/calendar/" + page.partition("/calendar/")[2].partition('"')[0]


def entries(client: FlaskClient, address: str) -> list[Event]:
    answer = client.get(address)
    assert answer.status_code == 200
    [calendar] = CalendarStream.from_ics(answer.text).calendars
    assert calendar.method == "PUBLISH"
    return list(calendar.events)


def test_looking_at_the_page_makes_no_address(client: FlaskClient, owner: int) -> None:
    assert "/calendar/" not in client.get("/en/me/calendar").text.replace("/me/calendar", "")


def test_it_speaks_the_language_of_its_owner_and_leads_to_their_page(client: FlaskClient, owner: int) -> None:
    [entry] = entries(client, make_address(client))
    assert entry.summary == "Assemblée internationale\xa0: Première séance" or "Première séance" in str(entry.summary)
    assert "/fr/events/" in str(entry.url)
    assert str(entry.url).endswith("/my-assembly")
    assert entry.attendees == []
    assert entry.organizer is None
    assert entry.start_datetime == FIRST_EVENING


def test_no_address_to_join_stands_in_it(client: FlaskClient, owner: int) -> None:
    assert "meet.example" not in client.get(make_address(client)).text


@pytest.mark.both_databases
def test_the_address_is_told_again_until_a_new_one_replaces_it(client: FlaskClient, owner: int) -> None:
    with time_machine.travel(BEFORE, tick=False) as traveller:
        first = make_address(client)
        assert first in client.get("/en/me/calendar").text
        traveller.shift(timedelta(seconds=1))
        second = make_address(client)
    assert first != second
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_who_guesses_finds_nothing(client: FlaskClient, owner: int) -> None:
    make_address(client)
    assert client.get("/calendar/guess.ics").status_code == 404


def test_nobody_keeps_it_and_a_program_that_has_it_is_told_so(client: FlaskClient, owner: int) -> None:
    address = make_address(client)
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.both_databases
def test_it_follows_the_programme_and_the_registration(app: Flask, client: FlaskClient, owner: int) -> None:
    address = make_address(client)
    before = client.get(address).headers["ETag"]
    with app.app_context(), scope.everything(), transaction():
        sitting = db.session.query(Sitting).one()
        agenda.change_sitting(None, sitting, sitting_draft(starts_at=FIRST_EVENING + timedelta(hours=1)))
        agenda.publish_agenda(None, sitting.event)
    assert client.get(address, headers={"If-None-Match": before}).status_code == 200
    [entry] = entries(client, address)
    assert entry.status is EventStatus.CONFIRMED
    assert entry.start_datetime == FIRST_EVENING + timedelta(hours=1)
    with app.app_context(), scope.everything(), transaction():
        withdraw(db.session.query(Registration).one())
    assert entries(client, address) == []
