"""Items for which one signs up, in an event that takes registrations. Inside of a transaction."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.kinds import ItemKind
from assembly.agenda.models import AgendaItem
from assembly.agenda.signups import service
from assembly.agenda.signups.models import Signup
from assembly.agenda.signups.service import SignupDraft
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from tests.factories.agenda import make_item, make_sitting
from tests.factories.registration import open_event


@dataclass(frozen=True)
class Visit:
    """A published field visit with its sign-up, open until a day before."""

    event: Event
    item: AgendaItem
    signup: Signup


def make_visit(places: int = 2, roles: tuple[ParticipantRole, ...] = (), **fields: Any) -> Visit:
    """Add an event with a field visit for which one signs up."""
    event = open_event()
    sitting = make_sitting(event, starts_at=event.starts_at)
    item = make_item(sitting, kind=ItemKind.FIELD_VISIT, title={"en": "Visit to a shelter", "fr": "Visite d'un foyer"})
    now = clock.now()
    terms = {"opens_at": now - timedelta(days=1), "closes_at": event.starts_at - timedelta(days=1)} | fields
    signup = service.set_signup(None, item, SignupDraft(places=places, roles=roles, **terms), now=now)
    agenda.publish_agenda(None, event)
    return Visit(event, item, signup)
