"""An installation to give commands to, and one with something in it that can be lost."""

from pathlib import Path

import pytest
from flask import Flask

from assembly import scope
from assembly.audit.service import record
from assembly.database import transaction
from assembly.mail.outbox import post, recipient_of
from tests.cli.conftest import instance
from tests.factories.accounts import sign_in, staff

__all__ = ["instance"]


@pytest.fixture
def site(instance: Path, app: Flask, wake_ups: object) -> Path:
    """An installation with a person, a signed-in browser, a waiting mail, and a file that somebody uploaded."""
    with app.app_context(), scope.everything(), transaction():
        who = staff(name="Kanokwan of the Secretariat")
        record(who.id, "person.changed", "person", who.id)
        post("sign-in", 1, [recipient_of(who)])
    sign_in(app.test_client(), app, who)
    for path in ("answers/1/passport", "documents/agenda.pdf", "keys/event-1.key", "erasures.ledger", "mail/new/1"):
        (instance / path).parent.mkdir(parents=True, exist_ok=True)
        (instance / path).write_text(f"content of {path}")
    return instance
