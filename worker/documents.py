"""Papers that are asked for: whose deadline is near is reminded. Harmless to run twice."""

from celery import shared_task

from assembly import clock, scope
from assembly.agenda.documents import handing_in
from assembly.database import transaction


@shared_task(name="documents.remind")
def remind() -> None:
    """Remind those of whom nothing is here a few days before the deadline."""
    with scope.everything(), transaction():
        handing_in.remind(clock.now())
