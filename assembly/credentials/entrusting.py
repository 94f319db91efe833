"""To whom a member can entrust its vote."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from assembly.credentials import queries
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration import queries as registrations
from assembly.registration.models import Delegation
from assembly.scope import everything


@dataclass(frozen=True, slots=True)
class PossibleHolder:
    """A member whose delegate can be asked to hold a proxy, and how many they hold or were asked to hold."""

    code: str
    member_name: str
    voter_name: str
    held: int


def possible_holders(event_id: int) -> list[PossibleHolder]:
    """Return the members that have a voter and have not given their own vote away, by name."""
    standing = queries.proxies(event_id)
    gave = {one.member_id for one in standing}
    held = Counter(one.holder_member_id for one in standing)
    facts = queries.roll_facts(event_id)
    voters = {key: one.voters[0] for key, one in facts.items() if one.voters and key not in gave}
    members = db.session.scalars(
        select(Member).where(Member.id.in_(voters), Member.in_good_standing).order_by(Member.name_key)
    )
    return [PossibleHolder(one.code, one.name, voters[one.id].name, held[one.id]) for one in members]


def delegation_of(event_id: int, code: str) -> Delegation:
    """Return any member's delegation, to entrust a vote to; raise `NotFoundError`."""
    with everything():
        return registrations.delegation_of(event_id, code)
