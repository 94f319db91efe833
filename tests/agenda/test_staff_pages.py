"""The secretariat's table of the agenda, and publishing it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.agenda import queries, sections, service
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.sections import Section
from assembly.database import transaction
from assembly.extensions import db
from tests.agenda.pages import LANGUAGES, SLUG, TITLES, publish, staff_url, the_event
from tests.factories import accounts
from tests.factories.agenda import FIRST_EVENING, make_item, make_sitting, sitting_draft
from tests.factories.events import make_event
from tests.statements import statements


def test_staff_write_an_agenda_and_publish_it(staff: FlaskClient, site: Flask) -> None:
    assert "There is no sitting yet" in staff.get(staff_url()).text
    answer = staff.post(
        staff_url("/sittings/new"),
        data={
            **TITLES,
            "place-en": "Main hall",
            "starts": "2026-12-03T18:00",
            "ends": "2026-12-03T21:00",
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
        },
    )
    assert answer.status_code == 303
    page = staff.get(staff_url()).text
    assert "2 changes are not published" in page
    assert "Main hall" in page
    assert "What readers will see" in staff.get(staff_url("/publish")).text
    assert staff.post(staff_url("/publish")).status_code == 303
    assert "Version 1 is what readers see." in staff.get(staff_url()).text
    with site.app_context(), scope.everything():
        sitting = db.session.get_one(Sitting, 1)
        assert sitting.starts_at == FIRST_EVENING
        assert [(c.language, c.floor) for c in sitting.channels] == [("en", True)]


def test_what_was_typed_stays_and_the_error_stands_beside_its_field(staff: FlaskClient) -> None:
    page = staff.post(
        staff_url("/sittings/new"),
        data={
            "title-es": "Apertura",
            "starts": "2026-12-03T21:00",
            "ends": "2026-12-03T18:00",
        },
    ).text
    assert "2 things need correcting" in page
    assert 'value="Apertura"' in page
    assert 'value="2026-12-03T21:00"' in page
    assert "The end must come after the start." in page


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


@pytest.mark.both_databases
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
        "/items/1/people/new",
        "/items/1/people/1",
        "/items/1/links/new",
        "/texts",
        "/texts?into=fr&from=es&which=open",
        "/versions",
        "/versions/1",
        "/versions/1/told",
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
    few = count_queries(staff, path)
    with site.app_context(), transaction():
        for day in (1, 2):
            sitting = make_sitting(the_event(), starts_at=FIRST_EVENING + timedelta(days=day))
            for hour in (0, 1):
                make_item(sitting, starts_at=sitting.starts_at + timedelta(hours=hour))
        service.publish_agenda(None, the_event())
    assert count_queries(staff, path) == few


def count_queries(client: FlaskClient, path: str) -> int:
    client.get(path)  # what is kept in memory is read first
    with statements() as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_what_is_lost_with_an_item_is_said_before_it_is_deleted(staff: FlaskClient, site: Flask) -> None:
    def section(event: object, place: object) -> list[Section]:
        lost = "3 people signed up for it." if isinstance(place, AgendaItem) else None
        return [Section("Sign-up", "3 of 8 places", "/", "See who", lost=lost)]

    publish(site)
    site.extensions[sections.SECTIONS] = (section,)
    assert "<li>3 people signed up for it.</li>" in staff.get(staff_url("/items/1/delete")).text
    assert "<li>3 people signed up for it.</li>" in staff.get(staff_url("/sittings/1/delete")).text
    assert "3 of 8 places" in staff.get(staff_url("/items/1")).text
