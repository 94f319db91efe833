"""What tests of signing in share: the worker that answers, and the mails as they would arrive."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts import mails, sign_in
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.models import Delivery
from tests.factories.accounts import person


@dataclass(frozen=True)
class Mail:
    """A sign-in mail as it arrived."""

    address: str
    name: str
    subject: str
    body: str
    path: str
    code: str


@pytest.fixture
def aminata(app: Flask) -> int:
    """The id of somebody who reads French and lives in Bamako."""
    with app.app_context(), transaction():
        return person(email="aminata@acesem.example", name="Aminata Koné", language="fr", zone="Africa/Bamako").id


@pytest.fixture
def work(app: Flask) -> Callable[[], list[Mail]]:
    """Do what the worker does: answer those who asked, and write the mails that were not written yet."""
    written: set[int] = set()

    def run() -> list[Mail]:
        with app.app_context(), scope.everything():
            for request_id in sign_in.waiting(clock.now()):
                with transaction():
                    sign_in.answer(request_id, clock.now())
            ids = [row for row in db.session.scalars(select(Delivery.id).order_by(Delivery.id)) if row not in written]
            written.update(ids)
            return [_write(delivery_id) for delivery_id in ids]

    return run


def _write(delivery_id: int) -> Mail:
    with transaction():
        delivery = db.session.get_one(Delivery, delivery_id)
        kind = mails.KINDS[0]
        assert kind.still_due(delivery)
        with speaking(delivery.language):
            letter = kind.render(delivery)
        assert letter.button
        return Mail(
            address=delivery.address,
            name=delivery.name,
            subject=letter.subject,
            body=letter.body,
            path=letter.button.url.removeprefix("http://localhost"),
            code=letter.facts[0].value,
        )
