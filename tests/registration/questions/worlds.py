"""What the tests of questions begin with: an event with its delegations, as services know it and as pages do."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.questions import queries
from assembly.registration.questions.kinds import AnsweredBy, QuestionKind
from assembly.registration.questions.models import Answer
from assembly.registration.questions.rules import Condition
from tests.factories.accounts import sign_in
from tests.factories.questions import ask
from tests.factories.registration import DELEGATE, OBSERVER, invited_member, open_event, register

YES = frozenset({"yes"})
OWN = AnsweredBy.PERSON


class World:
    """An event with one delegation of two."""

    def __init__(self) -> None:
        with transaction():
            self.event: Event = open_event(online=False)
            self.home = invited_member(self.event)
            self.awa: Registration = register(self.home.delegation, DELEGATE, name="Awa Diallo")
            self.moussa: Registration = register(self.home.delegation, OBSERVER, name="Moussa Traoré")

    def order(self) -> list[int]:
        return [question.id for question in queries.questions_of(self.event.id)]

    def answers(self, registration: Registration) -> dict[int, object]:
        return queries.answers_of([registration])[registration.id]  # type: ignore[return-value]


def last_act() -> AuditEntry:
    entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    assert entry
    return entry


class Site:
    """An event with two delegations and these questions; addresses and ids only."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event(online=False)
            home, other = invited_member(event), invited_member(event)
            awa, moussa = (
                register(home.delegation, DELEGATE, name="Awa Diallo"),
                register(home.delegation, OBSERVER, name="Moussa Traoré"),
            )
            theirs = register(other.delegation, DELEGATE, name="Somebody Else")
            self.visa = ask(event, QuestionKind.YES_NO, label={"en": "A visa?"}, required=True).id
            follows = Condition(self.visa, YES)
            self.number = ask(event, label={"en": "Its number?"}, required=True, condition=follows).id
            self.day = ask(event, QuestionKind.DATE, label={"en": "Which day?"}).id
            self.scan = ask(event, QuestionKind.FILE, label={"en": "A scan?"}).id
            self.health = ask(event, label={"en": "Any illness?"}, answered_by=OWN).id
            self.slug, self.event_id = event.slug, event.id
            self.home, self.page = f"/en{home.page}", f"/en{home.page}/people/{awa.id}/questions"
            self.page_of_moussa = f"/en{home.page}/people/{moussa.id}/questions"
            self.page_of_theirs = f"/en{other.page}/people/{theirs.id}/questions"
            self.awa, self.moussa, self.theirs = awa.id, moussa.id, theirs.id
            self.awa_person, self.their_person = awa.person_id, theirs.person_id
            self.focal_point = home.focal_point.id
        self.mine = f"/en/events/{self.slug}/questions"

    def as_(self, person_id: int) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.app, person_id)
        return client

    def values(self, registration_id: int) -> dict[int, Any]:
        with self.app.app_context(), scope.everything():
            found = db.session.scalars(select(Answer).where(Answer.registration_id == registration_id))
            return {one.question_id: one.value for one in found}

    def typed(self, *questions: int, **values: Any) -> dict[str, Any]:
        """What a page sends on which these questions stood."""
        return {"asked": [str(one) for one in questions], **values}

    def file_id(self) -> int:
        with self.app.app_context(), scope.everything():
            found = db.session.scalar(select(Answer.id).where(Answer.question_id == self.scan))
            assert found
            return found
