"""Raising objections to a result, and answering them. Both are recorded and mailed; nothing is taken back."""

from collections.abc import Iterable

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.accounts.models import Person
from assembly.audit.service import record
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.outbox import Recipient, post, recipient_of
from assembly.voting import people
from assembly.voting import queries as votes
from assembly.voting.objections import queries
from assembly.voting.objections.models import Objection
from assembly.voting.objections.refusals import AnsweredAlreadyError, ObjectionRefusedError
from assembly.voting.objections.rules import ObjectionFacts, check_can_object
from assembly.voting.refusals import ProveAddressError


def raise_objection(actor: Actor, vote_id: int, member_id: int, words: str) -> Objection:
    """Object to a result in a member's name; the same words sent twice are one objection.

    Raises `ObjectionRefusedError`, after which nothing was recorded, and `ProveAddressError`.
    """
    if not actor.proved_address:
        raise ProveAddressError
    vote = votes.locked(vote_id)
    now = database_now(db.session())
    facts = ObjectionFacts(
        state=vote.state,
        until=queries.until(vote),
        member=member_id,
        speaks_for={member.id for member in queries.members_of(vote, actor)},
    )
    if refusal := check_can_object(facts, now):
        raise ObjectionRefusedError(refusal)
    words = words.strip()
    if known := _same(vote_id, member_id, words):
        return known
    made = Objection(vote_id=vote.id, member_id=member_id, person_id=actor.person_id, words=words, raised_at=now)
    db.session.add(made)
    db.session.flush()
    record(actor.person_id, "objection.raised", "objection", made.id, vote=vote.id, member=member_id)
    post("objection-received", made.id, _side_of(made), event_id=vote.event_id)
    post("objection-raised", made.id, _each(queries.overseers(vote.event_id)), event_id=vote.event_id)
    return made


def _same(vote_id: int, member_id: int, words: str) -> Objection | None:
    """Return what this form has brought before: whoever raises one has locked the vote."""
    return db.session.scalar(
        select(Objection).where(
            Objection.vote_id == vote_id,
            Objection.member_id == member_id,
            Objection.words == words,
            Objection.answered_at.is_(None),
        )
    )


def answer(actor: Actor, objection_id: int, reply: str) -> Objection:
    """Answer an objection, once; raise `AnsweredAlreadyError`. From then on the participants read both."""
    objection = queries.locked(objection_id)
    if objection.answered_by == actor.person_id and objection.reply == reply.strip():
        return objection  # the same form once more
    if objection.answered_by is not None:
        raise AnsweredAlreadyError(db.session.get_one(Person, objection.answered_by).name)
    now = database_now(db.session())
    objection.reply, objection.answered_at, objection.answered_by = reply.strip(), now, actor.person_id
    db.session.flush()
    record(actor.person_id, "objection.answered", "objection", objection.id, vote=objection.vote_id)
    post("objection-answered", objection.id, _side_of(objection), event_id=objection.vote.event_id)
    return objection


def _side_of(objection: Objection) -> list[Recipient]:
    """Return whoever objected, and the focal points of their member."""
    told = [*people.people([objection.person_id]), *people.focal_points(objection.member_id)]
    return _each(told, objection.member_id)


def _each(told: Iterable[Person], member_id: int | None = None) -> list[Recipient]:
    return [recipient_of(person, member_id) for person in {one.id: one for one in told}.values()]
