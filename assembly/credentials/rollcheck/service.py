"""Sending the roll check: to each member once, however often the button is pressed."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.audit.service import record
from assembly.credentials.rollcheck import queries
from assembly.credentials.rollcheck.models import RollCheck, RollCheckMember
from assembly.credentials.rollcheck.rules import DeadlineRefusal, check_deadline
from assembly.errors import InvalidInputError
from assembly.events.models import Event
from assembly.events.queries import lock_event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of

REASONS = {
    DeadlineRefusal.IN_PAST: _l("Give a moment that is still to come, so that there is time to correct it."),
    DeadlineRefusal.AFTER_THE_EVENT: _l("Give a moment before the event ends."),
}


def fingerprint(recipients: Mapping[int, Sequence[Person]]) -> str:
    """Return what stands for whom the roll check would go to, so that it goes to nobody who was not counted."""
    lines = [f"{member_id} {person.id}" for member_id in sorted(recipients) for person in recipients[member_id]]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def send_roll_check(
    actor_id: int | None,
    event: Event,
    recipients: Mapping[int, Sequence[Person]],
    correct_until: datetime,
    *,
    now: datetime,
) -> int:
    """Mail each member who votes for it, until when it can be corrected; return how many mails are new.

    The same deadline again is the same sending: who has its mail gets no other. Raise `InvalidInputError`.
    """
    refusal = check_deadline(correct_until, event.ends_at, now)
    if refusal is not None:
        raise InvalidInputError(REASONS[refusal], code=refusal.value)
    lock_event(event.id)
    check = _check_of(event, correct_until, now)
    sent = 0
    for member_id, about in _members_of(check, recipients).items():
        people = [recipient_of(person, member_id) for person in recipients[member_id]]
        sent += post(queries.KIND, about, people, event_id=event.id)
    if sent:
        record(actor_id, "roll_check.sent", "event", event.id, roll_check=check.id, mails=sent)
    return sent


def _check_of(event: Event, correct_until: datetime, now: datetime) -> RollCheck:
    statement = select(RollCheck).where(RollCheck.event_id == event.id, RollCheck.correct_until == correct_until)
    found = db.session.scalar(statement)
    if found is None:
        found = RollCheck(event_id=event.id, correct_until=correct_until, sent_at=now)
        db.session.add(found)
        db.session.flush()
    return found


def _members_of(check: RollCheck, member_ids: Mapping[int, object]) -> dict[int, int]:
    """Return what the mail of each member is about, by member id."""
    statement = select(RollCheckMember.member_id).where(RollCheckMember.check_id == check.id)
    known = set(db.session.scalars(statement))
    db.session.add_all(RollCheckMember(check_id=check.id, member_id=one) for one in member_ids if one not in known)
    db.session.flush()
    rows = select(RollCheckMember).where(RollCheckMember.check_id == check.id).order_by(RollCheckMember.id)
    return {one.member_id: one.id for one in db.session.scalars(rows) if one.member_id in member_ids}
