"""Keeping people's calendars in step with the programme. Harmless to run twice."""

from celery import shared_task

from assembly import clock, scope
from assembly.agenda.calendars import queries, service
from assembly.database import transaction


@shared_task(name="calendars.reconcile")
def reconcile() -> None:
    """Compare, for each event that is not over, what was sent with what is wanted; post what is missing."""
    now = clock.now()
    with scope.everything():
        for event_id in queries.unfinished_events(now):
            with transaction():
                service.reconcile(event_id, now)
