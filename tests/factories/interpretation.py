"""A published sitting with interpreters. Inside of a transaction."""

from dataclasses import dataclass
from datetime import timedelta

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.interpretation import service
from assembly.agenda.interpretation.models import InterpreterTurn
from assembly.agenda.interpretation.service import TurnsDraft
from assembly.agenda.models import AgendaItem, Sitting
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.registration import service as registration
from assembly.registration.models import Registration
from tests.factories.agenda import make_item, make_sitting
from tests.factories.guests import invite_guest
from tests.factories.registration import details, open_event

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Booth:
    """An event in two languages with a sitting of an hour, all of it one item, and two interpreters."""

    event: Event
    sitting: Sitting
    item: AgendaItem
    ana: Registration
    bo: Registration

    def turns(self, *who: Registration, start: int = 0, end: int = 60, minutes: int = 30) -> list[InterpreterTurn]:
        """Add turns from English into French; times are minutes after the start."""
        at = self.sitting.starts_at
        draft = TurnsDraft(
            source="en",
            target="fr",
            starts_at=at + start * MINUTE,
            ends_at=at + end * MINUTE,
            length=minutes * MINUTE,
        )
        return service.add_turns(None, self.sitting, list(who), draft)


def interpreter(event: Event, name: str) -> Registration:
    """Add somebody who is admitted as interpreter."""
    guest = invite_guest(event, ParticipantRole.INTERPRETER, name=name)
    registration.register_guest(guest, details(email=guest.person.email, name=name), now=clock.now())
    return guest


def make_booth() -> Booth:
    """Add an event whose sitting is spoken in English and needs French."""
    event = open_event(languages=["en", "fr"])
    sitting = make_sitting(event, starts_at=event.starts_at.replace(second=0), hours=1)
    item = make_item(sitting, minutes=60)
    agenda.publish_agenda(None, event)
    return Booth(event, sitting, item, interpreter(event, "Ana"), interpreter(event, "Bo"))
