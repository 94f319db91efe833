"""Reading objections: who may raise one, who reads which, and which wait for an answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Role
from assembly.accounts.permissions import Permission
from assembly.accounts.roles import people_working
from assembly.credentials import queries as credentials
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration.models import Registration
from assembly.scope import everything
from assembly.voting import people
from assembly.voting.models import Vote, VotingRight
from assembly.voting.objections.models import Objection
from assembly.voting.objections.rules import objections_until


def members_of(vote: Vote, actor: Actor) -> Sequence[Member]:
    """Return the members on a vote's roll for which a person may object, in the order of the roll.

    Those they vote or stand in for at the event, proxies left aside: a proxy is for voting; and those they look after.
    """
    theirs = set(actor.members_at(vote.event_id)) | _stands_for(vote.event_id, actor.person_id)
    statement = (
        select(Member)
        .join(VotingRight, VotingRight.member_id == Member.id)
        .where(VotingRight.vote_id == vote.id, VotingRight.member_id.in_(theirs))
        .order_by(VotingRight.id)
    )
    return db.session.scalars(statement).all() if theirs else []


def _stands_for(event_id: int, person_id: int) -> set[int]:
    registered_by = select(Registration.member_id).where(
        Registration.event_id == event_id, Registration.person_id == person_id, Registration.member_id.is_not(None)
    )
    with everything():
        own = [member_id for member_id in db.session.scalars(registered_by) if member_id is not None]
    facts = credentials.roll_facts(event_id, own) if own else {}
    return {one.member_id for one in facts.values() if any(voter.person_id == person_id for voter in one.voters)}


def objections_to(vote_id: int) -> Sequence[Objection]:
    """Return all objections to a result, the first first."""
    statement = select(Objection).where(Objection.vote_id == vote_id).order_by(Objection.id)
    return db.session.scalars(statement.options(joinedload(Objection.member), joinedload(Objection.person))).all()


def shown_to(vote: Vote, actor: Actor | None) -> list[Objection]:
    """Return the objections to a result that a person reads.

    Those who inspect votes read all; members read their own; an answered one is read by everybody who takes part.
    """
    if actor is None:
        return []
    found = objections_to(vote.id)
    if not found or actor.may(Permission.INSPECT_VOTES, vote.event_id):
        return list(found)
    theirs = {member.id for member in members_of(vote, actor)}
    takes_part = bool(theirs) or people.takes_part(actor.person_id, vote.event_id)
    return [
        one
        for one in found
        if one.member_id in theirs or one.person_id == actor.person_id or (takes_part and one.answered_at)
    ]


def objection_to(vote_id: int, objection_id: int) -> Objection:
    """Return an objection to this result; raise `NotFoundError`."""
    found = db.session.scalar(select(Objection).where(Objection.id == objection_id, Objection.vote_id == vote_id))
    if found is None:
        raise NotFoundError
    return found


def locked(objection_id: int) -> Objection:
    """Return an objection that nobody else answers until the commit; raise `NotFoundError`."""
    statement = select(Objection).where(Objection.id == objection_id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFoundError
    return found


def waiting(event_id: int) -> dict[int, int]:
    """Return how many objections wait for an answer, by the id of the vote; votes without any are left out."""
    statement = (
        select(Objection.vote_id, func.count())
        .join(Objection.vote)
        .where(Vote.event_id == event_id, Objection.answered_at.is_(None))
        .group_by(Objection.vote_id)
    )
    return dict(db.session.execute(statement).all())


def until(vote: Vote) -> datetime | None:
    """Return until when members may object to the result of a vote."""
    return objections_until(vote.published_at, vote.objection_hours)


def overseers(event_id: int) -> Sequence[Person]:
    """Return who is told of a new objection: the staff who look after the event, and its scrutineers."""
    return people_working((Role.ADMINISTRATOR, Role.STAFF, Role.SCRUTINEER), event_id)
