"""The pages of guests: their own behind the mailed link, and the secretariat's lists of guests and partners."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Partner, Registration, RegistrationState
from assembly.registration.service import store_partner
from tests.factories.accounts import sign_in, staff
from tests.factories.guests import invite_guest, limit_guests, link_of, register_guest
from tests.factories.registration import open_event
from tests.statements import statements, writes

TYPED = {"name": "Li Wei", "latin_name": "", "language": "fr", "zone": "Africa/Bamako", "position": "Researcher"}
PERSON = {**TYPED, "email": "li.wei@guests.example"}


class Site:
    """An event with one place for guests, and somebody who was invited."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            limit_guests(event, 1)
            guest = invite_guest(event, language="en")
            self.slug, self.guest, self.page = event.slug, guest.id, f"/en/guest/{link_of(guest)}"
            self.event_id = event.id
            self.staff = staff().id

    def states(self) -> list[RegistrationState]:
        with self.app.app_context(), scope.everything():
            return list(db.session.scalars(select(Registration.state).order_by(Registration.id)))

    def as_staff(self) -> FlaskClient:
        browser = self.app.test_client()
        sign_in(browser, self.app, self.staff)
        return browser


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


def test_looking_changes_nothing_and_tells_nobody_the_address(site: Site, client: FlaskClient) -> None:
    with statements() as made:
        answer = client.get(site.page)
    assert answer.status_code == HTTPStatus.OK
    assert writes(made) == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_guest_registers_brings_a_colleague_who_waits_and_gives_the_place_back(
    site: Site, client: FlaskClient
) -> None:
    assert client.post(site.page, data=TYPED).status_code == HTTPStatus.SEE_OTHER
    page = client.get(site.page).text
    assert "You are registered." in page
    assert "Li Wei" in page
    assert client.post(f"{site.page}/colleague", data=PERSON | {"name": "Chen"}).status_code == HTTPStatus.SEE_OTHER
    assert site.states() == [RegistrationState.ACCEPTED, RegistrationState.WAITING]
    assert "On the waiting list" in client.get(site.page).text
    assert "Your registration is withdrawn" in client.post(f"{site.page}/withdraw").text
    assert site.states() == [RegistrationState.WITHDRAWN, RegistrationState.WAITING]
    assert client.get(site.page).status_code == HTTPStatus.GONE


def test_a_guest_sees_their_own_time_beside_the_events(site: Site, client: FlaskClient) -> None:
    for page in (client.get(site.page).text, client.post(site.page, data=TYPED, follow_redirects=True).text):
        assert "Bamako (UTC)" in page
        assert "Bangkok (UTC+7)" in page


def test_the_zone_is_guessed_from_the_browser_until_one_was_chosen(site: Site, client: FlaskClient) -> None:
    """Whoever invited them wrote down a zone of their own choosing; a form that fails keeps what was chosen since."""
    assert "data-guess-zone" in client.get(site.page).text
    assert "data-guess-zone" not in client.post(site.page, data=TYPED | {"name": ""}).text


def test_a_form_that_fails_keeps_what_was_typed(site: Site, client: FlaskClient) -> None:
    answer = client.post(site.page, data=TYPED | {"name": "李伟", "position": "Researcher of the year"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please write the name in Latin letters too" in answer.text
    assert "李伟" in answer.text
    assert "Researcher of the year" in answer.text


def test_a_guest_who_waits_takes_the_place_that_is_kept(site: Site, client: FlaskClient) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Registration, site.guest).event
        first, waits = register_guest(event), register_guest(event, language="en")
        page, first_page = (f"/en/guest/{link_of(one)}" for one in (waits, first))
    assert "You are on the waiting list" in client.get(page).text
    client.post(f"{first_page}/withdraw")
    assert "Take the place that is kept for you" in client.get(page).text
    assert client.post(f"{page}/take").status_code == HTTPStatus.SEE_OTHER
    assert "You are registered." in client.get(page).text


def test_saying_no_is_kept(site: Site, client: FlaskClient) -> None:
    client.post(f"{site.page}/decline")
    assert site.states() == [RegistrationState.DECLINED]
    assert "You told us that you will not come" in client.get(site.page).text
    answer = client.post(f"{site.page}/colleague", data=PERSON, follow_redirects=True)
    assert "answered or changed in the meantime" in answer.text


@pytest.mark.parametrize("token", ["nothing", "x" * 43])
def test_a_link_that_is_none_says_so(site: Site, client: FlaskClient, token: str) -> None:
    assert client.get(f"/en/guest/{token}").status_code == HTTPStatus.GONE


@pytest.mark.both_databases
def test_the_secretariat_invites_a_partners_guest_and_withdraws_the_invitation(site: Site) -> None:
    browser = site.as_staff()
    partner = {"name": "Centre of Beijing", "country": "CN", "agreement": "Memorandum", "agreed_on": "2026-05-04"}
    assert browser.post("/en/secretariat/partners/new", data=partner).status_code == HTTPStatus.SEE_OTHER
    twice = browser.post("/en/secretariat/partners/new", data=partner | {"name": " centre of  BEIJING"})
    assert "There is a partner of this name in this country already." in twice.text
    guests = f"/en/secretariat/events/{site.slug}/guests"
    with site.app.app_context():
        number = db.session.scalars(select(Partner.id)).one()
    sent = browser.post(f"{guests}/new", data=PERSON | {"role": "speaker", "partner": str(number)})
    assert sent.status_code == HTTPStatus.SEE_OTHER
    page = browser.get(guests).text
    for text in ("Li Wei", "Centre of Beijing", "Speaker", "Invited"):
        assert text in page
    with site.app.app_context(), scope.everything():
        invited = db.session.scalars(select(Registration.id).order_by(Registration.id.desc())).first()
    asked = browser.get(f"{guests}/{invited}/withdraw").text
    assert "The link in the invitation stops working." in asked
    assert site.states()[-1] is RegistrationState.DRAFT
    with site.app.app_context(), scope.everything(), transaction():
        comes = register_guest(db.session.get_one(Event, site.event_id)).id
    assert "loses the place and is told by mail" in browser.get(f"{guests}/{comes}/withdraw").text
    assert browser.post(f"{guests}/{invited}/withdraw").status_code == HTTPStatus.SEE_OTHER
    assert RegistrationState.WITHDRAWN in site.states()
    assert "Centre of Beijing" in browser.get("/en/secretariat/partners").text


@pytest.mark.both_databases
def test_the_partners_list_names_the_events_that_their_people_came_to(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        for name in ("Centre of Beijing", "Nobody’s Centre"):
            store_partner(None, None, name=name, country="CN", agreement=None, agreed_on=None, now=clock.now())
        came, invited = db.session.scalars(select(Partner).order_by(Partner.name_key)).all()
        now = clock.now()
        events = [
            open_event(title=LocalizedText(en="Meeting of the far past"), starts_at=now - timedelta(days=400)),
            open_event(title=LocalizedText(en="Meeting of the past"), starts_at=now - timedelta(days=40)),
        ]
        for event in events:
            register_guest(event, name="Li Wei", email="li.wei@beijing.example").partner = came
        invite_guest(events[0]).partner = invited
    page = site.as_staff().get("/en/secretariat/partners").text
    rows = {name: row for row in page.split("<tr")[1:] for name in ("Centre of Beijing", "Nobody’s") if name in row}
    assert "Meeting of the past" in rows["Centre of Beijing"]
    latest_first = [rows["Centre of Beijing"].index(f"Meeting of the {past}") for past in ("past", "far past")]
    assert latest_first == sorted(latest_first)
    assert "Meeting" not in rows["Nobody’s"], "who was invited and has not registered did not come"


def test_a_guest_of_another_event_is_not_found(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        other = open_event().slug
    address = f"/en/secretariat/events/{other}/guests/{site.guest}/withdraw"
    assert site.as_staff().post(address).status_code == HTTPStatus.NOT_FOUND


def test_the_list_asks_the_database_as_much_for_three_guests_as_for_one(site: Site) -> None:
    browser = site.as_staff()
    address = f"/en/secretariat/events/{site.slug}/guests"
    browser.get(address)
    with statements() as for_one:
        browser.get(address)
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Registration, site.guest).event
        for _ in range(3):
            invite_guest(event)
    with statements() as for_four:
        browser.get(address)
    assert len(for_four) == len(for_one)
