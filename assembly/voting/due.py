"""Which votes wait for a worker: asked for again and again, as a wake-up may be lost and a worker killed."""

from collections.abc import Sequence

from sqlalchemy import select

from assembly.database import database_now
from assembly.extensions import db
from assembly.voting.models import Secrecy, Vote, VoteLot
from assembly.voting.rules import VoteState
from assembly.voting.ties.models import CastingVote


def overdue() -> Sequence[int]:
    """Return the ids of the open votes whose deadline has passed by the database's clock."""
    now = database_now(db.session())
    statement = select(Vote.id).where(Vote.state == VoteState.OPEN, Vote.closes_at <= now)
    return db.session.scalars(statement.order_by(Vote.id)).all()


def uncounted() -> Sequence[int]:
    """Return the ids of the votes that are closed and not yet counted, and wait for no lot and no casting vote."""
    waits = select(VoteLot.vote_id).where(VoteLot.vote_id == Vote.id, VoteLot.numbers.is_(None)).exists()
    tied = select(CastingVote.vote_id).where(CastingVote.vote_id == Vote.id, CastingVote.choice.is_(None)).exists()
    statement = select(Vote.id).where(Vote.state == VoteState.CLOSED, ~waits, ~tied)
    return db.session.scalars(statement.order_by(Vote.id)).all()


def keyless_drafts() -> Sequence[int]:
    """Return the ids of the secret drafts for which no key has been made yet."""
    statement = select(Vote.id).where(
        Vote.state == VoteState.DRAFT, Vote.secrecy == Secrecy.SEALED, Vote.public_key.is_(None)
    )
    return db.session.scalars(statement.order_by(Vote.id)).all()
