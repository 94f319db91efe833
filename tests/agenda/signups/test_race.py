"""Thirty who press at once for five places: five get one and twenty-five wait; without the key more would."""

import threading

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from assembly import clock
from assembly.agenda.signups import queries, service
from assembly.agenda.signups.models import Signup
from assembly.agenda.signups.queries import Counts
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Registration
from tests.factories.guests import register_guest
from tests.factories.signups import make_visit
from tests.registration.test_race import at_once

PEOPLE, PLACES = 30, 5


@pytest.fixture
def ids(context: Flask) -> tuple[int, list[int]]:
    with transaction():
        visit = make_visit(places=PLACES)
        return visit.signup.id, [register_guest(visit.event).id for _ in range(PEOPLE)]


def press_at_once(app: Flask, ids: tuple[int, list[int]]) -> Counts:
    signup_id, registration_ids = ids

    def press(number: int) -> None:
        signup = db.session.get_one(Signup, signup_id)
        service.sign_up(None, signup, db.session.get_one(Registration, registration_ids[number]), now=clock.now())

    assert at_once(app, press, PEOPLE) == ["done"] * PEOPLE
    db.session.rollback()
    return queries.counts([signup_id])[signup_id]


def test_five_get_a_place_and_twenty_five_wait(context: Flask, ids: tuple[int, list[int]]) -> None:
    assert press_at_once(context, ids) == Counts(PLACES, PEOPLE - PLACES)
    assert queries.taken(ids[0]) == {1, 2, 3, 4, 5}


def test_negative_control_without_the_key_more_get_one(
    context: Flask, ids: tuple[int, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each one's look at the places sees all of them free, as if it had been before anybody pressed."""
    seen = threading.local()
    real = queries.taken

    def look(signup_id: int) -> set[int]:
        if getattr(seen, "before", False):
            return real(signup_id)
        seen.before = True
        return set()

    monkeypatch.setattr(queries, "taken", look)
    monkeypatch.setattr(queries, "waiting", lambda _signup_id: [])
    without_key()
    assert press_at_once(context, ids).placed > PLACES


def without_key() -> None:
    """Take the key on the places away; SQLite can do so only by building the table anew."""
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            key = next(
                one
                for one in inspect(session.connection()).get_unique_constraints("signup_entry")
                if one["column_names"] == ["signup_id", "place"]
            )
            session.execute(text(f'ALTER TABLE signup_entry DROP CONSTRAINT "{key["name"]}"'))
            return
        session.execute(text("ALTER TABLE signup_entry RENAME TO with_key"))
        session.execute(
            text(
                "CREATE TABLE signup_entry (id INTEGER PRIMARY KEY, signup_id INTEGER NOT NULL,"
                " registration_id INTEGER NOT NULL, place INTEGER, joined_at DATETIME NOT NULL)"
            )
        )


def test_one_who_presses_twice_at_once_signs_up_once(context: Flask, ids: tuple[int, list[int]]) -> None:
    signup_id, registration_ids = ids

    def press(_number: int) -> None:
        signup = db.session.get_one(Signup, signup_id)
        service.sign_up(None, signup, db.session.get_one(Registration, registration_ids[0]), now=clock.now())

    assert at_once(context, press, 6) == ["done"] * 6
    db.session.rollback()
    assert queries.counts([signup_id])[signup_id] == Counts(1, 0)
