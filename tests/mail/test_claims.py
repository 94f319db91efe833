"""Claiming: two workers that look at the outbox at the same instant never take the same mail."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, event, select

from assembly import scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail import batches
from assembly.mail.models import Delivery
from tests.factories.mail import post_notes
from tests.faults.meeting import PATIENCE, Hesitation, Meeting

pytestmark = pytest.mark.usefixtures("note")
LEASE = timedelta(seconds=120)


@pytest.fixture
def slow_hands(context: Flask) -> Iterator[None]:
    """Whoever has looked waits before they take until the others have looked too. On SQLite these cannot come."""
    sqlite = db.engine.dialect.name == "sqlite"
    looked = Hesitation(2) if sqlite else Meeting(2)

    def wait(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE delivery"):
            looked.wait()

    event.listen(db.engine, "before_cursor_execute", wait)
    yield
    event.remove(db.engine, "before_cursor_execute", wait)


def claim_at_once(app: Flask, workers: int) -> list[set[int]]:
    """Return what each of several workers believes to hold."""
    held: list[set[int]] = []
    together = threading.Barrier(workers)

    def work() -> None:
        with app.app_context(), scope.everything():
            together.wait(PATIENCE)
            with transaction() as session:
                batch = batches.claim(session, LEASE)
                if batch:
                    held.append(set(session.scalars(select(Delivery.id).where(Delivery.worker == batch.worker))))

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return held


@pytest.mark.usefixtures("slow_hands")
def test_claims_at_the_same_instant_share_nothing(context: Flask) -> None:
    post_notes(2 * batches.MAILS_A_BATCH)
    first, second = claim_at_once(context, 2)
    assert len(first) == len(second) == batches.MAILS_A_BATCH
    assert not first & second


@pytest.mark.slow
@pytest.mark.usefixtures("slow_hands")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_the_lock_they_would(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same without FOR UPDATE SKIP LOCKED."""
    monkeypatch.setattr(Select, "with_for_update", lambda statement, **_options: statement)
    post_notes(2 * batches.MAILS_A_BATCH)
    first, second = claim_at_once(context, 2)
    assert first & second
