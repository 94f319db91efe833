"""How it stands with every member and its contacts. A fixed number of queries, for any number of members."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, func, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.bounces import addresses
from assembly.mail.mending import UNDELIVERED
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Contact, Member
from assembly.registration.answers import MAIL_OF_INVITATION
from assembly.registration.escalation import rules
from assembly.registration.escalation.models import MemberCall
from assembly.registration.escalation.rules import Act, ContactFacts, Lost, MemberFacts, NextAct, Outcome, Terms
from assembly.registration.invited import InvitationMail, InvitationState, state_of
from assembly.registration.models import Delegation, Invitation, Registration
from assembly.registration.queries import HOLDS_SEAT

NOTICE_MAIL = "notice"
SETTLES = frozenset({Outcome.PROMISED, Outcome.REACHED})


@dataclass(frozen=True, slots=True)
class Asked:
    """One invitation of a contact, and what came of it."""

    invitation: Invitation
    state: InvitationState


@dataclass(frozen=True, slots=True)
class ContactStanding:
    """One contact: what the rule knows of them, every invitation, and since when mail to their address comes back."""

    person: Person
    position: int
    facts: ContactFacts
    asked: Sequence[Asked]
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """One member: its contacts in order, the calls with it from the first on, and what comes next."""

    member: Member
    facts: MemberFacts
    contacts: Sequence[ContactStanding]
    calls: Sequence[MemberCall]
    next: NextAct

    def contact(self, person_id: int | None) -> ContactStanding | None:
        """Return the contact who is this person."""
        return next((one for one in self.contacts if one.person.id == person_id), None)

    @property
    def following(self) -> ContactStanding | None:
        """Whom one could ask next by hand; None where the member has answered, was never invited, or nobody is left."""
        following = rules.next_contact(self.facts.contacts)
        can_be_asked = following and self.facts.begun and not self.facts.answered
        return self.contact(following.person_id) if following and can_be_asked else None

    @property
    def under_way(self) -> MemberCall | None:
        """The call that somebody is making now."""
        return next((call for call in self.calls if call.outcome is None), None)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of all members that are asked for, by member or person."""

    contacts: Mapping[int, Sequence[Contact]]
    asked: Mapping[int, Mapping[int, Sequence[Asked]]]
    declined: Collection[int]
    work: Mapping[int, tuple[int, datetime]]
    calls: Mapping[int, Sequence[MemberCall]]
    returned: Mapping[int, datetime]
    untold: Mapping[int, datetime]


def standings(event: Event, now: datetime, member_ids: Collection[int] | None = None) -> list[MemberStanding]:
    """Return how it stands with all members in good standing, or with these, by name."""
    mine = Member.id.in_(member_ids) if member_ids is not None else true()
    members = select(Member).where(Member.in_good_standing, mine).order_by(Member.name_key, Member.id)
    contacts = _contacts(mine)
    read = _Read(
        contacts=contacts,
        asked=_asked(event.id, mine),
        declined=_declined(event.id, mine),
        work=_work(event.id, mine),
        calls=_calls(event.id, mine),
        returned=addresses.returned([one.person_id for found in contacts.values() for one in found]),
        untold=_untold(event.id, mine),
    )
    return [_standing(member, read, event, now) for member in db.session.scalars(members)]


def standing(event: Event, member: Member, now: datetime) -> MemberStanding | None:
    """Return how it stands with one member; None where it is not in good standing."""
    return next(iter(standings(event, now, [member.id])), None)


def to_call(event: Event, now: datetime) -> list[MemberStanding]:
    """Return the members that only a telephone call can reach now."""
    return [one for one in standings(event, now) if one.next.act is Act.CALL]


def has_answered(delegation: Delegation) -> bool:
    """Whether a delegate is registered, or the member said that it will not take part."""
    delegate = select(Registration.id).where(
        Registration.delegation_id == delegation.id, Registration.role == ParticipantRole.DELEGATE, HOLDS_SEAT
    )
    return delegation.declined_at is not None or db.session.scalar(delegate.limit(1)) is not None


def terms_of(event: Event) -> Terms:
    """Return what an event says about waiting."""
    wait = timedelta(days=event.escalate_after) if event.escalate_after else None
    return Terms(wait, event.registration_opens_at, event.registration_closes_at, event.ends_at)


def events_that_escalate(now: datetime) -> Sequence[Event]:
    """Return the events in which next contacts are asked by themselves now."""
    statement = select(Event).where(
        Event.escalate_after.is_not(None), Event.registration_opens_at <= now, Event.registration_closes_at > now
    )
    return db.session.scalars(statement.order_by(Event.id)).all()


def _standing(member: Member, read: _Read, event: Event, now: datetime) -> MemberStanding:
    asked = read.asked.get(member.id, {})
    contacts = [
        _contact(one, asked.get(one.person_id, []), read.returned.get(one.person_id))
        for one in read.contacts.get(member.id, [])
    ]
    delegates, touched_at = read.work.get(member.id, (0, None))
    calls, terms = read.calls.get(member.id, []), terms_of(event)
    facts = MemberFacts(
        answered=bool(delegates) or (member.id in read.declined and touched_at is None),
        begun=bool(asked),
        contacts=[one.facts for one in contacts],
        touched_at=touched_at,
        quiet_until=_quiet_until(calls, event.zone, terms),
        untold=_is_untold(read.untold.get(member.id), calls),
    )
    return MemberStanding(member, facts, contacts, calls, rules.next_act(facts, terms, now))


def _contact(contact: Contact, asked: Sequence[Asked], returned_at: datetime | None) -> ContactStanding:
    person = contact.person
    standing = [one for one in asked if one.state is not InvitationState.WITHDRAWN]
    last = standing[-1] if standing else asked[-1] if asked else None
    opened = [one.invitation.opened_at for one in standing if one.invitation.opened_at]
    renewed = last is not None and last.state is InvitationState.OLD_ADDRESS and not opened
    facts = ContactFacts(
        person_id=person.id,
        asked_at=last.invitation.created_at if last and not renewed else None,
        opened_at=max(opened, default=None),
        lost=_lost(person, last, returned=returned_at is not None and not opened),
    )
    return ContactStanding(person, contact.position, facts, asked, returned_at)


def _lost(person: Person, last: Asked | None, *, returned: bool) -> Lost | None:
    if person.disabled_at is not None:
        return Lost.CLOSED
    by_state = {
        InvitationState.WITHDRAWN: Lost.WITHDRAWN,
        InvitationState.WRONG_PERSON: Lost.WRONG_PERSON,
        InvitationState.RETURNED: Lost.RETURNED,
    }
    found = by_state.get(last.state) if last else None
    return found or (Lost.RETURNED if returned else None)


def _quiet_until(calls: Sequence[MemberCall], zone: str, terms: Terms) -> datetime | None:
    """Only the last call that was ended counts: what was promised before it, it has taken back."""
    ended = [call for call in calls if call.outcome is not None]
    if not ended or ended[-1].outcome is None or ended[-1].ended_at is None:
        return None
    return rules.quiet_until(ended[-1].outcome, ended[-1].ended_at, ended[-1].promised_on, zone, terms)


def _is_untold(since: datetime | None, calls: Sequence[MemberCall]) -> bool:
    told = [call.ended_at for call in calls if call.outcome in SETTLES and call.ended_at]
    return since is not None and all(at < since for at in told)


def _contacts(mine: ColumnElement[bool]) -> dict[int, list[Contact]]:
    statement = (
        select(Contact)
        .join(Contact.member)
        .where(mine)
        .options(joinedload(Contact.person))
        .order_by(Contact.member_id, Contact.position)
    )
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in db.session.scalars(statement):
        found[contact.member_id].append(contact)
    return found


def _asked(event_id: int, mine: ColumnElement[bool]) -> dict[int, dict[int, list[Asked]]]:
    """Return the invitations of each member by person, the oldest first."""
    statement = (
        select(Invitation, Delegation.member_id, Delivery.state, Delivery.address)
        .join(Invitation.delegation)
        .join(Delegation.member)
        .join(Invitation.person)
        .outerjoin(Delivery, MAIL_OF_INVITATION)
        .where(Delegation.event_id == event_id, mine)
        .options(contains_eager(Invitation.person))
        .order_by(Invitation.id)
    )
    found: dict[int, dict[int, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for invitation, member_id, state, address in db.session.execute(statement):
        mail = InvitationMail(state, address) if state else None
        found[member_id][invitation.person_id].append(Asked(invitation, state_of(invitation, mail)))
    return found


def _declined(event_id: int, mine: ColumnElement[bool]) -> set[int]:
    statement = select(Delegation.member_id).join(Delegation.member)
    return set(
        db.session.scalars(statement.where(Delegation.event_id == event_id, Delegation.declined_at.is_not(None), mine))
    )


def _work(event_id: int, mine: ColumnElement[bool]) -> dict[int, tuple[int, datetime]]:
    """Return how many delegates are registered for each member, and when somebody last was."""
    delegates = func.sum(case((Registration.role == ParticipantRole.DELEGATE, 1), else_=0))
    statement = (
        select(Registration.member_id, delegates, func.max(Registration.created_at))
        .join(Registration.member)
        .where(Registration.event_id == event_id, HOLDS_SEAT, mine)
        .group_by(Registration.member_id)
    )
    return {row[0]: (int(row[1]), row[2]) for row in db.session.execute(statement)}


def _calls(event_id: int, mine: ColumnElement[bool]) -> dict[int, list[MemberCall]]:
    statement = (
        select(MemberCall)
        .join(Member, Member.id == MemberCall.member_id)
        .where(MemberCall.event_id == event_id, mine)
        .options(joinedload(MemberCall.caller), joinedload(MemberCall.person))
        .order_by(MemberCall.id)
    )
    found: dict[int, list[MemberCall]] = defaultdict(list)
    for call in db.session.scalars(statement):
        found[call.member_id].append(call)
    return found


def _untold(event_id: int, mine: ColumnElement[bool]) -> dict[int, datetime]:
    """Return when a message to a contact last came back, where nobody else of the member was sent that message.

    Only for the address that the contact still has.
    """
    other = aliased(Delivery)
    reached = exists().where(
        other.kind == Delivery.kind,
        other.subject_id == Delivery.subject_id,
        other.member_id == Contact.member_id,
        other.state == DeliveryState.SENT,
    )
    at = func.max(func.coalesce(Delivery.bounced_at, Delivery.due_at))
    statement = (
        select(Contact.member_id, at)
        .join(Contact.member)
        .join(Contact.person)
        .join(Delivery, Delivery.person_id == Contact.person_id)
        .where(
            Delivery.event_id == event_id,
            Delivery.kind == NOTICE_MAIL,
            Delivery.state.in_(UNDELIVERED),
            Delivery.address == Person.email,
            ~reached,
            mine,
        )
        .group_by(Contact.member_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
