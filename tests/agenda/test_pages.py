"""The pages of the agenda, as staff and as readers use them."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.agenda import queries, service
from assembly.agenda.models import Sitting
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from tests.calendar_reader import read_calendar
from tests.factories import accounts
from tests.factories.agenda import FIRST_EVENING, make_item, make_programme, make_sitting, sitting_draft
from tests.factories.events import make_event, make_federation
from tests.statements import statements

SLUG = "assembly"
LANGUAGES = ("en", "es", "fr", "ru")
TITLES = {"title-en": "Opening", "title-es": "Apertura"}


@pytest.fixture
def site(app: Flask) -> Flask:
    """A federation with an event that has nothing in its programme."""
    with app.app_context(), transaction():
        make_federation()
        make_event(slug=SLUG)
    return app


@pytest.fixture
def staff(site: Flask, client: FlaskClient) -> FlaskClient:
    """A browser signed in as the secretariat, in Bangkok."""
    with site.app_context(), transaction():
        person_id = accounts.staff().id
    accounts.sign_in(client, site, person_id)
    return client


def publish(app: Flask) -> None:
    with app.app_context(), transaction():
        make_programme(the_event())


def the_event() -> Event:
    return event_by_slug(SLUG)


def staff_url(rest: str = "", lang: str = "en") -> str:
    return f"/{lang}/secretariat/events/{SLUG}/programme{rest}"


def test_staff_write_an_agenda_and_publish_it(staff: FlaskClient, site: Flask) -> None:
    assert "There is no sitting yet" in staff.get(staff_url()).text
    answer = staff.post(
        staff_url("/sittings/new"),
        data={
            **TITLES,
            "starts": "2026-12-03T18:00",
            "ends": "2026-12-03T21:00",
            "floor": "en",
            "addresses-en": "https://meet.example/floor",
            "addresses-es": "https://meet.example/es",
        },
    )
    assert (answer.status_code, answer.location) == (303, staff_url())
    answer = staff.post(
        staff_url("/sittings/1/items/new"),
        data={
            **TITLES,
            "kind": "panel",
            "starts": "2026-12-03T18:00",
            "ends": "2026-12-03T18:50",
            "chairs": "Soledad Irigoyen\n",
            "speakers": "Ana\n\n  Bo  Lee\n",
        },
    )
    assert answer.status_code == 303
    page = staff.get(staff_url()).text
    assert "2 changes are not published" in page
    assert "Soledad Irigoyen, Ana, Bo Lee" in page
    assert "What readers will see" in staff.get(staff_url("/publish")).text
    assert staff.post(staff_url("/publish")).status_code == 303
    assert "Version 1 is what readers see." in staff.get(staff_url()).text
    with site.app_context(), scope.everything():
        sitting = db.session.get_one(Sitting, 1)
        assert sitting.starts_at == FIRST_EVENING
        assert [(c.language, c.floor) for c in sitting.channels] == [("en", True), ("es", False)]


def test_what_was_typed_stays_and_the_error_stands_beside_its_field(staff: FlaskClient) -> None:
    page = staff.post(
        staff_url("/sittings/new"),
        data={
            "title-es": "Apertura",
            "starts": "2026-12-03T21:00",
            "ends": "2026-12-03T18:00",
            "floor": "en",
        },
    ).text
    assert "2 things need correcting" in page
    assert 'value="Apertura"' in page
    assert 'value="2026-12-03T21:00"' in page
    assert "The end must come after the start." in page
    page = staff.post(
        staff_url("/sittings/new"),
        data={
            **TITLES,
            "starts": "2026-12-03T18:00",
            "ends": "2026-12-03T21:00",
            "floor": "en",
            "addresses-en": "javascript:alert(1)",
        },
    ).text
    assert "An address to join begins with https://." in page


def test_the_language_of_the_floor_is_kept_before_there_is_an_address(staff: FlaskClient, site: Flask) -> None:
    staff.post(
        staff_url("/sittings/new"),
        data={**TITLES, "starts": "2026-12-03T18:00", "ends": "2026-12-03T21:00", "floor": "fr"},
    )
    assert '<option selected value="fr">French</option>' in staff.get(staff_url("/sittings/1")).text
    assert "No address to join is set." in staff.get(staff_url()).text
    staff.post(staff_url("/publish"))
    assert "Spoken: French" in staff.get(f"/en/events/{SLUG}/programme").text


def test_an_item_outside_of_its_sitting_is_told_beside_its_end(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), transaction():
        make_sitting(the_event())
    page = staff.post(
        staff_url("/sittings/1/items/new"),
        data={**TITLES, "kind": "panel", "starts": "2026-12-03T17:00", "ends": "2026-12-03T18:50"},
    ).text
    assert "The item must lie within its sitting." in page


def test_deleting_asks_first(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    assert "1 item in it is deleted with it" in staff.get(staff_url("/sittings/1/delete")).text
    assert "Delete “Opening”" in staff.get(staff_url("/items/1/delete")).text
    assert staff.post(staff_url("/items/1/delete")).status_code == 303
    assert staff.post(staff_url("/sittings/1/delete")).status_code == 303
    assert "There is no sitting yet" in staff.get(staff_url()).text


def test_the_differences_are_shown_before_publishing(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    with site.app_context(), transaction():
        sitting = queries.sitting_of(1, 1)
        service.change_sitting(None, sitting, sitting_draft(starts_at=FIRST_EVENING + timedelta(hours=1)))
    page = staff.get(staff_url("/publish")).text
    assert "New time" in page
    assert "Until now:" in page
    assert "New words" not in page


def test_pressing_publish_twice_says_that_nothing_changed(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    page = staff.post(staff_url("/publish"), follow_redirects=True).text
    assert "Nothing has changed since the programme was last published." in page


def test_readers_get_the_event_s_time_unless_they_choose_another(site: Flask, client: FlaskClient) -> None:
    address = f"/en/events/{SLUG}/programme"
    assert "The programme is not published yet" in client.get(address).text
    publish(site)
    page = client.get(address).text
    assert "18:00" in page
    assert "Bangkok (UTC+7)" in page
    assert "meet.example" not in page
    page = client.get(address, query_string={"zone": "America/Lima"}).text
    assert "06:00" in page
    assert "Lima (UTC−5)" in page
    assert "Bangkok (UTC+7)" in page
    assert "At night in Lima" in page
    assert "Bangkok (UTC+7)" in client.get(address, query_string={"zone": "../etc/passwd"}).text


def test_the_weekday_is_told_where_it_differs(site: Flask, client: FlaskClient) -> None:
    publish(site)
    page = client.get(f"/en/events/{SLUG}/programme", query_string={"zone": "Pacific/Auckland"}).text
    assert "Friday 4 Dec" in page
    assert "Thursday 3 Dec" in page


def test_a_clock_change_before_the_sitting_is_told_once(site: Flask, client: FlaskClient) -> None:
    publish(site)
    with time_machine.travel("2026-10-01T12:00:00Z", tick=False):
        page = client.get(f"/en/events/{SLUG}/programme", query_string={"zone": "Europe/Madrid"}).text
        assert page.count("The clocks in Madrid change before then") == 1
        page = client.get(f"/en/events/{SLUG}/programme", query_string={"zone": "Africa/Bamako"}).text
        assert "change before then" not in page


def test_a_signed_in_reader_sees_their_own_time(site: Flask, client: FlaskClient) -> None:
    publish(site)
    with site.app_context(), transaction():
        person_id = accounts.person(zone="America/Bogota").id
    accounts.sign_in(client, site, person_id)
    assert "Bogota (UTC−5)" in client.get(f"/en/events/{SLUG}/programme").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_programme_is_read_in_four_languages(site: Flask, client: FlaskClient, lang: str) -> None:
    publish(site)
    opening = {"en": "Opening", "es": "Apertura", "fr": "Ouverture", "ru": "Открытие"}[lang]
    page = client.get(f"/{lang}/events/{SLUG}/programme").text
    assert f"<h3>{opening}</h3>" in page


def test_a_text_that_is_missing_is_shown_in_the_source_and_marked(site: Flask, client: FlaskClient) -> None:
    with site.app_context(), transaction():
        sitting = make_sitting(the_event())
        make_item(sitting, title={"en": "Opening"})
        service.publish_agenda(None, the_event())
    page = client.get(f"/ru/events/{SLUG}/programme").text
    assert '<h3><span lang="en">Opening</span>' in page
    assert "in-language" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_staff_pages_are_made_in_four_languages(staff: FlaskClient, site: Flask, lang: str) -> None:
    publish(site)
    rest = (
        "",
        "/publish",
        "/sittings/new",
        "/sittings/1",
        "/sittings/1/delete",
        "/sittings/1/items/new",
        "/items/1",
    )
    for page in rest:
        answer = staff.get(staff_url(page, lang))
        assert answer.status_code == 200, page
        assert f'<html lang="{lang}">' in answer.text


def test_only_those_who_may_edit_the_agenda_reach_it(site: Flask, client: FlaskClient) -> None:
    publish(site)
    assert client.get(staff_url()).status_code == 303
    with site.app_context(), transaction():
        person_id = accounts.person().id
    accounts.sign_in(client, site, person_id)
    for address in (staff_url(), staff_url("/publish"), staff_url("/items/1")):
        assert client.get(address).status_code == 403
    assert client.post(staff_url("/publish")).status_code == 403


def test_an_item_of_another_event_is_not_found(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    with site.app_context(), transaction():
        make_event(slug="other")
    assert staff.get("/en/secretariat/events/other/programme/items/1").status_code == 404
    assert staff.post("/en/secretariat/events/other/programme/sittings/1/delete").status_code == 404


@pytest.mark.parametrize("path", [staff_url(), staff_url("/publish"), f"/en/events/{SLUG}/programme"])
def test_the_number_of_queries_does_not_grow_with_the_agenda(staff: FlaskClient, site: Flask, path: str) -> None:
    publish(site)
    staff.get(path)
    few = count_queries(staff, path)
    with site.app_context(), transaction():
        for day in (1, 2):
            sitting = make_sitting(the_event(), starts_at=FIRST_EVENING + timedelta(days=day))
            for hour in (0, 1):
                make_item(sitting, starts_at=sitting.starts_at + timedelta(hours=hour))
        service.publish_agenda(None, the_event())
    assert count_queries(staff, path) == few


def count_queries(client: FlaskClient, path: str) -> int:
    with statements() as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_programme_is_a_calendar_to_subscribe_to(site: Flask, client: FlaskClient) -> None:
    assert client.get(f"/en/events/{SLUG}/programme.ics").status_code == 404
    publish(site)
    assert f"http://localhost/fr/events/{SLUG}/programme.ics" in client.get(f"/fr/events/{SLUG}/programme").text
    answer = client.get(f"/fr/events/{SLUG}/programme.ics")
    assert answer.mimetype == "text/calendar"
    calendar = read_calendar(answer.data)
    assert calendar.one("METHOD").value == "PUBLISH"
    assert calendar.one("X-WR-CALNAME").text == "Assemblée internationale"
    [entry] = calendar.inside("VEVENT")
    assert entry.all("ATTENDEE") == []
    assert re.fullmatch("Assemblée internationale\\s?: Première séance", entry.one("SUMMARY").text)
    assert "18:00–18:50 Ouverture" in entry.one("DESCRIPTION").text
    assert "meet.example" not in answer.text
