"""Sign-ups of items: free places go to those who wait longest. Harmless to run twice."""

from celery import shared_task

from assembly import clock, scope
from assembly.agenda.signups import service
from assembly.agenda.signups.models import Signup
from assembly.database import transaction
from assembly.extensions import db


@shared_task(name="signups.fill")
def fill() -> None:
    """Fill what has become free by those who withdrew from the event."""
    now = clock.now()
    with scope.everything():
        for signup_id in service.to_fill(now):
            with transaction():
                service.fill(db.session.get_one(Signup, signup_id), now)
