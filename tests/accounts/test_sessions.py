"""What a session allows, and how long it lives."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly.accounts import service, sessions
from assembly.accounts.models import Person, Purpose, UserSession
from assembly.database import transaction
from assembly.extensions import db
from tests.accounts.test_signing_in import signed_in_as
from tests.factories.accounts import person, sign_in, staff
from tests.statements import statements, writes

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def secretary(app: Flask) -> int:
    with app.app_context(), transaction():
        return staff(name="Kanokwan").id


@pytest.mark.parametrize(
    ("purpose", "status"), [(Purpose.SIGN_IN, 200), (Purpose.INVITATION, 403), (Purpose.PERSONAL_PAGE, 403)]
)
def test_only_the_mail_for_signing_in_carries_the_rights_of_the_secretariat(
    app: Flask, client: FlaskClient, secretary: int, purpose: Purpose, status: int
) -> None:
    sign_in(client, app, secretary, purpose)
    assert client.get("/en/secretariat/federation").status_code == status
    assert signed_in_as(client) == "Kanokwan"


def test_other_links_do_not_show_where_one_is_signed_in(app: Flask, client: FlaskClient, secretary: int) -> None:
    real = sign_in(app.test_client(), app, secretary)
    sign_in(client, app, secretary, Purpose.PERSONAL_PAGE)
    assert "Firefox" not in client.get("/en/me").text
    assert client.post(f"/en/me/sessions/{real}/end").status_code == 403


def test_every_way_to_end_sessions_ends_open_ones_and_leaves_when_others_ended(app: Flask, secretary: int) -> None:
    start, hours = sessions.start, [START + timedelta(hours=number) for number in range(6)]
    with app.test_request_context(), transaction() as session:
        who = session.get_one(Person, secretary)
        first = start(who, Purpose.SIGN_IN, hours[0])
        second = start(who, Purpose.SIGN_IN, hours[1])
        assert not sessions.end_elsewhere(second, hours[2], of=secretary + 1), "not somebody else's"
        assert sessions.end_elsewhere(second, hours[2], of=secretary)
        assert not sessions.end_elsewhere(second, hours[3])
        third = start(who, Purpose.SIGN_IN, hours[3])
        assert sessions.end_all(secretary, hours[4], but=third) == 0
        assert sessions.end_everybodys(hours[4]) == 1
        assert sessions.end_all(secretary, hours[5]) == 0
        ended = select(UserSession.id, UserSession.ended_at).order_by(UserSession.id)
        assert [tuple(row) for row in session.execute(ended)] == [
            (first, hours[1]), (second, hours[2]), (third, hours[4]),
        ]  # fmt: skip


def test_using_a_session_is_noted_once_an_hour(app: Flask, client: FlaskClient, secretary: int) -> None:
    with time_machine.travel(START, tick=False) as clock:
        session_id = sign_in(client, app, secretary)
        written = []
        for minutes in (0, 30, 59, 60, 61, 90, 119, 120):
            clock.move_to(START + timedelta(minutes=minutes))
            with statements() as sql:
                assert client.get("/en/help").status_code == 200
            if writes(sql):
                written.append(minutes)
        assert written == [60, 120]
        with app.app_context():
            assert db.session.get_one(UserSession, session_id).seen_at == START + timedelta(hours=2)


@pytest.mark.parametrize(("days", "alive"), [(13, True), (15, False)])
def test_a_session_that_is_not_used_for_two_weeks_is_over(
    app: Flask, client: FlaskClient, aminata: int, days: int, *, alive: bool
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, app, aminata)
        clock.move_to(START + timedelta(days=days))
        assert (signed_in_as(client) is not None) is alive


def test_a_session_lasts_thirty_days_at_most(app: Flask, client: FlaskClient, aminata: int) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, app, aminata)
        for days in (10, 20, 29):
            clock.move_to(START + timedelta(days=days))
            assert signed_in_as(client)
        clock.move_to(START + timedelta(days=30, seconds=1))
        assert not signed_in_as(client)


def test_a_page_asks_the_database_little_to_know_who_is_there(app: Flask, client: FlaskClient, secretary: int) -> None:
    sign_in(client, app, secretary)
    with statements() as sql:
        client.get("/en/help")
    selects = [statement for statement in sql if statement.startswith("SELECT")]
    assert len(selects) == 2, selects  # the session with its person and their roles, the federation
    with statements() as sql:
        app.test_client().get("/en/help")
    assert len([statement for statement in sql if statement.startswith("SELECT")]) == 1


@pytest.mark.both_databases
def test_ones_other_sessions_can_be_ended(app: Flask, client: FlaskClient, secretary: int) -> None:
    other = app.test_client()
    other_id = sign_in(other, app, secretary)
    sign_in(client, app, secretary)
    page = client.get("/en/me").text
    assert page.count("Firefox · Windows") == 2
    assert client.get(f"/en/me/sessions/{other_id}/end").status_code == 405
    assert client.post(f"/en/me/sessions/{other_id}/end").status_code == 303
    assert signed_in_as(other) is None
    assert signed_in_as(client) == "Kanokwan"


def test_somebody_elses_session_is_not_there(app: Flask, client: FlaskClient, secretary: int) -> None:
    with app.app_context(), transaction():
        somebody = person().id
    theirs = sign_in(app.test_client(), app, somebody)
    sign_in(client, app, secretary)
    absent, hidden = (client.post(f"/en/me/sessions/{number}/end") for number in (999, theirs))
    assert (absent.status_code, hidden.status_code) == (404, 404)
    pages = [re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", answer.text) for answer in (absent, hidden)]
    assert pages[0] == pages[1].replace(f"/sessions/{theirs}/", "/sessions/999/")


def test_all_other_browsers_are_signed_out_at_once(app: Flask, client: FlaskClient, aminata: int) -> None:
    others = [app.test_client() for _browser in range(2)]
    stranger = app.test_client()
    with app.app_context(), transaction():
        rosa = person().id
    sign_in(stranger, app, rosa)
    for other in others:
        sign_in(other, app, aminata)
    sign_in(client, app, aminata)
    assert client.get("/en/me").text.count("Sign it out") == 2
    assert client.post("/en/me/sessions/end").status_code == 303
    assert [signed_in_as(browser) for browser in (*others, client)] == [None, None, "Aminata Koné"]
    assert signed_in_as(stranger)
    assert "Sign out everywhere else" not in client.get("/en/me").text


def test_a_session_says_from_which_part_of_the_network_and_keeps_no_more(
    app: Flask, client: FlaskClient, aminata: int
) -> None:
    with app.app_context(), transaction():
        link = service.first_sign_in_link(db.session.get_one(Person, aminata)).removeprefix("http://localhost")
    client.post(link, environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    assert "203.0.113.…" in client.get("/en/me").text
    with app.app_context():
        assert db.session.scalars(select(UserSession.network)).all() == ["203.0.113.0/24"]
