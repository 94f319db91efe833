"""A member whose registration has closed, and the browsers of its focal point and of two of the secretariat."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration import queries
from assembly.registration.models import Registration
from assembly.registration.requests.models import ChangeRequest
from tests.factories.accounts import sign_in, staff
from tests.factories.registration import invited_member, open_event, register

NEW = {
    "name": "Болот Асаналиев", "latin_name": "Bolot Asanaliev", "email": "bolot@people.example", "language": "ru",
    "zone": "Asia/Bishkek", "position": "", "note": "Awa is ill.",
}  # fmt: skip


class Site:
    """Addresses and ids only."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client, self.office = app, client, app.test_client()
        with app.app_context(), scope.everything(), transaction():
            event = open_event(slug="assembly")
            home, other = invited_member(event), invited_member(event)
            self.one = register(home.delegation, name="Awa Diallo").id
            self.theirs = register(other.delegation, name="Somebody Else").id
            self.page, self.other_page = f"/en{home.page}", f"/en{other.page}"
            self.event_id, self.delegation_id, self.code = event.id, home.delegation.id, home.member.code
            self.focal_point, self.secretary = home.focal_point.id, staff(name="Office").id
            self.closes = event.registration_closes_at
        sign_in(client, app, self.focal_point)
        self.list = "/en/secretariat/events/assembly/requests"

    def ask(self, what: str, **data: str) -> int:
        """Ask for a change and return its number."""
        about = f"people/{self.one}/{what}" if what != "new" else what
        answer = self.client.post(f"{self.page}/requests/{about}", data=data)
        assert answer.location == self.page, answer.text
        with self.app.app_context(), scope.everything():
            return db.session.scalars(select(ChangeRequest.id).order_by(ChangeRequest.id.desc())).first() or 0

    def request(self, request_id: int) -> ChangeRequest:
        """Inside of a context: the request as it is stored."""
        return db.session.get_one(ChangeRequest, request_id)

    def people(self) -> list[tuple[str, str]]:
        with self.app.app_context(), scope.everything():
            return [(one.person.name, one.role.value) for one in queries.people_of(self.delegation_id)]

    def person_of(self, registration_id: int) -> Person:
        """Inside of a context: whose registration it is."""
        return db.session.get_one(Registration, registration_id).person


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Iterator[Site]:
    made = Site(app, client)
    with time_machine.travel(made.closes + timedelta(minutes=5)):
        sign_in(made.office, app, made.secretary)  # not before: sessions of the secretariat end after some hours
        yield made
