"""Waiting lists: what is free is offered to those who wait longest. Harmless to run twice."""

from celery import shared_task

from assembly import clock, scope
from assembly.database import transaction
from assembly.registration import service


@shared_task(name="registration.offer_places")
def offer_places() -> None:
    """Offer freed places, and those whose offer has passed to the next."""
    now = clock.now()
    with scope.everything():
        for event_id, role in service.with_people_waiting(now):
            with transaction():
                service.offer_freed(event_id, role, now)
