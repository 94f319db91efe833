"""Who casts each member's vote at this moment: read live, never frozen."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Integer, bindparam, select

from assembly import scope
from assembly.accounts.models import Person
from assembly.credentials import queries as credentials
from assembly.credentials.live import delegate_of, proxy_holder_of
from assembly.credentials.queries import RollFacts
from assembly.extensions import db
from assembly.mail.outbox import Recipient
from assembly.members.models import Member
from assembly.voting.models import Cast, Vote, VotingRight
from assembly.voting.rules import RightFacts, holder


def right_facts(event_id: int, members: Iterable[Member]) -> dict[int, RightFacts]:
    """Return for each of these members who could exercise its right, by member id."""
    members = list(members)
    found = credentials.roll_facts(event_id, [member.id for member in members])
    return {member.id: _facts(member, found.get(member.id)) for member in members}


def _facts(member: Member, roll: RollFacts | None) -> RightFacts:
    return RightFacts(
        delegate=roll.voters[0].person_id if roll and roll.voters else None,
        proxy_holder=roll.proxy.person_id if roll and roll.proxy else None,
        member_suspended=not member.in_good_standing,
    )


def holders(facts: Mapping[int, RightFacts]) -> dict[int, int]:
    """Return the person who votes for each member that has one: member id → person id."""
    found = {member_id: holder(right) for member_id, right in facts.items()}
    return {member_id: person for member_id, person in found.items() if person is not None}


@dataclass(frozen=True, slots=True)
class RightToCast:
    """One right as casting needs to know it. `voter` is who casts, as the receipt is mailed to them."""

    member_id: int
    facts: RightFacts
    cast_by: int | None
    voter: Recipient


_EVENT: Final = bindparam("event_id", type_=Integer)
_RIGHTS_TO_CAST: Final = (
    select(
        VotingRight.id.label("right_id"),
        VotingRight.member_id,
        Member.in_good_standing.label("in_good_standing"),
        delegate_of(_EVENT, VotingRight.member_id).label("delegate"),
        proxy_holder_of(_EVENT, VotingRight.member_id).label("proxy_holder"),
        Cast.person_id.label("cast_by"),
        Person.email,
        Person.name,
        Person.language,
        Person.zone,
    )
    .join(Member, Member.id == VotingRight.member_id)
    .join(Person, Person.id == bindparam("person_id"))
    .outerjoin(Cast, Cast.right_id == VotingRight.id)
    .where(VotingRight.vote_id == bindparam("vote_id"), VotingRight.id.in_(bindparam("right_ids", expanding=True)))
)
"""One statement, made once: it is asked for each ballot that is cast."""


def rights_to_cast(vote: Vote, right_ids: Collection[int], person_id: int) -> dict[int, RightToCast]:
    """Return those of these rights that are on the roll of a vote, by id: who holds each, and who has used it."""
    asked = {"vote_id": vote.id, "event_id": vote.event_id, "person_id": person_id, "right_ids": list(right_ids)}
    with scope.everything():
        rows = db.session.execute(_RIGHTS_TO_CAST, asked).all()
    return {
        row.right_id: RightToCast(
            member_id=row.member_id,
            facts=RightFacts(
                delegate=row.delegate, proxy_holder=row.proxy_holder, member_suspended=not row.in_good_standing
            ),
            cast_by=row.cast_by,
            voter=Recipient(person_id, row.email, row.name, row.language, row.zone, row.member_id),
        )
        for row in rows
    }
