"""Inviting focal points, and what they do with their link. Looking at a link changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from assembly.accounts import tokens
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Purpose, Role, RoleGrant
from assembly.accounts.service import person_for
from assembly.audit.service import record
from assembly.errors import InvalidLinkError
from assembly.events.models import Event
from assembly.events.queries import lock_event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.members.models import Member, MemberStatus, Region
from assembly.registration import queries
from assembly.registration.helping.ending import end_all_named_by
from assembly.registration.models import Delegation, Invitation
from assembly.registration.service.delegations import check_open, open_delegation
from assembly.registration.service.people import Details
from assembly.scope import everything


def invite_all(
    actor_id: int | None,
    event: Event,
    *,
    now: datetime,
    region: Region | None = None,
    status: MemberStatus | None = None,
) -> int:
    """Invite the first contact of every member, or of those of a region or status, that has had no invitation yet.

    Return how many.
    """
    lock_event(event.id)
    waiting = queries.members_to_invite(event.id, region, status)
    sent = []
    for one in waiting:
        delegation = one.delegation or Delegation(event=event, member=one.member, created_at=now)
        sent.append(Invitation(delegation=delegation, person=one.person, number=1, created_at=now))
    db.session.add_all(sent)
    db.session.flush()
    for invitation in sent:
        _mail(invitation)
    _grant([(one.person.id, one.member.id) for one in waiting])
    if waiting:
        record(
            actor_id, "registration.opened", "event", event.id,
            member_ids=[one.member.id for one in waiting],
        )  # fmt: skip
    return len(waiting)


def invite(
    actor_id: int | None, event: Event, member: Member, person: Person, *, after: int = 0, now: datetime
) -> Invitation | None:
    """Send a person a link to the member's delegation, for the first time or again.

    `after` is how many invitations to this person the caller has seen: pressed twice, the button
    sends one. Links sent before keep working. Returns None where there was nothing left to do.
    """
    lock_event(event.id)
    delegation = open_delegation(actor_id, event, member, now=now)
    sent = select(func.count()).where(Invitation.delegation_id == delegation.id, Invitation.person_id == person.id)
    if db.session.scalar(sent) != after:
        return None
    invitation = Invitation(delegation=delegation, person=person, number=after + 1, created_at=now)
    db.session.add(invitation)
    db.session.flush()
    _mail(invitation)
    _grant([(person.id, member.id)])
    record(actor_id, "invitation.sent", "invitation", invitation.id, delegation_id=delegation.id)
    return invitation


def invite_new(actor: Actor, event: Event, member: Member, details: Details, *, now: datetime) -> Invitation | None:
    """Invite somebody who is no contact of the member; None where they were invited before.

    Whoever is known by address and name is the same person. Raise `RegistrationClosedError`.
    """
    check_open(event, max(now, event.registration_opens_at))
    person = person_for(actor, email=details.email, name=details.name, language=details.language, zone=details.zone)
    return invite(actor.person_id, event, member, person, now=now)


def link_by_hand(actor_id: int | None, event: Event, member: Member, person: Person, *, now: datetime) -> str:
    """Return the token of a link that the secretariat passes on itself, as by WhatsApp; it is told only once.

    Raise `RegistrationClosedError`.
    """
    check_open(event, max(now, event.registration_opens_at))
    lock_event(event.id)
    delegation = open_delegation(actor_id, event, member, now=now)
    sent = select(func.count()).where(Invitation.delegation_id == delegation.id, Invitation.person_id == person.id)
    invitation = Invitation(
        delegation=delegation, person=person, number=(db.session.scalar(sent) or 0) + 1, by_hand=True, created_at=now
    )
    db.session.add(invitation)
    db.session.flush()
    _grant([(person.id, member.id)])
    record(actor_id, "invitation.given_by_hand", "invitation", invitation.id, delegation_id=delegation.id)
    expires_at = event.registration_closes_at
    return tokens.mint(Purpose.INVITATION, person.id, invitation.id, now=now, expires_at=expires_at)


def withdraw_invitations(actor_id: int | None, delegation: Delegation, person_id: int, *, now: datetime) -> int:
    """Make every link that a person has to this delegation stop working, and end the help that they asked for.

    Return how many links.
    """
    live = select(Invitation).where(
        Invitation.delegation_id == delegation.id,
        Invitation.person_id == person_id,
        Invitation.withdrawn_at.is_(None),
    )
    found = db.session.scalars(live).all()
    for invitation in found:
        invitation.withdrawn_at = now
        tokens.revoke(Purpose.INVITATION, invitation.id, now)
        record(actor_id, "invitation.withdrawn", "invitation", invitation.id)
    if found:
        end_all_named_by(actor_id, delegation, person_id, now=now)
    return len(found)


@dataclass(frozen=True, slots=True)
class FocalPointLink:
    """A link that works: the invitation that it belongs to, and who was invited."""

    invitation: Invitation
    delegation: Delegation
    event: Event
    member: Member
    person: Person


def focal_point_link(token: str, *, now: datetime) -> FocalPointLink:
    """Return what a link opens; raise `InvalidLinkError`, which says why it does not."""
    row = tokens.find(Purpose.INVITATION, token, now)
    with everything():
        invitation = queries.invitation(row.subject_id)
    if invitation is None or invitation.person_id != row.person_id or invitation.person.disabled_at:
        raise InvalidLinkError(code="unknown_link")
    if invitation.withdrawn_at is not None:
        raise InvalidLinkError(
            _l("This invitation was withdrawn. The secretariat can send you another."), code="withdrawn_link"
        )
    delegation = invitation.delegation
    return FocalPointLink(invitation, delegation, delegation.event, delegation.member, invitation.person)


def open_invitation(link: FocalPointLink, *, now: datetime) -> None:
    """Record that the invited person opened the delegation."""
    if link.invitation.opened_at is None:
        link.invitation.opened_at = now
        record(link.person.id, "invitation.opened", "invitation", link.invitation.id)


def report_wrong_person(link: FocalPointLink, *, now: datetime) -> None:
    """Tell the secretariat that somebody else should have been invited."""
    if link.invitation.wrong_person_at is None:
        link.invitation.wrong_person_at = now
        record(link.person.id, "invitation.wrong_person", "invitation", link.invitation.id)


def name_right_person(link: FocalPointLink, who: str) -> None:
    """Keep whom the invited person named instead of themselves, as typed; nobody is invited by it."""
    if link.invitation.wrong_person_at is not None and link.invitation.right_person != who:
        link.invitation.right_person = who
        record(link.person.id, "invitation.right_person_named", "invitation", link.invitation.id)


def _mail(invitation: Invitation) -> None:
    delegation = invitation.delegation
    recipient = recipient_of(invitation.person, delegation.member_id)
    post("invitation", invitation.id, [recipient], event_id=delegation.event_id)


def _grant(pairs: Sequence[tuple[int, int]]) -> None:
    """Make these people focal points of these members, where they are not yet: (person id, member id)."""
    statement = select(RoleGrant.person_id, RoleGrant.member_id).where(RoleGrant.role == Role.FOCAL_POINT)
    if len(pairs) == 1:
        statement = statement.where(RoleGrant.person_id == pairs[0][0])
    known = set(db.session.execute(statement))
    db.session.add_all(
        RoleGrant(person_id=person_id, role=Role.FOCAL_POINT, member_id=member_id)
        for person_id, member_id in pairs
        if (person_id, member_id) not in known
    )
