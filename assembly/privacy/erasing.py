"""Erasing a person: what will go, what must stay and why, what stands in the way; then doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select, update

from assembly.accounts.models import Person
from assembly.accounts.roles import administrators, is_administrator
from assembly.audit.service import record
from assembly.config import Settings
from assembly.database import before_commit
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.models import Delivery, DeliveryState
from assembly.privacy import files, ledger, mentions, rows
from assembly.privacy.models import Erasure, ErasureState
from assembly.registration.models import Registration
from assembly.registration.rules import OVER, RegistrationState
from assembly.scope import everything
from assembly.voting.models import Vote
from assembly.voting.rules import VoteState

UNSENT = (DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.UNCERTAIN, DeliveryState.SENDING)


class Block(StrEnum):
    """Why somebody cannot be erased just now."""

    COMING_EVENT = "coming-event"
    OPEN_VOTE = "open-vote"
    LAST_ADMINISTRATOR = "last-administrator"


class NotErasableError(DomainError):
    """Something has to be done first; the preview says what."""

    code = "not_erasable"
    message = _l("This person cannot be erased yet. What has to be done first is said on the page.")


@dataclass(frozen=True, slots=True)
class Places:
    """Where there is more than the database: the instance's files, a demonstration's mails, the ledger."""

    instance: Path
    inbox: Path | None
    ledger: Path

    @classmethod
    def of(cls, settings: Settings) -> "Places":
        """Return those of an installation."""
        return cls(settings.instance, settings.inbox if settings.demo else None, settings.erasure_ledger)


@dataclass(frozen=True, slots=True)
class Part:
    """How many rows of a table are about the person."""

    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure will do: rows that go, rows that stay without a name, other texts that name the person."""

    goes: Sequence[Part]
    stays: Sequence[Part]
    mentions: int
    blocks: Sequence[Block]


def plan(person: Person, now: datetime) -> Plan:
    """Return what erasing a person would do now."""
    with everything():
        counted = [(own, Part(own.table.name, own.count())) for own in rows.of_person(person)]
        return Plan(
            goes=[part for own, part in counted if part.rows and not own.stays],
            stays=[part for own, part in counted if part.rows and own.stays],
            mentions=len(mentions.of_person(person)),
            blocks=blocks(person, now),
        )


def blocks(person: Person, now: datetime) -> list[Block]:
    """Return what has to be done first."""
    mine = Registration.person_id == person.id, Registration.state.not_in(OVER)
    coming = select(Registration.id).join(Event).where(*mine, Event.ends_at > now)
    open_votes = Vote.state.in_((VoteState.OPEN, VoteState.SUSPENDED, VoteState.CLOSED))
    voting = select(Registration.id).join(Vote, Vote.event_id == Registration.event_id).where(*mine, open_votes)
    found = {
        Block.COMING_EVENT: db.session.scalar(coming.limit(1)) is not None,
        Block.OPEN_VOTE: db.session.scalar(voting.limit(1)) is not None,
        Block.LAST_ADMINISTRATOR: is_administrator(person) and all(one.id == person.id for one in administrators()),
    }
    return [block for block, stands in found.items() if stands]


def erase(actor_id: int | None, person: Person, places: Places, *, now: datetime) -> None:
    """Erase a person for good. Raise `NotErasableError` while something stands in the way."""
    with everything():
        db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
        if blocks(person, now):
            raise NotErasableError
        wipe(actor_id, person, places, now=now)


def wipe(actor_id: int | None, person: Person, places: Places, *, now: datetime) -> None:
    """Remove what is a person's, whatever stands in the way; a database that was restored asks for it so."""
    opaque, elsewhere, own = ledger.opaque_id(person), mentions.of_person(person), rows.of_person(person)
    registrations = rows.registrations_of(person)
    files.remove(person, registrations, mentions.names_of(person), places.instance, places.inbox)
    _stop_mail(person.id)
    _give_places_back(person.id, now)
    for mention in elsewhere:
        mention.take_out()
    for one in own:
        one.wipe()
    _close(person.id, now)
    number = _settle(actor_id, person.id, now)
    record(actor_id, "person.erased", "person", person.id, erasure=number, mentions=len(elsewhere))
    before_commit(lambda: ledger.note(places.ledger, opaque, now))
    db.session.flush()
    db.session.expire_all()


def _stop_mail(person_id: int) -> None:
    db.session.execute(
        update(Delivery)
        .where(Delivery.person_id == person_id, Delivery.state.in_(UNSENT))
        .values(state=DeliveryState.CANCELLED, worker=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def _give_places_back(person_id: int, now: datetime) -> None:
    """Withdraw from events that are still to be; at those of the past somebody without a name was there."""
    coming = select(Event.id).where(Event.ends_at > now)
    db.session.execute(
        update(Registration)
        .where(
            Registration.person_id == person_id, Registration.state.not_in(OVER), Registration.event_id.in_(coming)
        )
        .values(
            state=RegistrationState.WITHDRAWN, seat=None, place=None, waiting_since=None, offered_until=None,
            withdrawn_at=now,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _close(person_id: int, now: datetime) -> None:
    values = {"disabled_at": now, "zone_confirmed": False}
    db.session.execute(
        update(Person).where(Person.id == person_id).values(values).execution_options(synchronize_session=False)
    )


def _settle(actor_id: int | None, person_id: int, now: datetime) -> int:
    """Note that it is done, whether somebody had asked for it here or not."""
    asked = select(Erasure).where(Erasure.person_id == person_id, Erasure.state == ErasureState.ASKED)
    row = db.session.scalar(asked) or Erasure(person_id=person_id, asked_by_id=actor_id, asked_at=now)
    row.state, row.settled_at, row.settled_by_id = ErasureState.DONE, now, actor_id
    db.session.add(row)
    db.session.flush()
    return row.id
