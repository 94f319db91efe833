"""The programme as readers use it."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from assembly.agenda import service
from assembly.database import transaction
from tests.agenda.pages import LANGUAGES, SLUG, publish, the_event
from tests.calendar_reader import read_calendar
from tests.factories import accounts
from tests.factories.agenda import make_item, make_sitting


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
