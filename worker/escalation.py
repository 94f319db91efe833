"""Members that do not answer: the next contact is asked. Harmless to run twice."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from celery import shared_task

from assembly import clock, scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.escalation import queries, service

log = structlog.get_logger()
AT_ONCE = 50
"""Members in one transaction: nobody else can invite to the event meanwhile."""


@shared_task(name="escalation.ask_next")
def ask_next() -> None:
    """Ask the next contacts that are due in every event; where it fails, those of the others are asked all the same."""
    now = clock.now()
    with scope.everything():
        found = {event.id: service.due(event, now) for event in queries.events_that_escalate(now)}
        db.session.rollback()  # ends the read: what comes next sees what was done meanwhile
        for event_id, members in found.items():
            for start in range(0, len(members), AT_ONCE):
                _ask(event_id, members[start : start + AT_ONCE], now)


def _ask(event_id: int, members: Sequence[int], now: datetime) -> None:
    try:
        with transaction():
            service.ask_due(db.session.get_one(Event, event_id), members, now)
    except Exception:
        log.exception("next_contacts_not_asked", event_id=event_id)
