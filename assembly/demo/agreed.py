"""What the people of the demonstration agreed to: most are in the list of participants, some are not."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Purpose
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.consents import service
from assembly.registration.consents.models import ConsentPurpose
from assembly.registration.models import Registration, RegistrationState

UNNAMED_EVERY: Final = 7
HIDDEN_EVERY: Final = 61
FOR_PICTURES_EVERY: Final = 2


def load(event: Event) -> None:
    """Let each person agree for themselves, on the day on which they were registered."""
    coming = (Registration.event_id == event.id, Registration.state == RegistrationState.ACCEPTED)
    statement = select(Registration).where(*coming).options(joinedload(Registration.person))
    for number, one in enumerate(db.session.scalars(statement.order_by(Registration.id)).all(), start=1):
        service.set_consents(acting(one.person), event, _wanted(number), now=one.created_at)


def _wanted(number: int) -> set[ConsentPurpose]:
    if not number % HIDDEN_EVERY:
        return {ConsentPurpose.HIDDEN}
    listed = {ConsentPurpose.LIST_OF_PARTICIPANTS} if number % UNNAMED_EVERY else set[ConsentPurpose]()
    return listed if number % FOR_PICTURES_EVERY else {*listed, ConsentPurpose.PICTURES, ConsentPurpose.RECORDINGS}


def acting(person: Person) -> Actor:
    """Return a participant as who acts on their own page."""
    return Actor(person.id, 0, person.name, person.language, person.zone, Purpose.PERSONAL_PAGE, ())
