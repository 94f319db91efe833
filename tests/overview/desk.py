"""The secretariat at its list of people, about to change many at once."""

import re
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from assembly import scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration.models import Registration
from assembly.registration.rules import RegistrationState
from tests.factories.accounts import sign_in, staff
from tests.factories.registration import ALTERNATE, invited_member, open_event, register

LIST = "/en/secretariat/events/assembly/people"
ACT = f"{LIST}/act"
DRAFT, SUBMITTED, ACCEPTED, WAITING, DECLINED, WITHDRAWN = RegistrationState
SEEN = re.compile(r'name="seen"[^>]*value="(\w+)"')


class Desk:
    """An event that accepts people by hand, with three who wait to be accepted and one who is registered already."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            event = open_event(slug="assembly", approval=True)
            home, far = invited_member(event, name="Réseau de Lomé"), invited_member(event)
            people = [
                register(home.delegation, name="Zoë"),
                register(home.delegation, name="Yao"),
                register(far.delegation, name="Xenia"),
                register(far.delegation, ALTERNATE, name="Wanda"),
            ]
            people[-1].state = ACCEPTED
            self.ids = [one.id for one in people]
            self.event_id, self.staff = event.id, staff().id
        self.browser = app.test_client()
        sign_in(self.browser, app, self.staff)

    def address(self, act: str, *ids: int, **more: str) -> str:
        return f"{ACT}?{urlencode([('act', act), *(('one', one) for one in ids), *more.items()])}"

    def seen(self, address: str) -> str:
        found = SEEN.search(self.browser.get(address).text)
        assert found
        return found[1]

    def do(self, address: str, **typed: str) -> int:
        seen = typed.pop("seen", None) or self.seen(address)
        return self.browser.post(address, data={"seen": seen, **typed}).status_code

    def states(self) -> list[RegistrationState]:
        with self.app.app_context(), scope.everything():
            return [db.session.get_one(Registration, one).state for one in self.ids]

    def mails(self, kind: str) -> int:
        with self.app.app_context():
            return len(db.session.scalars(select(Delivery).where(Delivery.kind == kind)).all())

    def acts(self, action: str) -> list[AuditEntry]:
        with self.app.app_context():
            return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all())
