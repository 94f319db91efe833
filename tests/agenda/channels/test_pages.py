"""The page to join, and the secretariat's pages of rooms."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.agenda import service as agenda
from assembly.agenda.channels import service
from assembly.agenda.channels.drafts import ChannelDraft, RoomDraft
from assembly.agenda.channels.kinds import Platform
from assembly.agenda.channels.models import Attendance, Room
from assembly.agenda.models import AgendaItem, Sitting
from assembly.database import transaction
from assembly.extensions import db
from tests.factories.accounts import person, sign_in, staff
from tests.factories.agenda import make_item, make_sitting
from tests.factories.guests import invite_guest, register_guest
from tests.factories.registration import invited_member, open_event, register

MINUTE = timedelta(minutes=1)


class Site:
    """An event with a published sitting in an hour, and people of every kind."""

    def __init__(self, app: Flask) -> None:
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            self.starts_at = event.starts_at
            sitting = make_sitting(event, starts_at=event.starts_at)
            self.item_id = make_item(sitting).id
            make_item(sitting, starts_at=event.starts_at + 60 * MINUTE)
            agenda.publish_agenda(None, event)
            self.slug, self.sitting_id = event.slug, sitting.id
            invited = invited_member(event)
            self.focal_point = invited.focal_point.id
            self.delegate = register(invited.delegation).person_id
            self.interpreter = register_guest(event).person_id
            self.not_yet = invite_guest(event).person_id
            self.stranger = person().id
            self.staff = staff().id

    def join(self, lang: str = "en") -> str:
        return f"/{lang}/events/{self.slug}/join/{self.sitting_id}"


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app)


@pytest.mark.both_databases
def test_only_those_admitted_find_the_page(app: Flask, client: FlaskClient, site: Site) -> None:
    for somebody in (site.delegate, site.interpreter, site.staff):
        sign_in(client, app, somebody)
        assert client.get(site.join()).status_code == 200, somebody
    for somebody in (site.stranger, site.not_yet, site.focal_point):
        sign_in(client, app, somebody)
        assert client.get(site.join()).status_code == 404, somebody
        assert client.post(site.join()).status_code == 404, somebody


def test_addresses_are_shown_from_half_an_hour_before_the_start_and_only_inside(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    with time_machine.travel(site.starts_at - 31 * MINUTE, tick=False):
        sign_in(client, app, site.delegate)
        page = client.get(site.join()).text
        assert "Not yet" in page
        assert "meet.example" not in page
        assert "Go in" not in page
        assert client.post(site.join()).status_code == 409
    with time_machine.travel(site.starts_at - 30 * MINUTE, tick=False):
        page = client.get(site.join()).text
        assert "Go in" in page
        assert "meet.example" not in page
        answer = client.post(site.join())
        assert (answer.status_code, answer.location) == (303, site.join())
        answer = client.get(site.join())
        assert 'href="https://meet.example/floor" rel="noreferrer"' in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    with time_machine.travel(site.starts_at + 180 * MINUTE, tick=False):
        page = client.get(site.join()).text
        assert "This sitting is over" in page
        assert "meet.example" not in page
    with app.app_context():
        assert [row.person_id for row in db.session.scalars(select(Attendance))] == [site.delegate]


def test_my_assembly_leads_into_the_room_while_it_is_open(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.delegate)
    page = f"/en/events/{site.slug}/my-assembly"
    assert "The room is open" not in client.get(page).text
    with time_machine.travel(site.starts_at, tick=False):
        sign_in(client, app, site.delegate)
        assert "The room is open: First sitting" in client.get(page).text


def test_the_reader_s_own_language_comes_first(app: Flask, client: FlaskClient, site: Site) -> None:
    with time_machine.travel(site.starts_at, tick=False):
        sign_in(client, app, site.delegate)
        client.post(site.join("fr"))
        english, french = client.get(site.join()).text, client.get(site.join("fr")).text
    assert english.index("meet.example/floor") < english.index("meet.example/fr")
    assert french.index("meet.example/fr") < french.index("meet.example/floor")


def test_one_address_for_all_says_how_to_choose_the_language(app: Flask, client: FlaskClient, site: Site) -> None:
    with app.app_context(), transaction():
        sitting = db.session.get_one(Sitting, site.sitting_id)
        draft = RoomDraft(
            platform=Platform.ZOOM,
            address="https://zoom.example/j/1",
            telephones="+66 2 000 0100, Thailand",
            pin="12 34",
            instructions={"en": "Use your full name."},
            channels=(ChannelDraft("en", floor=True), ChannelDraft("fr")),
        )
        service.set_room(None, sitting, draft)
    with time_machine.travel(site.starts_at, tick=False):
        sign_in(client, app, site.delegate)
        client.post(site.join())
        page = client.get(site.join()).text
    assert 'href="https://zoom.example/j/1"' in page
    assert "choose your language" in page
    assert "Use your full name." in page
    assert 'href="tel:+6620000100"' in page
    assert "Code: 12 34" in page


def test_the_room_of_an_item_is_shown_while_its_own_door_is_open(app: Flask, client: FlaskClient, site: Site) -> None:
    with app.app_context(), transaction():
        item = db.session.get_one(AgendaItem, site.item_id)
        draft = RoomDraft(address="https://zoom.example/j/2", channels=(ChannelDraft("es", floor=True),))
        service.set_room(None, item, draft)
    with time_machine.travel(site.starts_at, tick=False):
        sign_in(client, app, site.delegate)
        client.post(site.join())
        assert "https://zoom.example/j/2" in client.get(site.join()).text
    with time_machine.travel(site.starts_at + 100 * MINUTE, tick=False):
        assert "https://zoom.example/j/2" not in client.get(site.join()).text


def test_a_sitting_of_the_draft_is_no_sitting_to_join(app: Flask, client: FlaskClient, site: Site) -> None:
    with app.app_context(), transaction():
        sitting = db.session.get_one(Sitting, site.sitting_id)
        other = make_sitting(sitting.event, starts_at=clock.now()).id
    sign_in(client, app, site.staff)
    assert client.get(f"/en/events/{site.slug}/join/{other}").status_code == 404


def test_no_public_page_and_no_feed_tells_an_address(app: Flask, client: FlaskClient, site: Site) -> None:
    for path in ("", "/programme", "/programme.ics"):
        assert "meet.example" not in client.get(f"/en/events/{site.slug}{path}").text, path


def test_the_secretariat_sets_up_a_room_and_sees_what_is_missing(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    rooms = f"/en/secretariat/events/{site.slug}/programme/rooms"
    assert "Not interpreted into: Spanish, Russian." in client.get(rooms).text
    page = f"/en/secretariat/events/{site.slug}/programme/sittings/{site.sitting_id}/room"
    assert 'value="https://meet.example/fr"' in client.get(page).text
    answer = client.post(
        page,
        data={
            "platform": "zoom",
            "address": "https://zoom.example/j/1",
            "floor": "en",
            "interpreted": ["es", "fr", "ru"],
            "addresses-en": "",
            "captions": ["en"],
            "caption_addresses-en": "https://captions.example/en",
            "signs": ["ils"],
            "telephones": "+66 2 000 0100, Thailand\r\n\r\n",
            "pin": "1234",
            "instructions-en": "Use your full name.",
        },
    )
    assert (answer.status_code, answer.location) == (303, rooms)
    text = client.get(rooms).text
    assert "Every language of the event can be followed." in text
    assert "International Sign" in text
    assert "captions" in text
    assert 'value="1234"' in client.get(page).text


def test_what_was_typed_wrongly_stays_with_its_error(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    answer = client.post(
        f"/en/secretariat/events/{site.slug}/programme/sittings/{site.sitting_id}/room",
        data={"platform": "zoom", "floor": "en", "address": "http://zoom.example/", "telephones": "02 000"},
    )
    assert "2 things need correcting" in answer.text
    assert 'value="http://zoom.example/"' in answer.text


def test_an_item_gets_a_room_and_loses_it(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    page = f"/en/secretariat/events/{site.slug}/programme/items/{site.item_id}/room"
    data = {"platform": "jitsi", "floor": "es", "address": "https://jitsi.example/visit"}
    assert client.post(page, data=data).status_code == 303
    with app.app_context():
        assert [row.item_id for row in db.session.scalars(select(Room))] == [site.item_id]
    assert client.post(f"{page}/remove").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Room)).all() == []
