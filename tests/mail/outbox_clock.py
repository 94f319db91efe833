"""Looking at the outbox from a test, and moving its clock."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from assembly import clock, scope
from assembly.database import transaction
from assembly.mail.models import Delivery, DeliveryState
from tests.factories.mail import deliveries

SendTo = Callable[[str | None], None]


def states() -> Counter[DeliveryState]:
    return Counter(row.state for row in deliveries())


def make_due() -> None:
    """Let the time pass until whatever waits is due."""
    with transaction() as session:
        for row in session.query(Delivery):
            row.due_at = row.due_at - timedelta(days=2)


def let_leases_expire() -> None:
    with transaction() as session:
        for row in session.query(Delivery).filter(Delivery.lease_until.is_not(None)):
            row.lease_until = clock.now() - timedelta(seconds=1)


def elsewhere(app: Flask, act: Callable[[], object]) -> None:
    """Do something as another process would, and wait for it."""

    def work() -> None:
        with app.app_context(), scope.everything():
            act()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
