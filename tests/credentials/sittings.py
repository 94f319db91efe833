"""A published sitting that is under way, with members whose delegates can come to it. Inside of a transaction."""

from datetime import datetime, timedelta

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.programme import ProgrammeSitting
from assembly.credentials.presence import queries
from assembly.events.models import Event
from assembly.extensions import db
from tests.factories.agenda import make_item, make_sitting

TITLE = {"en": "Second sitting", "es": "Segunda sesión", "fr": "Deuxième séance", "ru": "Второе заседание"}
ITEMS = ("Opening", "Debate", "Vote")


def sitting_under_way(event: Event, began: timedelta = timedelta(minutes=10), hours: float = 2) -> ProgrammeSitting:
    """Publish a sitting that began so long ago, with three items of forty minutes."""
    starts_at = clock.now().replace(microsecond=0) - began
    sitting = make_sitting(event, title=TITLE, starts_at=starts_at, hours=hours)
    for number, title in enumerate(ITEMS):
        texts = dict.fromkeys(("en", "es", "fr", "ru"), title)
        make_item(sitting, title=texts, starts_at=starts_at + number * timedelta(minutes=40), minutes=40)
    agenda.publish_agenda(None, event)
    db.session.flush()
    return queries.sitting_held(event.id, sitting.id)


def later(minutes: float) -> datetime:
    """Return a moment so many minutes from now."""
    return clock.now() + timedelta(minutes=minutes)
