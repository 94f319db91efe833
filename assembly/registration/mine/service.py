"""What people change of their own: their data, and whether they come."""

from dataclasses import dataclass
from datetime import datetime

from assembly.accounts import service as accounts
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person
from assembly.accounts.service import Profile
from assembly.audit.service import record
from assembly.errors import ForbiddenError
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.registration import queries
from assembly.registration.models import Registration
from assembly.registration.service import check_open, withdraw_guest, withdraw_person
from assembly.registration.service.guests import TOLD_ONESELF
from assembly.scope import everything

TOLD_FOCAL_POINT = "person-withdrew"


@dataclass(frozen=True, slots=True)
class OwnData:
    """What a person says of themselves; the name in Latin letters is None where it is not needed."""

    profile: Profile
    latin_name: str | None


def change_own_data(actor: Actor, data: OwnData) -> None:
    """Change the actor's own name, its Latin form, language and zone; saving confirms the zone."""
    person = db.session.get_one(Person, actor.person_id)
    if person.latin_name != data.latin_name:
        person.latin_name = data.latin_name
        record(actor.person_id, "person.changed", "person", person.id, fields=["latin_name"])
    accounts.change_profile(actor, data.profile)


def withdraw_oneself(actor: Actor, registration: Registration, *, now: datetime) -> None:
    """Free the actor's own place, and tell them and whoever registered them.

    Raise `ForbiddenError` for somebody else's registration, `RegistrationClosedError` after the deadline.
    """
    if registration.person_id != actor.person_id:
        raise ForbiddenError
    if registration.delegation_id is None:
        check_open(registration.event, now)
        withdraw_guest(actor.person_id, registration, now=now)
        return
    withdraw_person(actor.person_id, registration, now=now)
    person, event_id = registration.person, registration.event_id
    post(TOLD_ONESELF, registration.id, [recipient_of(person, registration.member_id)], event_id=event_id)
    with everything():  # a participant does not see who else was invited
        told = [one for one in queries.focal_points(registration.delegation_id) if one.id != person.id]
    post(
        TOLD_FOCAL_POINT,
        registration.id,
        [recipient_of(one, registration.member_id) for one in told],
        event_id=event_id,
    )
