"""The page of fair hours: whose clocks, which starts, and on to a new sitting."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.agenda.fair_hours import queries
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import MemberStatus
from tests.factories import accounts
from tests.factories.events import make_event, make_federation
from tests.factories.notices import make_focal_point, make_member, register, withdraw

PAGE = "/en/secretariat/events/assembly/fair-hours"


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Flask:
    with app.app_context(), scope.everything():
        with transaction():
            make_federation()
            make_event(slug="assembly")
            person_id = accounts.staff().id
        accounts.sign_in(client, app, person_id)
    return app


def add(site: Flask, *zones: str) -> None:
    with site.app_context(), scope.everything(), transaction():
        event = db.session.query(Event).one()
        for zone in zones:
            register(event, zone=zone)


def test_without_members_it_says_what_to_do(site: Flask, client: FlaskClient) -> None:
    assert "There is nobody yet whose clock we know" in client.get(PAGE).text


def test_each_start_is_told_with_whom_it_costs_the_night(site: Flask, client: FlaskClient) -> None:
    add(site, "Africa/Bamako", "Africa/Bamako", "Asia/Bangkok", "America/Lima")
    page = client.get(f"{PAGE}?day=2026-12-03&length=180").text
    assert "The clocks of 4 members that take part." in page
    assert "Nobody meets at night." in page
    chosen = page.partition("If it begins then")[2]
    for city in ("Lima", "Bamako", "Bangkok"):
        assert city in chosen


@pytest.mark.both_databases
def test_a_start_that_was_chosen_is_looked_at_and_becomes_a_sitting(site: Flask, client: FlaskClient) -> None:
    add(site, "America/Lima")
    page = client.get(PAGE, query_string={"day": "2026-12-03", "length": 60, "starts_at": "2026-12-03T08:00:00+00:00"})
    assert "1 member meets at night, at most for 1 hour." in page.text
    asked = {"starts_at": "2026-12-03T08:00:00+00:00", "ends_at": "2026-12-03T09:00:00+00:00"}
    form = client.get("/en/secretariat/events/assembly/programme/sittings/new", query_string=asked).text
    assert 'value="2026-12-03 15:00:00"' in form
    assert 'value="2026-12-03 16:00:00"' in form


@pytest.mark.parametrize(
    "asked", ["day=never", "day=0001-01-01", "day=2026-12-03&length=7", "starts_at=x", "length=-1"]
)
def test_whatever_is_typed_into_the_address_there_is_a_page(site: Flask, client: FlaskClient, asked: str) -> None:
    add(site, "America/Lima")
    assert client.get(f"{PAGE}?{asked}").status_code == 200
    assert client.get(f"/en/secretariat/events/assembly/programme/sittings/new?{asked}&ends_at=y").status_code == 200


def test_before_anybody_is_registered_all_members_count_once_by_their_first_contact(context: Flask) -> None:
    with transaction():
        event = make_event()
        member = make_member()
        make_focal_point(member, zone="Asia/Bangkok")
        make_focal_point(member, position=2, zone="Europe/Madrid")
        make_focal_point(make_member(status=MemberStatus.SUSPENDED), zone="America/Lima")
    spread = queries.spread(event.id)
    assert (spread.members, spread.registered) == ({"Asia/Bangkok": 1}, False)


def test_a_member_that_takes_part_counts_once_and_those_that_withdrew_do_not(context: Flask) -> None:
    with transaction():
        event = make_event()
        make_focal_point(make_member(), zone="America/Lima")
        register(event, zone="Africa/Bamako")
        withdraw(register(event, zone="Asia/Bangkok"))
    spread = queries.spread(event.id)
    assert (spread.members, spread.registered) == ({"Africa/Bamako": 1}, True)


def test_the_day_is_at_first_that_on_which_the_event_begins(site: Flask, client: FlaskClient) -> None:
    add(site, "America/Lima")
    assert datetime(2026, 12, 3, 11, 0, tzinfo=UTC).date().isoformat() in client.get(PAGE).text
