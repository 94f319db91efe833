"""An address from which mail came back is marked where the secretariat edits it, until it is another address."""

from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail import outbox
from assembly.mail.bounces.addresses import returned
from assembly.mail.models import Delivery, DeliveryState
from tests.factories.accounts import sign_in, staff
from tests.factories.events import make_federation
from tests.factories.mail import KIND, register_note
from tests.factories.notices import make_focal_point, make_member

WHEN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def came_back(person: Person) -> None:
    outbox.post(KIND, 1, [outbox.recipient_of(person)])
    row = db.session.query(Delivery).filter_by(person_id=person.id).one()
    row.state, row.bounced_at = DeliveryState.BOUNCED, WHEN


def test_the_mark_stands_until_the_address_is_another(context: Flask) -> None:
    register_note(context)
    with transaction():
        member = make_member()
        first, second = make_focal_point(member), make_focal_point(member, 2)
        came_back(first)
    assert returned([first.id, second.id]) == {first.id: WHEN}
    with transaction():
        first.email = "new@people.example"
    assert returned([first.id, second.id]) == {}


def test_the_secretariat_sees_it_where_addresses_are_shown_and_edited(app: Flask, client: FlaskClient) -> None:
    register_note(app)
    with app.app_context(), transaction():
        make_federation()
        member = make_member(code="M-1")
        came_back(make_focal_point(member))
        secretary = staff().id
    sign_in(client, app, secretary)
    for page in ("/en/secretariat/members/M-1", "/en/secretariat/members/M-1/edit"):
        assert "Mail to this address came back on 20 November 2026" in client.get(page).get_data(as_text=True)
