"""Two members with a workspace each, and what is typed there."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Registration, RegistrationState
from tests.factories.accounts import sign_in
from tests.factories.registration import invited_member, open_event, register


class Site:
    """Two members with their focal points; the first is signed in. Addresses and ids only."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            home, other = invited_member(event), invited_member(event)
            one, theirs = register(home.delegation, name="Awa Diallo"), register(other.delegation)
            self.page, self.other_page = f"/en{home.page}", f"/en{other.page}"
            self.one, self.theirs = one.id, theirs.id
            self.member_id = home.member.id
            self.event_id, self.delegation_id, self.focal_point = event.id, home.delegation.id, home.focal_point.id
        sign_in(client, app, self.focal_point)

    def people(self) -> list[tuple[str, str, int]]:
        """Live registrations of the first member: (name, role, seat)."""
        with self.app.app_context(), scope.everything():
            rows = db.session.execute(
                select(Person.name, Registration.role, Registration.seat)
                .join(Registration, Registration.person_id == Person.id)
                .where(Registration.member_id == self.member_id, Registration.state == RegistrationState.ACCEPTED)
                .order_by(Registration.role, Registration.seat)
            )
            return [(name, role.value, seat) for name, role, seat in rows]


def typed(**fields: str) -> dict[str, str]:
    """What the form of a person sends."""
    values = {
        "role": "delegate",
        "name": "Fatou Sow",
        "latin_name": "",
        "email": "fatou@sow.example",
        "language": "fr",
        "zone": "Africa/Dakar",
        "position": "",
    }
    return values | fields
