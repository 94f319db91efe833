"""Who is present for each member at a sitting, for the secretariat to tick. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assembly.credentials import queries as credentials
from assembly.credentials.presence import queries
from assembly.credentials.presence.rules import Interval, Means
from assembly.credentials.queries import RollFacts
from assembly.extensions import db
from assembly.folding import name_key
from assembly.members.models import Member


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who votes or stands in for a member; `since` and `means` where they are there."""

    person_id: int
    name: str
    votes: bool
    since: datetime | None
    means: Means | None


@dataclass(frozen=True, slots=True)
class MemberPresence:
    """One member at a sitting: those who vote or stand in for it, and whether it is represented."""

    member: Member
    people: tuple[Attendee, ...]
    represented: bool
    by_proxy: bool


def members_at(event_id: int, sitting_id: int, moment: datetime) -> list[MemberPresence]:
    """Return how each member that votes stands at a sitting, by name."""
    members = db.session.scalars(select(Member).where(Member.in_good_standing).order_by(Member.name_key, Member.id))
    roll = credentials.roll_facts(event_id)
    known = queries.times([sitting_id])
    there = {
        person_id: now
        for person_id, found in known.items()
        if (now := next((one for one in found if one.holds(moment)), None)) is not None
    }
    return [_row(member, roll.get(member.id), there) for member in members]


def _row(member: Member, facts: RollFacts | None, there: dict[int, Interval]) -> MemberPresence:
    if facts is None:
        return MemberPresence(member, (), represented=False, by_proxy=False)
    if facts.proxy is not None:
        people = [(facts.proxy.person_id, facts.proxy.person_name)]
    else:
        people = [(voter.person_id, voter.name) for voter in facts.voters]
    found = tuple(_attendee(*one, there, votes=not number) for number, one in enumerate(people))
    return MemberPresence(member, found, represented=found[0].since is not None, by_proxy=facts.proxy is not None)


def _attendee(person_id: int, name: str, there: dict[int, Interval], *, votes: bool) -> Attendee:
    now = there.get(person_id)
    return Attendee(person_id, name, votes, now.arrived_at if now else None, now.means if now else None)


def matching(found: Sequence[MemberPresence], *, words: str = "", absent: bool = False) -> list[MemberPresence]:
    """Return those whose organisation or people are called so; only those not represented where that is asked."""
    wanted = name_key(words)
    return [
        one
        for one in found
        if not (absent and one.represented)
        and (wanted in one.member.name_key or any(wanted in name_key(person.name) for person in one.people))
    ]
