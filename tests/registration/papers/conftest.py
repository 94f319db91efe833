"""A meeting in Bangkok with one accepted traveller, a focal point, and the secretariat."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.accounts.models import Purpose
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import PaperKind
from tests.factories.accounts import sign_in, staff
from tests.factories.papers import in_person, traveller
from tests.factories.registration import invited_member, register


class Meeting:
    """Ids of what was made, and browsers of who looks at it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            event = in_person()
            home = invited_member(event, name="Network of Lomé", country="TG", contact={"name": "Moussa Keïta"})
            one = traveller(event, home)
            other = register(home.delegation, name="Наталья Щербакова", latin_name="Natalia Shcherbakova")
            self.slug, self.event_id = event.slug, event.id
            self.awa, self.natalia = one.id, other.id
            self.awa_id, self.natalia_id = one.person_id, other.person_id
            self.focal_point, self.staff = home.focal_point.id, staff().id
        self.office = f"/en/secretariat/events/{self.slug}/papers"
        self.own = f"/en/events/{self.slug}/me/papers"

    def browser(self, who: int, purpose: Purpose = Purpose.SIGN_IN) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.app, who, purpose)
        return client

    def papers(self, kind: PaperKind | None = None) -> list[Paper]:
        with self.app.app_context(), scope.everything():
            found = db.session.query(Paper).order_by(Paper.id).all()
            return [one for one in found if kind is None or one.kind is kind]

    def write_letter(self, language: str = "en") -> Paper:
        """Let Awa ask for her letter."""
        self.browser(self.awa_id).post(f"{self.own}/letter", data={"language": language})
        return self.papers(PaperKind.VISA_LETTER)[-1]


@pytest.fixture
def meeting(app: Flask, wake_ups: object) -> Meeting:
    return Meeting(app)
