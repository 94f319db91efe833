"""Letting somebody in by telephone: one colleague asks, another confirms, the person types the code themselves.

It is the person who signs in, in their own browser; nobody acts as them.
"""

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import select

from assembly import keyring
from assembly.accounts import sessions
from assembly.accounts.actor import Actor
from assembly.accounts.factors.queries import has_some
from assembly.accounts.models import Person, Purpose, Role
from assembly.accounts.rules import normal_address, plain_code
from assembly.audit import service as audit
from assembly.errors import DomainError, ForbiddenError, NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration.help_desk import queries
from assembly.registration.help_desk.models import TelephoneCode
from assembly.registration.help_desk.rules import DIGITS, GUESSES, CodeState, state_of
from assembly.registration.queries import secretariat

TOLD: Final = "telephone-code"
OBJECTED: Final = "telephone-objected"
WORKING: Final = frozenset({Role.ADMINISTRATOR, Role.STAFF, Role.SCRUTINEER, Role.CHAIR})


class CodeRefusedError(DomainError):
    """A code cannot be asked for, confirmed or shown."""


def ask(actor: Actor, event: Event, person: Person, reason: str, now: datetime) -> TelephoneCode:
    """Ask for a code for somebody who is on the telephone; raise `CodeRefusedError`."""
    if person.id == actor.person_id:
        raise ForbiddenError
    if works_for_us(person):
        raise CodeRefusedError(
            _l("Whoever works for the federation is not let in by telephone. Ask an administrator."),
            code="works_for_us",
        )
    if any(state_of(one, now) in {CodeState.WAITING, CodeState.CONFIRMED} for one in queries.of_person(person.id)):
        raise CodeRefusedError(_l("A code for this person was asked for already."), code="asked_already")
    code = TelephoneCode(event=event, person=person, reason=reason, asked_by_id=actor.person_id, asked_at=now)
    db.session.add(code)
    db.session.flush()
    _record(actor.person_id, "telephone.asked", code)
    return code


def works_for_us(person: Person) -> bool:
    """Whether somebody has a role in which nobody is let in by telephone."""
    return any(grant.role in WORKING for grant in person.grants)


def confirm(actor: Actor, code: TelephoneCode, now: datetime) -> None:
    """Confirm what a colleague asked for. The person, and those who look after them, are told at once."""
    _expect(code, CodeState.WAITING, now)
    if actor.person_id in {code.asked_by_id, code.person_id}:
        raise CodeRefusedError(_l("Somebody else has to confirm it."), code="same_person")
    code.confirmed_by_id, code.confirmed_at = actor.person_id, now
    db.session.flush()
    _record(actor.person_id, "telephone.confirmed", code)
    people = [code.person, *queries.who_look_after(code)]
    post(TOLD, code.id, [recipient_of(one) for one in people], event_id=code.event_id)


def show(actor: Actor, code: TelephoneCode, now: datetime) -> str:
    """Make the code and return it, once, to whoever asked for it."""
    if actor.person_id != code.asked_by_id:
        raise ForbiddenError
    _expect(code, CodeState.CONFIRMED, now)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code.code_hash, code.shown_at = keyring.keyed(_bound(code, digits)), now
    _record(actor.person_id, "telephone.shown", code)
    return digits


def withdraw(actor: Actor, code: TelephoneCode, now: datetime) -> None:
    """Take back a code that was not used yet."""
    db.session.refresh(code, with_for_update=True)  # it may be typed at this very moment
    if state_of(code, now) not in {CodeState.WAITING, CodeState.CONFIRMED, CodeState.SHOWN}:
        raise _not_open()
    code.withdrawn_at, code.code_hash = now, None
    _record(actor.person_id, "telephone.withdrawn", code)


def enter(address: str, typed: str, now: datetime) -> Person | None:
    """Sign in whoever has this address and was read this code; None where it is not right.

    Every try counts for every code of the address, whatever comes of it: it must be committed.
    """
    open_codes = _open_codes(address, now)
    for code in open_codes:
        code.guesses += 1
    digits = plain_code(typed)
    right = [code for code in open_codes if code.code_hash and keyring.is_keyed(_bound(code, digits), code.code_hash)]
    if len(right) != 1:
        return None
    code = right[0]
    code.session_id = sessions.start(code.person, Purpose.TELEPHONE, now, owes_factor=has_some(code.person_id))
    code.used_at, code.code_hash = now, None
    audit.record(code.person_id, "session.started", "person", code.person_id, telephone_code=code.id)
    return code.person


def _open_codes(address: str, now: datetime) -> list[TelephoneCode]:
    statement = (
        select(TelephoneCode)
        .join(Person, Person.id == TelephoneCode.person_id)
        .where(
            Person.email == normal_address(address),
            Person.disabled_at.is_(None),
            TelephoneCode.code_hash.is_not(None),
            TelephoneCode.guesses < GUESSES,
        )
        .with_for_update(of=TelephoneCode)
    )
    return [code for code in db.session.scalars(statement) if state_of(code, now) is CodeState.SHOWN]


def object_to(code: TelephoneCode, person_id: int, now: datetime) -> None:
    """Say that it was not the person: the code works no more, what it opened ends, the secretariat is told."""
    db.session.refresh(code, with_for_update=True)  # who types it at this very moment is signed out too
    if code.objected_at is not None:
        return
    code.objected_at, code.code_hash = now, None
    if code.session_id is not None:
        sessions.end_elsewhere(code.session_id, now)
    _record(person_id, "telephone.objected", code)
    post(OBJECTED, code.id, [recipient_of(one) for one in secretariat(code.event_id)], event_id=code.event_id)


def _bound(code: TelephoneCode, digits: str) -> str:
    """Return what is keyed: digits count for this code, and so for this person, only."""
    return f"telephone:{code.id}:{code.person_id}:{digits}"


def _expect(code: TelephoneCode, wanted: CodeState, now: datetime) -> None:
    """Lock a code; raise `CodeRefusedError` where it does not stand as it must."""
    db.session.refresh(code, with_for_update=True)
    if state_of(code, now) is not wanted:
        raise _not_open()


def _not_open() -> CodeRefusedError:
    return CodeRefusedError(_l("This code is not open any more. Ask for another one."), code="not_open")


def _record(by: int, act: str, code: TelephoneCode) -> None:
    audit.record(by, act, "person", code.person_id, telephone_code=code.id, event_id=code.event_id)


def code_of(event: Event, code_id: int) -> TelephoneCode:
    """Return a code of an event; raise `NotFoundError`."""
    code = db.session.get(TelephoneCode, code_id)
    if code is None or code.event_id != event.id:
        raise NotFoundError
    return code
