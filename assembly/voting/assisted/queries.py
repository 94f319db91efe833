"""Reading the ballots that the secretariat entered for members, and which members can only be called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assembly.accounts.models import Person
from assembly.credentials.rollcheck import queries as rollcheck
from assembly.credentials.rollcheck.rules import Unready
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.members.models import Member
from assembly.voting import people
from assembly.voting import queries as votes
from assembly.voting.assisted.models import AssistedBallot
from assembly.voting.assisted.rules import Means, Outcome
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Vote, VotingRight

NOBODY_VOTES = frozenset({Unready.NO_VOTER, Unready.NOT_ACCEPTED, Unready.SENT_BACK})


def entries_of(vote_id: int) -> Sequence[AssistedBallot]:
    """Return what was entered in a vote, the first first, with its members and those who entered and ended it."""
    statement = select(AssistedBallot).where(AssistedBallot.vote_id == vote_id).order_by(AssistedBallot.id)
    return db.session.scalars(
        statement.options(
            joinedload(AssistedBallot.right).joinedload(VotingRight.member),
            joinedload(AssistedBallot.first),
            joinedload(AssistedBallot.second),
        )
    ).all()


def entry_of(vote_id: int, entry_id: int) -> AssistedBallot:
    """Return what was entered in this vote; raise `NotFoundError`."""
    statement = select(AssistedBallot).where(AssistedBallot.id == entry_id, AssistedBallot.vote_id == vote_id)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found


def locked(entry_id: int) -> AssistedBallot:
    """Return an entry that nobody else ends until the commit; raise `NotFoundError`."""
    statement = select(AssistedBallot).where(AssistedBallot.id == entry_id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFoundError
    return found


def cast_for(vote_id: int) -> dict[int, Means]:
    """Return the rights in a vote whose ballot was received by telephone or on paper, and how."""
    statement = select(AssistedBallot.right_id, AssistedBallot.means).where(
        AssistedBallot.vote_id == vote_id, AssistedBallot.outcome == Outcome.CONFIRMED
    )
    return dict(db.session.execute(statement).all())


def members_cast_for(vote_id: int) -> dict[int, Means]:
    """Return the members whose ballot was received by telephone or on paper, and how."""
    statement = (
        select(VotingRight.member_id, AssistedBallot.means)
        .join(AssistedBallot.right)
        .where(AssistedBallot.vote_id == vote_id, AssistedBallot.outcome == Outcome.CONFIRMED)
    )
    return dict(db.session.execute(statement).all())


def number_cast(vote_id: int) -> int:
    """Return how many ballots of a vote were received by telephone or on paper."""
    statement = select(func.count()).where(
        AssistedBallot.vote_id == vote_id, AssistedBallot.outcome == Outcome.CONFIRMED
    )
    return db.session.scalar(statement) or 0


def right_of(vote: Vote, code: str) -> VotingRight | None:
    """Return the right of a member in a vote, by the member's code; None where it is not on the roll."""
    statement = (
        select(VotingRight)
        .join(VotingRight.member)
        .where(VotingRight.vote_id == vote.id, Member.code == code)
        .options(joinedload(VotingRight.member))
    )
    return db.session.scalar(statement)


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """A member on the roll whom no mail brings to the ballot, why, and who can be called."""

    member: Member
    why: Unready
    people: tuple[Person, ...]


def out_of_reach(vote: Vote) -> list[OutOfReach]:
    """Return the members on the roll for which nobody can vote, or whose voter's mail comes back, by name.

    Whether they have voted is not asked: while a vote is open, nobody sees more than turnout.
    """
    on_roll = {right.member_id: right.member for right in votes.roll(vote)}
    why = {
        one.vote.member.id: next(reason for reason in one.missing if _is_out_of_reach(reason))
        for one in rollcheck.readiness(vote.event_id)
        if one.vote.member.id in on_roll and any(map(_is_out_of_reach, one.missing))
    }
    told = rollcheck.whom_to_write(vote.event_id)
    voting = _voters(vote, [on_roll[member_id] for member_id in why])
    return [
        OutOfReach(
            on_roll[member_id],
            reason,
            tuple({one.id: one for one in (*voting.get(member_id, ()), *told.get(member_id, ()))}.values()),
        )
        for member_id, reason in why.items()
    ]


def _is_out_of_reach(reason: Unready) -> bool:
    return reason in NOBODY_VOTES or reason is Unready.BOUNCED


def _voters(vote: Vote, members: Collection[Member]) -> dict[int, list[Person]]:
    voting = holders(right_facts(vote.event_id, members))
    known = {person.id: person for person in people.people(voting.values())}
    return {member_id: [known[person_id]] for member_id, person_id in voting.items()}
