"""How much of a vote's roll is represented: by who is present at a sitting, and by what was cast."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from assembly.credentials.presence import queries as presence
from assembly.extensions import db
from assembly.members.models import Member
from assembly.tally.rules import Unit
from assembly.voting import freezing
from assembly.voting.models import Cast, Vote, VotingRight


def at_opening(vote: Vote, roll: Sequence[Member], now: datetime) -> int:
    """Return how much of the roll is represented as a vote opens, in heads or weight as its rules count."""
    there = presence.represented(vote.event_id, now, [member.id for member in roll]).members
    return _in_unit(vote, (member.weight for member in roll if member.id in there))


def at_deadline(vote: Vote, now: datetime) -> int:
    """Return how much of the frozen roll was represented when a vote closed: present then, or cast at any time."""
    rights = db.session.execute(
        select(VotingRight.id, VotingRight.member_id, VotingRight.weight).where(VotingRight.vote_id == vote.id)
    ).all()
    cast = set(db.session.scalars(select(Cast.right_id).where(Cast.vote_id == vote.id)))
    moment = min(now, vote.closes_at)  # a sweep that comes late changes nothing
    there = presence.represented(vote.event_id, moment, [right.member_id for right in rights]).members
    return _in_unit(vote, (right.weight for right in rights if right.id in cast or right.member_id in there))


def _in_unit(vote: Vote, weights: Iterable[int]) -> int:
    return sum(1 if freezing.rules_of(vote).unit is Unit.HEADS else weight for weight in weights)
