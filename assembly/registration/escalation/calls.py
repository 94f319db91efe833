"""Telephone calls with members: one of the secretariat at a time, and what came of each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from assembly.audit.service import record
from assembly.errors import DomainError, InvalidInputError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.members import history
from assembly.members.contacts import holders
from assembly.members.fields import is_telephone
from assembly.members.history import Change
from assembly.members.models import Member
from assembly.members.rules import CONTACT_PREFIXES
from assembly.registration.escalation.models import MemberCall
from assembly.registration.escalation.queries import ContactStanding
from assembly.registration.escalation.rules import CALL_LASTS, Outcome

LONGEST_NOTE: Final = 500


class SomebodyElseCallsError(DomainError):
    """Two would call the same member at the same time."""

    code = "somebody_else_calls"

    def __init__(self, name: str) -> None:
        super().__init__(_l("%(name)s is calling this member now.", name=name))


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a call. `promised_on` is the day by which they will have answered, with `PROMISED` only."""

    outcome: Outcome
    person_id: int | None = None
    promised_on: date | None = None
    note: str = ""


def begin(actor_id: int, event: Event, member: Member, *, now: datetime) -> MemberCall:
    """Say that one is calling; pressed again, it is the same call. Raise `SomebodyElseCallsError`."""
    found = _under_way(event, member)
    if found and _is_free(found, actor_id, now):
        db.session.delete(found)
        db.session.flush()
    elif found and found.caller_id == actor_id:
        return found
    elif found:
        raise SomebodyElseCallsError(found.caller.name)
    call = MemberCall(event_id=event.id, member_id=member.id, caller_id=actor_id, begun_at=now)
    db.session.add(call)
    db.session.flush()
    record(actor_id, "member_call.begun", "member", member.id, event_id=event.id)
    return call


def put_back(actor_id: int, event: Event, member: Member) -> None:
    """Say that one is not calling after all."""
    found = _under_way(event, member)
    if found and found.caller_id == actor_id:
        db.session.delete(found)
        record(actor_id, "member_call.put_back", "member", member.id, event_id=event.id)


def note(actor_id: int, event: Event, member: Member, said: Said, *, now: datetime) -> MemberCall:
    """Record what came of a call, whether or not one had said before that one was calling.

    Raise `SomebodyElseCallsError`, or `InvalidInputError` for a promise without a day to come.
    """
    if (said.outcome is Outcome.PROMISED) != (said.promised_on is not None):
        raise InvalidInputError(_l("Say by which day they will answer."), code="promised_on")
    call = begin(actor_id, event, member, now=now)
    call.outcome, call.promised_on, call.person_id = said.outcome, said.promised_on, said.person_id
    call.note, call.ended_at = said.note, now
    db.session.flush()
    record(
        actor_id, "member_call.ended", "member", member.id,
        event_id=event.id, call_id=call.id, outcome=said.outcome.value,
    )  # fmt: skip
    return call


def set_telephone(actor_id: int, member: Member, contact: ContactStanding, number: str) -> None:
    """Correct the number of a contact; an empty one takes it away. Raise `InvalidInputError`."""
    if number and not is_telephone(number):
        raise InvalidInputError(_l("A telephone number has digits, and begins with + and the code of its country."))
    person, old = contact.person, contact.person.phone
    if (old or "") == number:
        return
    person.phone = number or None
    field = f"{CONTACT_PREFIXES[min(contact.position, len(CONTACT_PREFIXES)) - 1]}_phone"
    held = holders([member.id])
    history.note(actor_id, [Change(member.id, field, old, person.phone)], held, held)
    record(actor_id, "member.changed", "member", member.id, fields=[field])


def is_stale(call: MemberCall, now: datetime) -> bool:
    """Whether whoever said that they were calling has forgotten to say what came of it."""
    return call.outcome is None and now - call.begun_at >= CALL_LASTS


def _is_free(call: MemberCall, actor_id: int, now: datetime) -> bool:
    return call.caller_id != actor_id and is_stale(call, now)


def _under_way(event: Event, member: Member) -> MemberCall | None:
    """Return the call that is being made; nobody else can begin one until the commit."""
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update())
    statement = select(MemberCall).where(
        MemberCall.event_id == event.id, MemberCall.member_id == member.id, MemberCall.outcome.is_(None)
    )
    return db.session.scalar(statement)
