"""Reading who would be mailed by a roll check, which were sent, and which members are not ready to vote."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from assembly.accounts.models import Person, Purpose, UserSession
from assembly.credentials import overview, queries
from assembly.credentials.overview import MemberVote
from assembly.credentials.queries import RollFacts
from assembly.credentials.rollcheck.models import RollCheck, RollCheckMember
from assembly.credentials.rollcheck.rules import ReadyFacts, Unready, unready
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member
from assembly.registration.models import Delegation, Invitation

KIND = "roll-check"
UNDELIVERED = (DeliveryState.BOUNCED, DeliveryState.FAILED)


def whom_to_write(event_id: int) -> dict[int, list[Person]]:
    """Return the focal points of each member that votes, by member id: who was invited and can be written to."""
    statement = (
        select(Delegation.member_id, Person)
        .join(Invitation, Invitation.delegation_id == Delegation.id)
        .join(Person, Person.id == Invitation.person_id)
        .join(Member, Member.id == Delegation.member_id)
        .where(
            Delegation.event_id == event_id,
            Invitation.withdrawn_at.is_(None),
            Person.disabled_at.is_(None),
            Member.in_good_standing,
        )
        .order_by(Member.name_key, Person.id)
    )
    found: dict[int, dict[int, Person]] = defaultdict(dict)
    for member_id, person in db.session.execute(statement):
        found[member_id][person.id] = person
    return {member_id: list(people.values()) for member_id, people in found.items()}


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending of the roll check, and how many mails of it there are, and came back."""

    correct_until: datetime
    sent_at: datetime
    mails: int
    undelivered: int


def sendings(event_id: int) -> list[Sent]:
    """Return the roll checks of an event, the newest first."""
    returned = func.count().filter(Delivery.state.in_(UNDELIVERED))
    statement = (
        select(RollCheck.correct_until, RollCheck.sent_at, func.count(Delivery.id), returned)
        .outerjoin(RollCheckMember, RollCheckMember.check_id == RollCheck.id)
        .outerjoin(Delivery, (Delivery.kind == KIND) & (Delivery.subject_id == RollCheckMember.id))
        .where(RollCheck.event_id == event_id)
        .group_by(RollCheck.id)
        .order_by(RollCheck.id.desc())
    )
    return [Sent(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready one member is: who votes for it now, and what is missing."""

    vote: MemberVote
    voter: str | None
    missing: tuple[Unready, ...]


def readiness(event_id: int) -> list[Readiness]:
    """Return how ready each member is, by name. A fixed number of queries, however many members."""
    votes, roll = overview.member_votes(event_id), queries.roll_facts(event_id)
    voting = {one.member.id: _who(roll[one.member.id]) for one in votes if one.member.id in roll}
    people = {person_id for person_id, _name in voting.values()}
    bounced, signed_in, written_to = _bounced(people), _signed_in(people), whom_to_write(event_id)
    return [
        Readiness(one, name, unready(ReadyFacts(
            state=one.state,
            can_vote=person_id is not None,
            written_to=one.member.id in written_to,
            bounced=person_id in bounced,
            signed_in=person_id in signed_in,
        )))
        for one in votes
        for person_id, name in [voting.get(one.member.id, (None, None))]
    ]  # fmt: skip


def _who(facts: RollFacts) -> tuple[int, str]:
    """Return who votes for a member now: whoever holds its proxy, else its own first."""
    if facts.proxy is not None:
        return facts.proxy.person_id, facts.proxy.person_name
    return facts.voters[0].person_id, facts.voters[0].name


def _signed_in(person_ids: Collection[int]) -> set[int]:
    """Return those who have signed in by mail at least once, as voting asks for."""
    statement = select(UserSession.person_id).where(
        UserSession.person_id.in_(person_ids), UserSession.purpose == Purpose.SIGN_IN
    )
    return set(db.session.scalars(statement.distinct()))


def _bounced(person_ids: Collection[int]) -> set[int]:
    """Return those to whose present address the last mail that was settled did not arrive."""
    last = (
        select(func.max(Delivery.id))
        .join(Person, Person.id == Delivery.person_id)
        .where(
            Delivery.person_id.in_(person_ids),
            Delivery.address == Person.email,
            Delivery.state.in_((DeliveryState.SENT, *UNDELIVERED)),
        )
        .group_by(Delivery.person_id)
    )
    statement = select(Delivery.person_id).where(Delivery.id.in_(last), Delivery.state.in_(UNDELIVERED))
    return set(db.session.scalars(statement))


def count_missing(found: Sequence[Readiness]) -> dict[Unready, int]:
    """Count the members by what is missing; one may miss several."""
    return {why: sum(why in one.missing for one in found) for why in Unready}
