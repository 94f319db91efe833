"""Asking for an erasure, and taking that back; the people whom the secretariat looks up to erase them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from assembly.accounts.actor import Actor
from assembly.accounts.models import Person
from assembly.accounts.queries import person_like
from assembly.accounts.roles import administrators
from assembly.audit.service import record
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.privacy.mails import ASKED
from assembly.privacy.models import Erasure, ErasureState

MOST_FOUND: Final = 20
LATEST: Final = 50


def waiting_for(person_id: int) -> Erasure | None:
    """Return the erasure that a person has asked for and that is not done."""
    return db.session.scalar(select(Erasure).where(Erasure.person_id == person_id, Erasure.state == ErasureState.ASKED))


def ask(actor: Actor, *, now: datetime) -> None:
    """Ask that the actor's own data be erased; once more changes nothing."""
    db.session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update(key_share=True))
    if waiting_for(actor.person_id) is None:
        row = Erasure(person_id=actor.person_id, asked_by_id=actor.person_id, asked_at=now)
        db.session.add(row)
        db.session.flush()
        record(actor.person_id, "erasure.asked", "person", actor.person_id, erasure=row.id)
        post(ASKED, row.id, map(recipient_of, administrators()))


def take_back(actor: Actor, *, now: datetime) -> None:
    """Keep the actor's data after all."""
    row = waiting_for(actor.person_id)
    if row is not None:
        row.state, row.settled_at, row.settled_by_id = ErasureState.TAKEN_BACK, now, actor.person_id
        db.session.flush()
        record(actor.person_id, "erasure.taken_back", "person", actor.person_id, erasure=row.id)


def waiting() -> Sequence[Erasure]:
    """Return what is asked for and not done, the oldest first."""
    return _with_people(select(Erasure).where(Erasure.state == ErasureState.ASKED).order_by(Erasure.asked_at))


def done() -> Sequence[Erasure]:
    """Return the latest erasures."""
    statement = select(Erasure).where(Erasure.state == ErasureState.DONE)
    return _with_people(statement.order_by(Erasure.settled_at.desc(), Erasure.id.desc()).limit(LATEST))


def _with_people(statement: Select[Erasure]) -> Sequence[Erasure]:
    return db.session.scalars(statement.options(joinedload(Erasure.person))).all()


def found(search: str) -> Sequence[Person]:
    """Return whom a name or a mail address means, and of whom something is left; the first so many."""
    statement = select(Person).where(person_like(search), Person.email != "").order_by(Person.search_key, Person.id)
    return db.session.scalars(statement.limit(MOST_FOUND)).all()
