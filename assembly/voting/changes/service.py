"""Telling of voters and addresses that changed while a vote is open: those who were there before, and the member.

Whoever took somebody's place would tell nobody; so nothing depends on them, and it is found by looking.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.credentials import queries as credentials
from assembly.credentials.service import HANDED_OVER
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.mail.outbox import Recipient, post, recipient_of
from assembly.voting import people, queries
from assembly.voting.changes.addresses import NewAddress, new_addresses
from assembly.voting.heads.service import UNDER_WAY
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Vote
from assembly.voting.together.service import asked_for

ADDRESS_LEFT: Final = "voter-address-left"
"""To the address that mail went to before; about the entry of the audit trail."""
ADDRESS_CHANGED: Final = "voter-address-changed"
"""To the member; about the entry of the audit trail."""
VOTES_NO_MORE: Final = "votes-no-more"
"""To whoever voted before; about the mail by which they were told of the vote."""
VOTER_CHANGED: Final = "voter-changed"
"""To the member; about that same mail."""

TOLD_VOTER: Final = (HANDED_OVER, "proxy-revoked", "proxy-declined")
TOLD_MEMBER: Final = (HANDED_OVER, "proxy-answered", "proxy-given-back", "proxy-taken-back")
"""Mails that have said already that somebody else votes now."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that is missing."""

    kind: str
    subject_id: int
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who was asked to vote, by which mail and for which member, and holds no right any more."""

    asked_id: int
    member_id: int | None
    person: Person


def with_changes() -> list[int]:
    """Return the ids of the votes under way in which somebody has to be told of a change."""
    under_way = select(Vote).where(UNDER_WAY).order_by(Vote.id)
    return [vote.id for vote in db.session.scalars(under_way) if _missing(vote)]


def tell_changes(vote_id: int) -> int:
    """Mail those concerned by what changed since a vote opened; return how many. Harmless however often called."""
    vote = queries.locked(vote_id, shared=True)
    mails = _missing(vote)
    return sum(post(one.kind, one.subject_id, [one.recipient], event_id=vote.event_id) for one in mails)


def _missing(vote: Vote) -> list[Mail]:
    """Return the mails about changes that nobody was sent yet."""
    wanted = [*_of_addresses(vote), *_of_voters(vote)]
    rows = select(Delivery.kind, Delivery.subject_id, Delivery.person_id).where(
        Delivery.kind.in_({one.kind for one in wanted}), Delivery.subject_id.in_({one.subject_id for one in wanted})
    )
    known = {tuple(row) for row in db.session.execute(rows)} if wanted else set()
    return [one for one in wanted if (one.kind, one.subject_id, one.recipient.person_id) not in known]


def _of_addresses(vote: Vote) -> Iterator[Mail]:
    """Yield the mails about new addresses of those who vote or stand in for a member, or hold its proxy."""
    roll = {right.member_id for right in queries.roll(vote)}
    found = [one for one in new_addresses(vote, roll, database_now(db.session())) if not one.replaced]
    concerned = _registrations_concerned(vote.event_id, {one.member_id for one in found}) if found else set()
    for one in found:
        if one.registration_id not in concerned:
            continue
        before = _before(one)
        if before is not None:
            yield Mail(ADDRESS_LEFT, one.number, before)
        for person in people.focal_points(one.member_id):
            yield Mail(ADDRESS_CHANGED, one.number, recipient_of(person, one.member_id))


def _registrations_concerned(event_id: int, member_ids: Collection[int]) -> set[int]:
    facts = credentials.roll_facts(event_id, member_ids).values()
    held = {one.registration_id for one in credentials.proxies(event_id, member_ids) if one.accepted}
    return held | {voter.registration_id for one in facts for voter in one.voters}


def _before(one: NewAddress) -> Recipient | None:
    """Return somebody at the address that mail to them went to before; None where none ever went there."""
    person = db.session.get_one(Person, one.person_id)
    statement = select(Delivery.address).where(Delivery.person_id == person.id, Delivery.address != person.email)
    address = db.session.scalar(statement.order_by(Delivery.id.desc()).limit(1))
    return replace(recipient_of(person, one.member_id), address=address) if address else None


def _of_voters(vote: Vote) -> Iterator[Mail]:
    """Yield the mails about those who were asked to vote, and hold no right in the vote any more."""
    voting = holders(right_facts(vote.event_id, [right.member for right in queries.roll(vote)]))
    asked = select(Delivery.id, Delivery.member_id, Person).join(Person, Person.id == Delivery.person_id)
    asked = asked.where(asked_for(vote.id))
    rows = db.session.execute(asked.order_by(Delivery.id)).all()
    gone = [Gone(*row) for row in rows if row[2].id not in voting.values()]
    told = _told(vote) if gone else set()
    for one in gone:
        yield from _of_one_gone(one, told)


def _of_one_gone(gone: Gone, told: Collection[tuple[str, int, int | None]]) -> Iterator[Mail]:
    member_id, person = gone.member_id, gone.person
    knows = any(who == person.id and (kind in TOLD_VOTER or of == member_id) for kind, who, of in told)
    if person.disabled_at is None and not knows:
        yield Mail(VOTES_NO_MORE, gone.asked_id, recipient_of(person, member_id))
    if member_id is None or any(kind in TOLD_MEMBER and of == member_id for kind, _person, of in told):
        return
    for one in people.focal_points(member_id):
        if one.id != person.id:
            yield Mail(VOTER_CHANGED, gone.asked_id, recipient_of(one, member_id))


def _told(vote: Vote) -> set[tuple[str, int, int | None]]:
    """Return who was told by another mail since the vote opened: its kind, the person, and for which member."""
    rows = select(Delivery.kind, Delivery.person_id, Delivery.member_id).where(
        Delivery.event_id == vote.event_id,
        Delivery.kind.in_({*TOLD_VOTER, *TOLD_MEMBER}),
        Delivery.created_at >= vote.opened_at,
    )
    return {(kind, person_id, member_id) for kind, person_id, member_id in db.session.execute(rows)}
