"""Who the registered people in the agenda are: their names as they stand now, and whether readers may see them.

A published programme holds numbers of registrations. What is read here goes into it at each reading: a person who
is renamed is renamed, one who withdrew is gone, and one who asked to be hidden is shown only if they agreed to be
named after that: whoever speaks before everybody may, whoever did not say so is not announced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select

from assembly.accounts.models import Person
from assembly.agenda.models import AgendaItem, Speaker
from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeSpeaker
from assembly.errors import NotFoundError
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.folding import name_key
from assembly.members.models import Member
from assembly.registration.consents.models import Consent, ConsentPurpose
from assembly.registration.models import Partner, Registration, RegistrationState
from assembly.scope import everything


@dataclass(frozen=True, slots=True)
class Registered:
    """Who a registration is, as of now; `hidden_since` is when they asked to be on no list."""

    name: str
    organisation: str | None
    accepted: bool
    hidden_since: datetime | None

    def may_be_named(self, agreed_at: datetime | None) -> bool:
        """Whether readers may see the name: of those who come, and of the hidden those who agreed after that."""
        if not self.accepted:
            return False
        return self.hidden_since is None or (agreed_at is not None and agreed_at >= self.hidden_since)


def registered(registration_ids: Iterable[int]) -> dict[int, Registered]:
    """Return who these registrations are. For everybody: what of it is shown is decided by `may_be_named`."""
    wanted = set(registration_ids)
    if not wanted:
        return {}
    hidden = (Consent.event_id == Registration.event_id) & (Consent.person_id == Registration.person_id)
    statement = (
        select(
            Registration.id, Person.name, func.coalesce(Member.name, Partner.name), Registration.state, Consent.given_at
        )
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .outerjoin(Partner, Partner.id == Registration.partner_id)
        .outerjoin(Consent, hidden & (Consent.purpose == ConsentPurpose.HIDDEN) & Consent.withdrawn_at.is_(None))
        .where(Registration.id.in_(wanted))
    )
    with everything():
        rows = db.session.execute(statement).all()
    return {row[0]: Registered(row[1], row[2], row[3] is RegistrationState.ACCEPTED, row[4]) for row in rows}


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of the event who may be put into the programme."""

    registration_id: int
    name: str
    organisation: str | None
    role: ParticipantRole


MOST_FOUND: Final = 20


def find(event_id: int, text: str) -> list[Found]:
    """Return the people of an event whose name or organisation has this text, by name: twenty at most."""
    key = name_key(text)
    if not key:
        return []
    organisation = func.coalesce(Member.name, Partner.name)
    statement = (
        select(Registration.id, Person.name, organisation, Registration.role)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .outerjoin(Partner, Partner.id == Registration.partner_id)
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.ACCEPTED,
            or_(
                Person.search_key.contains(key, autoescape=True),
                Member.name_key.contains(key, autoescape=True),
                Partner.name_key.contains(key, autoescape=True),
            ),
        )
        .order_by(Person.search_key, Registration.id)
        .limit(MOST_FOUND)
    )
    return [Found(*row) for row in db.session.execute(statement)]


def of_event(event_id: int, registration_id: int) -> Registered:
    """Return who a registration of this event is; raise `NotFoundError`."""
    with everything():
        found = db.session.get(Registration, registration_id)
    if found is None or found.event_id != event_id:
        raise NotFoundError
    return registered([registration_id])[registration_id]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody in an item as the secretariat sees them; `person` is None for a name that is nobody registered."""

    speaker: Speaker
    name: str
    person: Registered | None

    @property
    def withdrawn(self) -> bool:
        """Whether they do not come any more, and are not shown."""
        return self.person is not None and not self.person.accepted

    @property
    def hidden(self) -> bool:
        """Whether they asked to be hidden, and are not shown."""
        return self.person is not None and self.person.accepted and not self.person.may_be_named(self.speaker.agreed_at)


def standing(items: Iterable[AgendaItem]) -> dict[int, list[Standing]]:
    """Return who stands in each of these items, by the item's number, in order; in one query."""
    listed = list(items)
    ids = (one.registration_id for item in listed for one in item.speakers)
    known = registered(number for number in ids if number is not None)
    return {item.id: [_standing(one, known) for one in item.speakers] for item in listed}


def _standing(speaker: Speaker, known: Mapping[int, Registered]) -> Standing:
    person = known.get(speaker.registration_id or 0)
    return Standing(speaker, person.name if person else speaker.name or "", person)


def named(programme: Programme) -> Programme:
    """Return the programme with the names of those who may be named; the others are not in it."""
    wanted = {
        speaker.registration_id
        for sitting in programme.sittings
        for item in sitting.items
        for speaker in item.speakers
        if speaker.registration_id is not None
    }
    if not wanted:
        return programme
    known = registered(wanted)
    sittings = (
        replace(sitting, items=tuple(_named_item(item, known) for item in sitting.items))
        for sitting in programme.sittings
    )
    return replace(programme, sittings=tuple(sittings))


def _named_item(item: ProgrammeItem, known: Mapping[int, Registered]) -> ProgrammeItem:
    shown = (_named_speaker(speaker, known) for speaker in item.speakers)
    return replace(item, speakers=tuple(speaker for speaker in shown if speaker))


def _named_speaker(speaker: ProgrammeSpeaker, known: Mapping[int, Registered]) -> ProgrammeSpeaker | None:
    if speaker.registration_id is None:
        return speaker
    person = known.get(speaker.registration_id)
    if person is None or not person.may_be_named(speaker.agreed_at):
        return None
    return replace(speaker, name=person.name, organisation=person.organisation)
