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
from tests.factories.accounts import sign_in, staff
from tests.factories.registration import invited_member, open_event


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
