"""The programme as readers use it."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from assembly.agenda import queries, service
from assembly.agenda.kinds import SittingStatus
from assembly.database import transaction
from tests.agenda.pages import LANGUAGES, SLUG, publish, the_event
from tests.calendar_reader import read_calendar
from tests.factories import accounts
from tests.factories.agenda import make_item, make_sitting
from tests.statements import statements


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


def test_a_zone_that_was_chosen_once_is_kept_for_those_without_an_account(site: Flask, client: FlaskClient) -> None:
    publish(site)
    address = f"/en/events/{SLUG}/programme"
    assert "Set-Cookie" not in client.get(address).headers
    kept = client.get(address, query_string={"zone": "America/Lima"}).headers["Set-Cookie"]
    assert kept.startswith("zone=America/Lima")
    assert "HttpOnly" in kept
    assert "Lima (UTC−5)" in client.get(address).text
    client.set_cookie("zone", "../etc/passwd")
    assert "Lima" not in client.get(address).text.partition("<h2>")[2]


def test_a_cancelled_sitting_stays_and_says_so(site: Flask, client: FlaskClient) -> None:
    publish(site)
    with site.app_context(), transaction():
        [sitting] = queries.sittings_of(the_event().id)
        service.set_status(None, sitting, SittingStatus.CANCELLED)
        service.publish_agenda(None, the_event())
    page = client.get(f"/en/events/{SLUG}/programme").text
    assert "<del><span>First sitting</span></del>" in page
    assert "Cancelled" in page
    assert "Opening" not in page
    entry = read_calendar(client.get(f"/en/events/{SLUG}/programme.ics").data).inside("VEVENT")[0]
    assert entry.one("STATUS").value == "CANCELLED"


def test_a_clock_change_between_two_sittings_is_told_between_them(site: Flask, client: FlaskClient) -> None:
    with site.app_context(), transaction():
        make_sitting(the_event(), starts_at=datetime(2027, 3, 27, 11, tzinfo=UTC))
        make_sitting(the_event(), starts_at=datetime(2027, 3, 28, 11, tzinfo=UTC))
        service.publish_agenda(None, the_event())
    with time_machine.travel("2027-03-01T12:00:00Z", tick=False):
        madrid, bamako = (
            client.get(f"/en/events/{SLUG}/programme", query_string={"zone": zone}).text
            for zone in ("Europe/Madrid", "Africa/Bamako")
        )
    between = "The clocks in Madrid change between these times."
    assert madrid.partition(between)[0].count("First sitting") == 1
    assert madrid.partition(between)[2].count("First sitting") == 1
    assert "change between" not in bamako


def test_what_is_published_anew_is_shown_at_once(site: Flask, client: FlaskClient) -> None:
    publish(site)
    address = f"/en/events/{SLUG}/programme"
    assert "Second sitting" not in client.get(address).text
    with site.app_context(), transaction():
        make_sitting(the_event(), title={"en": "Second sitting"})
        service.publish_agenda(None, the_event())
    assert "Second sitting" in client.get(address).text
    assert b"Second sitting" in client.get(f"{address}.ics").data


def test_the_second_reader_costs_next_to_nothing(site: Flask, client: FlaskClient) -> None:
    publish(site)
    address = f"/en/events/{SLUG}/programme"
    client.get(address)
    with statements() as asked:
        client.get(address)
    assert len([sql for sql in asked if sql.startswith("SELECT")]) <= 2


def test_the_feed_is_sent_once_to_a_program_that_keeps_it(site: Flask, client: FlaskClient) -> None:
    publish(site)
    answer = client.get(f"/en/events/{SLUG}/programme.ics")
    assert "public" in answer.headers["Cache-Control"]
    again = client.get(f"/en/events/{SLUG}/programme.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_programme_is_a_paper_too(site: Flask, client: FlaskClient, lang: str) -> None:
    address = f"/{lang}/events/{SLUG}/programme.pdf"
    assert client.get(address).status_code == 404
    publish(site)
    answer = client.get(address, query_string={"zone": "America/Lima"})
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert f'filename="{SLUG}-{lang}.pdf"' in answer.headers["Content-Disposition"]
