"""Whom the help desk helps: the people of an event, with the mail that they were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select
from sqlalchemy.orm import joinedload

from assembly import scope
from assembly.accounts.models import Person
from assembly.accounts.queries import person_like
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.folding import name_key
from assembly.mail.models import Delivery
from assembly.members.models import Contact, Member
from assembly.registration.help_desk.models import TelephoneCode
from assembly.registration.models import Delegation, Partner, Registration

MOST = 30
MAILS = 10
RECENT = 20


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody of an event, and the organisations that they are of."""

    person: Person
    organisations: tuple[str, ...]


def callers(event_id: int, text: str) -> list[Caller]:
    """Return the people of an event whom a name, an address or a member's name means; the first so many."""
    words = name_key(text).split()
    if not words:
        return []
    wanted = or_(person_like(text), Person.id.in_(_of_members_like(event_id, words)))
    statement = _people(event_id).where(wanted).order_by(Person.search_key, Person.id).limit(MOST)
    return _callers(event_id, db.session.scalars(statement).all())


def caller(event_id: int, person_id: int) -> Caller:
    """Return somebody of an event; raise `NotFoundError` for anybody else."""
    person = db.session.scalar(_people(event_id).where(Person.id == person_id))
    if person is None:
        raise NotFoundError
    return _callers(event_id, [person])[0]


def _people(event_id: int) -> Select[Person]:
    return select(Person).where(
        or_(Person.id.in_(_registered(event_id)), Person.id.in_(_contacts(event_id))), Person.disabled_at.is_(None)
    )


def _registered(event_id: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(Registration.person_id).where(Registration.event_id == event_id, *conditions)


def _contacts(event_id: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    of_delegation = Delegation.member_id == Contact.member_id
    return select(Contact.person_id).join(Delegation, of_delegation).where(Delegation.event_id == event_id, *conditions)


def _of_members_like(event_id: int, words: Sequence[str]) -> CompoundSelect[Any]:
    like = select(Member.id).where(*(Member.name_key.contains(word, autoescape=True) for word in words))
    return _registered(event_id, Registration.member_id.in_(like)).union(
        _contacts(event_id, Contact.member_id.in_(like))
    )


def _callers(event_id: int, people: Sequence[Person]) -> list[Caller]:
    """Add their organisations to people, members before partners; the same few statements for however many."""
    ids = [person.id for person in people]
    mine = Registration.event_id == event_id, Registration.person_id.in_(ids)
    of_members = (
        select(Registration.person_id, Member.name_key, Member.name).join(Member).where(*mine),
        select(Contact.person_id, Member.name_key, Member.name).join(Member).where(Contact.person_id.in_(ids)),
    )
    of_partners = select(Registration.person_id, Partner.name).join(Partner).where(*mine)
    members = {(row.name_key, row.name, row.person_id) for one in of_members for row in db.session.execute(one)}
    partners = {(row.name, row.person_id) for row in db.session.execute(of_partners)}
    names: dict[int, list[str]] = {person_id: [] for person_id in ids}
    for *_key, name, person_id in (*sorted(members), *sorted(partners)):
        names[person_id].append(name)
    return [Caller(person, tuple(names[person.id])) for person in people]


def _own(event_id: int, person: Person) -> tuple[ColumnElement[bool], ...]:
    return Registration.event_id == event_id, Registration.person_id == person.id


def last_mails(event_id: int, person_id: int) -> Sequence[Delivery]:
    """Return the last mails to somebody about this event, and those for signing in, the newest first."""
    statement = select(Delivery).where(
        Delivery.person_id == person_id, or_(Delivery.event_id == event_id, Delivery.event_id.is_(None))
    )
    return db.session.scalars(statement.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(MAILS)).all()


def of_event(event_id: int) -> Sequence[TelephoneCode]:
    """Return the last codes of an event, the newest first."""
    statement = _codes().where(TelephoneCode.event_id == event_id).order_by(TelephoneCode.id.desc()).limit(RECENT)
    return db.session.scalars(statement).all()


def of_person(person_id: int) -> Sequence[TelephoneCode]:
    """Return the codes of a person, the newest first."""
    statement = _codes().where(TelephoneCode.person_id == person_id).order_by(TelephoneCode.id.desc())
    return db.session.scalars(statement).all()


def _codes() -> Select[TelephoneCode]:
    return select(TelephoneCode).options(
        joinedload(TelephoneCode.person), joinedload(TelephoneCode.asked_by), joinedload(TelephoneCode.confirmed_by)
    )


def who_look_after(code: TelephoneCode) -> Sequence[Person]:
    """Return the contacts of the members that a code's person comes from, but for the person."""
    with scope.everything():  # who is told does not depend on who confirms
        members = (
            select(Registration.member_id)
            .where(*_own(code.event_id, code.person))
            .union(select(Contact.member_id).where(Contact.person_id == code.person_id))
        )
        statement = select(Person).where(
            Person.id.in_(select(Contact.person_id).where(Contact.member_id.in_(members))),
            Person.id != code.person_id,
            Person.disabled_at.is_(None),
        )
        return db.session.scalars(statement.order_by(Person.id)).all()
