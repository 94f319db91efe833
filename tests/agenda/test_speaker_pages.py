"""Who speaks and what came of it, on the page of an item; and what somebody is to do, on their own page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.agenda import queries, service
from assembly.agenda.drafts import SpeakerDraft
from assembly.agenda.kinds import SpeakerPart
from assembly.database import transaction
from assembly.events.models import Quota
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from tests.agenda.pages import SLUG, TITLES, publish, staff_url, the_event
from tests.factories import accounts
from tests.factories.registration import invited_member, register

NEW = staff_url("/items/1/people/new")


def ana(app: Flask) -> tuple[int, int]:
    """Register Ana Torres; return the numbers of her registration and of herself."""
    with app.app_context(), scope.everything(), transaction():
        db.session.add(Quota(event_id=the_event().id, role=ParticipantRole.DELEGATE, seats=1))
        row = register(invited_member(the_event()).delegation, name="Ana Torres")
        return row.id, row.person_id


def test_somebody_of_the_event_is_found_and_put_into_an_item(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    registration_id, _person = ana(site)
    found = staff.get(NEW, query_string={"q": "torres"}).text
    assert f"{NEW}?registration={registration_id}" in found
    assert "Nobody who takes part" in staff.get(NEW, query_string={"q": "nobody"}).text
    address = f"{NEW}?registration={registration_id}"
    assert "<h1>Ana Torres</h1>" in staff.get(address).text
    answer = staff.post(address, data={"part": "moderator", "function-en": "Chair of the board"})
    assert (answer.status_code, answer.location) == (303, staff_url("/items/1") + "#people")
    page = staff.get(staff_url("/items/1")).text
    assert re.search(r"Ana Torres</a>\s*<span class=\"muted\">Moderator · Chair of the board", page)
    again = staff.post(address, data={"part": "moderator"}).text
    assert "This person stands in this item already" in again


@pytest.mark.both_databases
def test_a_guest_is_put_in_by_name_changed_moved_and_taken_out(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    assert "Please fill this in." in staff.post(NEW, data={"part": "speaker", "name": ""}).text
    staff.post(NEW, data={"part": "speaker", "name": " Bo   Lee "})
    assert "Bo Lee" in staff.get(staff_url("/items/1")).text
    staff.post(staff_url("/items/1/people/2"), data={"part": "chair", "name": "Bo Li", "function-en": "Researcher"})
    staff.post(staff_url("/items/1/people/2/move"), data={"to": "up"})
    page = staff.get(staff_url("/items/1")).text
    assert page.index("Bo Li") < page.index("Soledad Irigoyen")
    staff.post(staff_url("/items/1/people/1/remove"))
    assert "Soledad" not in staff.get(staff_url("/items/1")).text
    assert staff.get(staff_url("/items/1/people/1")).status_code == 404


def test_readers_see_function_or_organisation_and_the_part(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    staff.post(NEW, data={"part": "moderator", "name": "Bo Lee", "function-en": "Researcher"})
    staff.post(staff_url("/publish"))
    page = staff.get(f"/en/events/{SLUG}/programme").text
    assert "Bo Lee" in page
    assert "Researcher · moderates" in page


@pytest.mark.both_databases
def test_links_to_what_came_of_an_item_are_safe_and_published(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    address = staff_url("/items/1/links/new")
    page = staff.post(address, data={"label-en": "Minutes", "address": "http://minutes.example"}).text
    assert "The address must begin with https://." in page
    assert 'value="Minutes"' in page
    staff.post(address, data={"label-en": "Minutes", "address": " https://minutes.example "})
    page = staff.get(staff_url("/publish")).text
    assert "Other links" in page
    assert "Minutes https://minutes.example" in page
    data = {"label-en": "Minutes", "label-fr": "Procès-verbal", "address": "https://minutes.example/2"}
    assert staff.post(staff_url("/items/1/links/1"), data=data).status_code == 303
    staff.post(staff_url("/items/1/links/1/remove"))
    assert "minutes.example" not in staff.get(staff_url("/items/1")).text


def test_the_second_button_of_a_new_item_leads_on_to_who_speaks(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    data = {**TITLES, "kind": "workshop", "starts": "2026-12-03T19:00", "ends": "2026-12-03T19:30", "people": "1"}
    answer = staff.post(staff_url("/sittings/1/items/new"), data=data)
    assert answer.location == staff_url("/items/2/people/new")


def test_whoever_speaks_reads_it_on_their_own_page(site: Flask, client: FlaskClient) -> None:
    publish(site)
    registration_id, person_id = ana(site)
    accounts.sign_in(client, site, person_id)
    mine = f"/en/events/{SLUG}/my-assembly"
    assert "What you do in the programme" not in client.get(mine).text
    with site.app_context(), scope.everything(), transaction():
        item = queries.item_of(the_event().id, 1)
        service.add_speaker(None, item, SpeakerDraft(SpeakerPart.MODERATOR, registration_id=registration_id))
        service.publish_agenda(None, the_event())
    page = client.get(mine).text
    assert "What you do in the programme" in page
    assert re.search(r"Moderator.*Opening", page, re.DOTALL)
