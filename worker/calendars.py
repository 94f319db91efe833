"""Keeping the programme in step with the clocks, and people's calendars with it. Harmless to run twice."""

from celery import shared_task

from assembly import clock, scope
from assembly.agenda.calendars import queries, service
from assembly.agenda.clocks import service as clocks
from assembly.database import transaction


@shared_task(name="calendars.reconcile")
def reconcile() -> None:
    """Compare, for each event that is not over, what was sent with what is wanted; post what is missing."""
    now = clock.now()
    with scope.everything():
        for event_id in queries.unfinished_events(now):
            if service.missing(event_id, now):
                with transaction():
                    service.reconcile(event_id, now)


@shared_task(name="calendars.follow_clocks")
def follow_clocks() -> None:
    """Keep sittings at the time on the wall where the rules of a zone have changed; usually there is nothing."""
    now = clock.now()
    with scope.everything():
        for event_id in clocks.coming_events(now):
            with transaction():
                clocks.follow(event_id, now)
