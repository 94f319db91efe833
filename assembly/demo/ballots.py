"""Ballots of the demonstration: in votes that are open some have voted, in secret, and some have not."""

import random
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assembly.accounts.actor import Actor, Grant
from assembly.accounts.models import Person, Purpose
from assembly.database import transaction
from assembly.demo.documents import document
from assembly.extensions import db
from assembly.voting import keys, queries
from assembly.voting import service as voting
from assembly.voting.held import rights_of
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Vote
from assembly.voting.papers import Marks

SEED = 2021
TURNOUT = 0.55
MARKS, WEIGHTS = "YNA", (80, 12, 8)

Chance = random.Random


def chance() -> Chance:
    """Return what invented votes are drawn with: the same each time."""
    return Chance(SEED)


def give_key(vote_id: int) -> None:
    """Make the key that seals a secret vote, as a worker would."""
    public_key = keys.prepare(vote_id)
    if public_key:
        with transaction():
            voting.give_key(vote_id, public_key)


def on_a_motion(chance: Chance) -> Marks:
    """Return a ballot: most are in favour."""
    return chance.choices(MARKS, WEIGHTS)[0]


def cast_all(vote_id: int, chance: Chance, fill_in: Callable[[], Marks], turnout: float = 1.0) -> None:
    """Cast ballots of so many of those who vote; the visitor's own (roles.json) stay theirs to cast."""
    for person in _voters(db.session.get_one(Vote, vote_id)):
        if chance.random() < turnout:
            with transaction():
                _cast(person, db.session.get_one(Vote, vote_id), chance, fill_in())


def _voters(vote: Vote) -> list[Person]:
    """Return who holds a right, but for those whom a visitor may be."""
    facts = right_facts(vote.event_id, [right.member for right in queries.roll(vote)])
    people = select(Person).where(
        Person.id.in_(holders(facts).values()), Person.email.not_in(document("roles").values())
    )
    return list(db.session.scalars(people.options(selectinload(Person.grants)).order_by(Person.id)))


def _cast(person: Person, vote: Vote, chance: Chance, marks: Marks) -> None:
    rights = {held.right_id: marks for held in rights_of(vote, person.id) if not held.receipt}
    voting.cast(actor_of(person), vote.id, rights, UUID(int=chance.getrandbits(128)).hex)


def actor_of(person: Person) -> Actor:
    """Return somebody as who has signed in by mail."""
    return Actor(
        person_id=person.id,
        session_id=0,
        name=person.name,
        language=person.language,
        zone=person.zone,
        purpose=Purpose.SIGN_IN,
        grants=tuple(Grant(grant.role, grant.event_id, grant.member_id) for grant in person.grants),
    )
