"""Signing up on a page, and the secretariat's terms and list."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.agenda.signups import service
from assembly.agenda.signups.models import Signup, SignupEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Registration
from tests.factories.accounts import person, sign_in, staff
from tests.factories.guests import register_guest
from tests.factories.registration import invited_member, register
from tests.factories.signups import make_visit


class Site:
    """A visit with one place, and people who would like it."""

    def __init__(self, app: Flask) -> None:
        with app.app_context(), scope.everything(), transaction():
            visit = make_visit(places=1)
            self.slug, self.item_id, self.signup_id = visit.event.slug, visit.item.id, visit.signup.id
            self.starts_at = visit.item.starts_at
            self.delegate = register(invited_member(visit.event).delegation, name="=cmd|'x'!A1").person_id
            guest = register_guest(visit.event)
            self.guest, self.guest_registration = guest.person_id, guest.id
            self.stranger, self.staff = person().id, staff().id

    @property
    def page(self) -> str:
        return f"/en/events/{self.slug}/sign-up/{self.item_id}"

    @property
    def terms(self) -> str:
        return f"/en/secretariat/events/{self.slug}/programme/items/{self.item_id}/sign-up"


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app)


@pytest.mark.both_databases
def test_one_signs_up_waits_and_leaves(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.delegate)
    assert "1 place is free." in client.get(site.page).text
    assert client.post(site.page).status_code == 303
    assert "You have a place" in client.get(site.page).text
    sign_in(client, app, site.guest)
    assert "All places are taken" in client.get(site.page).text
    assert "Nobody waits yet." in client.get(site.page).text
    waiting = client.post(site.page, follow_redirects=True).text
    assert "You are on the waiting list." in waiting
    assert "You are next: a place that becomes free is yours at once" in waiting
    assert "You are on the waiting list" in client.get(f"/en/events/{site.slug}/my-assembly").text
    sign_in(client, app, site.delegate)
    assert client.post(site.page, data={"act": "leave"}).status_code == 303
    sign_in(client, app, site.guest)
    assert "You have a place" in client.get(site.page).text
    assert "You have a place" in client.get(f"/en/events/{site.slug}/my-assembly").text


def test_the_programme_leads_to_the_sign_up_and_into_the_room_those_admitted(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    programme = f"/en/events/{site.slug}/programme"
    page = client.get(programme).text
    assert f'href="{site.page}"' in page
    assert "/join/" not in page
    sign_in(client, app, site.delegate)
    assert "/join/" in client.get(programme).text


def test_who_is_not_admitted_finds_nothing(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.stranger)
    assert "What you can sign up for" not in client.get(f"/en/events/{site.slug}/my-assembly").text
    assert client.get(site.page).status_code == 404
    assert client.post(site.page).status_code == 404


def test_looking_at_the_page_signs_nobody_up(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.delegate)
    client.get(site.page)
    client.head(site.page)
    sign_in(client, app, site.staff)
    client.head(f"{site.terms}/remove")
    with app.app_context():
        assert db.session.scalars(select(SignupEntry)).all() == []
        assert db.session.get(Signup, site.signup_id)


@pytest.mark.both_databases
def test_the_secretariat_sets_terms_and_saves_the_list_in_which_nothing_acts(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    sign_in(client, app, site.delegate)
    client.post(site.page)
    with app.app_context(), scope.everything(), transaction():
        signup, guest = (
            db.session.get_one(Signup, site.signup_id),
            db.session.get_one(Registration, site.guest_registration),
        )
        service.sign_up(None, signup, guest, now=clock.now())
    sign_in(client, app, site.staff)
    page = client.get(site.terms).text
    assert "1 of 1 places are taken." in page
    assert "1 person waits." in page
    opens, closes = (site.starts_at + timedelta(days=days) for days in (-20, -1))
    data = {"places": "3", "opens": opens.strftime("%Y-%m-%dT%H:%M"), "closes": closes.strftime("%Y-%m-%dT%H:%M")}
    assert client.post(site.terms, data=data).status_code == 303
    assert "2 of 3 places are taken." in client.get(site.terms).text
    csv = client.get(f"{site.terms}/list.csv").text
    assert "'=cmd|" in csv
    assert client.get(f"{site.terms}/list.xlsx").status_code == 200
    assert client.get(f"{site.terms}/list.exe").status_code == 404


def test_terms_that_cannot_be_say_why_beside_the_field(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    data = {"places": "0", "opens": "2026-11-01T09:00", "closes": "2026-11-02T09:00"}
    assert "Please give a number from 1 to 10000." in client.post(site.terms, data=data).text
    data = {"places": "4", "opens": "2026-11-03T09:00", "closes": "2026-11-02T09:00"}
    assert "Sign-up must close after it opens." in client.post(site.terms, data=data).text


def test_the_sign_up_is_removed_after_a_question(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    assert "the list is deleted" in client.get(f"{site.terms}/remove").text
    assert client.post(f"{site.terms}/remove").status_code == 303
    sign_in(client, app, site.delegate)
    assert client.get(site.page).status_code == 404
