"""Asking the next contact of a member: by itself where nobody answers, or because the secretariat says so."""

from collections.abc import Collection, Mapping
from datetime import datetime

from assembly.audit.service import record
from assembly.events.models import Event
from assembly.events.queries import lock_event
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.registration.escalation import queries, rules
from assembly.registration.escalation.mails import COLLEAGUE_ASKED
from assembly.registration.escalation.models import Escalation
from assembly.registration.escalation.queries import ContactStanding, MemberStanding
from assembly.registration.escalation.rules import Act
from assembly.registration.models import Invitation
from assembly.registration.service import check_open, invite


def due(event: Event, now: datetime) -> list[int]:
    """Return the members whose next contact is to be asked now."""
    return [one.member.id for one in queries.standings(event, now) if one.next.act is Act.ASK]


def ask_due(event: Event, member_ids: Collection[int], now: datetime) -> int:
    """Ask the next contact of those of these members for whom it is due; return how many were asked.

    Harmless to run twice, also at once: it is decided behind the event's lock, and who was asked is waited for.
    """
    lock_event(event.id)
    asked = 0
    for one in queries.standings(event, now, member_ids):
        contact = one.contact(one.next.person_id)
        if one.next.act is Act.ASK and contact:
            asked += _ask(None, event, one, contact, now)
    return asked


def ask_now(actor_id: int | None, event: Event, wanted: Mapping[int, int], now: datetime) -> int:
    """Ask these contacts (member id → person id) before their time; return how many were asked.

    Passed over is a member that has answered meanwhile, or whose next contact is another by now: pressed twice, the
    button asks one. Raise `RegistrationClosedError`.
    """
    check_open(event, max(now, event.registration_opens_at))
    lock_event(event.id)
    asked = 0
    for one in queries.standings(event, now, wanted.keys()):
        contact = one.following
        if contact and contact.person.id == wanted[one.member.id]:
            asked += _ask(actor_id, event, one, contact, now)
    return asked


def _ask(actor_id: int | None, event: Event, member: MemberStanding, contact: ContactStanding, now: datetime) -> bool:
    """Invite a contact, and tell whoever was asked before them, if they can still answer."""
    invitation = invite(actor_id, event, member.member, contact.person, after=len(contact.asked), now=now)
    if invitation is None:
        return False
    last, reason = rules.asked_last(member.facts.contacts), rules.reason_of(member.facts.contacts)
    before = member.contact(last.person_id) if last else None
    db.session.add(
        Escalation(invitation_id=invitation.id, before_id=before.person.id if before else None, reason=reason)
    )
    if before and before.facts.lost is None:
        _tell(before, invitation, event, member.member.id)
    record(
        actor_id, "invitation.escalated", "invitation", invitation.id,
        member_id=member.member.id, before_id=before.person.id if before else None, reason=reason.value,
    )  # fmt: skip
    return True


def _tell(before: ContactStanding, invitation: Invitation, event: Event, member_id: int) -> None:
    post(COLLEAGUE_ASKED, invitation.id, [recipient_of(before.person, member_id)], event_id=event.id)
