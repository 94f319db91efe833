"""The vote of the demonstration while it is open: some have voted, in secret, and some have not."""

import random
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
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Vote
from assembly.voting.service import Acceptance

SEED = 2021
TURNOUT = 0.55
MARKS, WEIGHTS = "YNA", (80, 12, 8)


def load(vote_id: int) -> None:
    """Open the vote and cast some ballots; the visitor's own (roles.json) stay theirs to cast."""
    public_key = keys.prepare(vote_id)
    with transaction():
        if public_key:
            voting.give_key(vote_id, public_key)
        voting.open_vote(None, vote_id, Acceptance(small_groups=True))
    chance = random.Random(SEED)  # noqa: S311 - invented votes, the same each time
    for person in _voters(db.session.get_one(Vote, vote_id)):
        if chance.random() < TURNOUT:
            with transaction():
                _cast(person, db.session.get_one(Vote, vote_id), chance)


def _voters(vote: Vote) -> list[Person]:
    """Return who holds a right, but for those whom a visitor may be."""
    facts = right_facts(vote.event_id, [right.member for right in queries.roll(vote)])
    people = select(Person).where(
        Person.id.in_(holders(facts).values()), Person.email.not_in(document("roles").values())
    )
    return list(db.session.scalars(people.options(selectinload(Person.grants)).order_by(Person.id)))


def _cast(person: Person, vote: Vote, chance: random.Random) -> None:
    actor = Actor(
        person_id=person.id,
        session_id=0,
        name=person.name,
        language=person.language,
        zone=person.zone,
        purpose=Purpose.SIGN_IN,
        grants=tuple(Grant(grant.role, grant.event_id, grant.member_id) for grant in person.grants),
    )
    marks = chance.choices(MARKS, WEIGHTS)[0]
    rights = {held.right_id: marks for held in queries.rights_of(vote, person.id) if not held.receipt}
    voting.cast(actor, vote.id, rights, UUID(int=chance.getrandbits(128)).hex)
