"""What each member has answered to its invitation, for the secretariat. Five queries, for any number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.mending import UNDELIVERED
from assembly.mail.models import Delivery
from assembly.members.models import Contact, Member
from assembly.registration.models import Delegation, Invitation, Registration
from assembly.registration.queries import HOLDS_SEAT
from assembly.registration.rules import Answer, AnswerFacts, answer, is_late

INVITATION_MAIL = "invitation"
MAIL_OF_INVITATION = (Delivery.kind == INVITATION_MAIL) & (Delivery.subject_id == Invitation.id)


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """One invitation that was not withdrawn. `returned`: its mail did not arrive, and the address is still the same."""

    sent_at: datetime
    opened: bool
    wrong_person: bool
    returned: bool


@dataclass(frozen=True, slots=True)
class Headcount:
    """Live registrations of a delegation."""

    people: int
    delegates: int


NOBODY = Headcount(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """What was read of one member; invitations in the order in which they were sent."""

    member: Member
    headcount: Headcount
    sent: Sequence[SentInvitation]
    declined: bool
    has_contact: bool


@dataclass(frozen=True, slots=True)
class MemberAnswer:
    """How it stands with one member's delegation; `invited_at` is when it was last written to."""

    member: Member
    answer: Answer
    late: bool
    people: int
    invited_at: datetime | None
    returned: bool
    wrong_person: bool
    has_contact: bool


def answers(event: Event, now: datetime) -> list[MemberAnswer]:
    """Return how it stands with every member, by name; a suspended one only where it has a delegation."""
    delegations = _delegations(event.id)
    headcounts, invitations = _headcounts(event.id), _invitations(event.id)
    reachable = set(db.session.scalars(select(Contact.member_id).distinct()))
    found = []
    for member in db.session.scalars(select(Member).order_by(Member.name_key, Member.id)):
        delegation = delegations.get(member.id)
        if delegation is None and not member.in_good_standing:
            continue
        facts = MemberFacts(
            member=member,
            headcount=headcounts.get(delegation.id, NOBODY) if delegation else NOBODY,
            sent=invitations.get(delegation.id, []) if delegation else [],
            declined=delegation is not None and delegation.declined_at is not None,
            has_contact=member.id in reachable,
        )
        found.append(_member_answer(facts, event.registration_closes_at, now))
    return found


def _member_answer(facts: MemberFacts, closes_at: datetime, now: datetime) -> MemberAnswer:
    given = answer(
        AnswerFacts(
            invited=bool(facts.sent),
            opened=any(one.opened for one in facts.sent),
            declined=facts.declined,
            people=facts.headcount.people,
            delegates=facts.headcount.delegates,
        )
    )
    last = facts.sent[-1] if facts.sent else None
    return MemberAnswer(
        member=facts.member,
        answer=given,
        late=is_late(given, closes_at, now),
        people=facts.headcount.people,
        invited_at=last.sent_at if last else None,
        returned=last is not None and last.returned,
        wrong_person=last is not None and last.wrong_person,
        has_contact=facts.has_contact,
    )


def concerned(found: Sequence[MemberAnswer]) -> list[MemberAnswer]:
    """Return those of the regions in which somebody was invited; all, as long as nobody was."""
    regions = {one.member.region for one in found if one.answer is not Answer.NOT_INVITED}
    return [one for one in found if not regions or one.member.region in regions]


def tally(found: Iterable[MemberAnswer]) -> Counter[Answer]:
    """Count the members by their answer."""
    return Counter(one.answer for one in found)


def _delegations(event_id: int) -> dict[int, Delegation]:
    found = db.session.scalars(select(Delegation).where(Delegation.event_id == event_id))
    return {delegation.member_id: delegation for delegation in found}


def _headcounts(event_id: int) -> dict[int, Headcount]:
    delegates = func.sum(case((Registration.role == ParticipantRole.DELEGATE, 1), else_=0))
    statement = (
        select(Registration.delegation_id, func.count(), delegates)
        .where(Registration.event_id == event_id, HOLDS_SEAT, Registration.delegation_id.is_not(None))
        .group_by(Registration.delegation_id)
    )
    return {row[0]: Headcount(row[1], row[2]) for row in db.session.execute(statement)}


def _invitations(event_id: int) -> dict[int, list[SentInvitation]]:
    statement = (
        select(Invitation, Delivery.state.in_(UNDELIVERED) & (Delivery.address == Person.email))
        .join(Invitation.delegation)
        .join(Invitation.person)
        .outerjoin(Delivery, MAIL_OF_INVITATION)
        .where(Delegation.event_id == event_id, Invitation.withdrawn_at.is_(None))
        .order_by(Invitation.id)
    )
    found: dict[int, list[SentInvitation]] = defaultdict(list)
    for invitation, returned in db.session.execute(statement):
        found[invitation.delegation_id].append(
            SentInvitation(
                sent_at=invitation.created_at,
                opened=invitation.opened_at is not None,
                wrong_person=invitation.wrong_person_at is not None,
                returned=bool(returned),
            )
        )
    return found
