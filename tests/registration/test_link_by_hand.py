"""A link that the secretariat passes on itself: by WhatsApp, where mail does not arrive."""

import re
from datetime import timedelta
from html import unescape
from http import HTTPStatus

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration import service
from assembly.registration.models import Registration
from tests.factories.accounts import sign_in, staff
from tests.factories.guests import invite_guest
from tests.factories.registration import details, invited_member, open_event


@pytest.mark.both_databases
def test_it_is_shown_once_in_the_persons_language_opens_the_delegation_and_is_noted(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), scope.everything(), transaction():
        home = invited_member(open_event())
        slug, code, person, page = home.delegation.event.slug, home.member.code, home.focal_point.id, home.page
        secretary = staff().id
    sign_in(client, app, secretary)
    with app.app_context():
        mails = len(db.session.scalars(select(Delivery.id)).all())
    shown = client.post(f"/en/secretariat/events/{slug}/delegations/{code}/link", data={"person": str(person)})
    assert shown.headers["Cache-Control"] == "no-store"
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown.text, re.DOTALL)
    assert text
    link = re.search(r"http://localhost(/fr/invitation/\S+)", unescape(text[1]))
    assert link
    assert "https://wa.me/?text=" in shown.text
    visitor = app.test_client()
    assert visitor.post(link[1]).location.endswith(page)
    list_page = client.get(f"/en/secretariat/events/{slug}/delegations/{code}").text
    assert "Opened" in list_page
    assert link[1] not in list_page
    with app.app_context():
        assert len(db.session.scalars(select(Delivery.id)).all()) == mails
        noted = select(AuditEntry.actor_id).where(AuditEntry.action == "invitation.given_by_hand")
        assert db.session.scalars(noted).all() == [secretary]


def test_a_guest_gets_one_too_until_they_have_answered(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        guest = invite_guest(open_event(), language="fr")
        slug, number, secretary = guest.event.slug, guest.id, staff().id
    sign_in(client, app, secretary)
    guests = f"/en/secretariat/events/{slug}/guests"
    assert "Link for WhatsApp" in client.get(guests).text
    shown = client.post(f"{guests}/{number}/link")
    assert shown.headers["Cache-Control"] == "no-store"
    link = re.search(r"http://localhost(/fr/guest/\S+)", unescape(shown.text))
    assert link
    assert app.test_client().get(link[1]).status_code == HTTPStatus.OK
    with app.app_context():
        noted = select(AuditEntry.actor_id).where(AuditEntry.action == "guest.link_given_by_hand")
        assert db.session.scalars(noted).all() == [secretary]
    with app.app_context(), scope.everything(), transaction():
        found = db.session.get_one(Registration, number)
        typed = details(name=found.person.name, email=found.person.email)
        service.register_guest(found, typed, now=clock.now())
    assert client.post(f"{guests}/{number}/link").status_code == HTTPStatus.CONFLICT
    assert "Link for WhatsApp" not in client.get(guests).text


def test_nobody_who_is_not_invited_for_the_member_gets_one_and_after_closing_nobody(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), scope.everything(), transaction():
        home = invited_member(open_event())
        slug, code, person = home.delegation.event.slug, home.member.code, home.focal_point.id
        secretary = staff().id
    sign_in(client, app, secretary)
    address = f"/en/secretariat/events/{slug}/delegations/{code}/link"
    assert client.post(address, data={"person": str(secretary)}).status_code == HTTPStatus.NOT_FOUND
    with time_machine.travel(clock.now() + timedelta(days=10)):
        sign_in(client, app, secretary)
        assert client.post(address, data={"person": str(person)}).status_code == HTTPStatus.CONFLICT
