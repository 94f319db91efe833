"""Where the secretariat accepts registrations: until then a seat is held, and nobody votes or is told."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.credentials.service import OrderRefusedError, propose_credential
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration.models import Registration, RegistrationState
from tests.factories.accounts import sign_in, staff
from tests.factories.registration import invited_member, open_event, register
from tests.statements import statements

SUBMITTED, ACCEPTED = RegistrationState.SUBMITTED, RegistrationState.ACCEPTED


class Site:
    """An event whose registrations are accepted by the secretariat, and two people who wait."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event(approval=True)
            home = invited_member(event, name="Home")
            self.ids = [register(home.delegation, name=name).id for name in ("Awa Diallo", "Fatou Sow")]
            self.page, self.delegation = f"/en{home.page}", home.delegation.id
            self.focal_point = home.focal_point.id
            self.address = f"/en/secretariat/events/{event.slug}/registrations"
            secretary = staff().id
        sign_in(client, app, secretary)

    def states(self) -> list[RegistrationState]:
        with self.app.app_context(), scope.everything():
            return list(db.session.scalars(select(Registration.state).order_by(Registration.id)))

    def mailed(self, kind: str) -> list[int]:
        with self.app.app_context():
            return list(db.session.scalars(select(Delivery.person_id).where(Delivery.kind == kind)))


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app, client)


def test_those_who_are_ticked_are_accepted_and_told_and_only_those(site: Site) -> None:
    assert site.states() == [SUBMITTED, SUBMITTED]
    assert site.mailed("registration-confirmed") == []
    assert "Awa Diallo" in site.client.get(site.address).text
    assert site.client.post(site.address, data={"registration": site.ids[0]}).status_code == HTTPStatus.SEE_OTHER
    assert site.states() == [ACCEPTED, SUBMITTED]
    assert len(site.mailed("registration-confirmed")) == 1
    site.client.post(site.address, data={"registration": site.ids[0]})
    assert len(site.mailed("registration-confirmed")) == 1


def test_nobody_ticked_is_nobody_accepted(site: Site) -> None:
    site.client.post(site.address, data={})
    assert site.states() == [SUBMITTED, SUBMITTED]


def test_who_waits_holds_the_seat_and_the_member_sees_it(site: Site) -> None:
    browser = site.app.test_client()
    sign_in(browser, site.app, site.focal_point)
    page = browser.get(site.page).text
    assert "2 of 4 seats filled" in page
    assert page.count("Waits for the secretariat") == 2


def test_who_waits_is_not_named_to_vote(site: Site) -> None:
    with site.app.app_context(), scope.everything():
        one = db.session.get_one(Registration, site.ids[0])
        with pytest.raises(OrderRefusedError), transaction():
            propose_credential(None, one.home, [one.id], now=clock.now())


def test_a_refusal_says_why_and_frees_the_seat(site: Site) -> None:
    page = f"{site.address}/{site.ids[1]}/refuse"
    assert site.client.post(page, data={"reason": " "}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    site.client.post(page, data={"reason": "Works for another member."})
    assert site.states() == [SUBMITTED, RegistrationState.DECLINED]
    assert site.mailed("registration-refused") == [site.focal_point]
    assert site.client.get(page).status_code == HTTPStatus.NOT_FOUND


def test_the_list_asks_the_database_as_much_for_two_as_for_four(site: Site) -> None:
    site.client.get(site.address)
    with statements() as for_two:
        site.client.get(site.address)
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Registration, site.ids[0]).event
        for _ in range(2):
            register(invited_member(event).delegation)
    with statements() as for_four:
        site.client.get(site.address)
    assert len(for_four) == len(for_two)
