"""Objections as the pages of a result show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.accounts.actor import Actor
from assembly.database import database_now
from assembly.extensions import db
from assembly.voting.models import Vote
from assembly.voting.objections import queries
from assembly.voting.objections.models import Objection
from assembly.voting.rules import VoteState, has_passed


@dataclass(frozen=True, slots=True)
class ObjectionsShown:
    """Until when objections are taken, those that this reader reads, and whether they may raise one now."""

    until: datetime | None
    may_object: bool
    rows: Sequence[Objection]

    @property
    def waiting(self) -> int:
        """How many of them wait for an answer."""
        return sum(one.answered_at is None for one in self.rows)


def shown(vote: Vote, actor: Actor | None) -> ObjectionsShown:
    """Return what a reader of the result learns of objections. Where none are taken, no question is asked."""
    until = queries.until(vote)
    if until is None:
        return ObjectionsShown(None, may_object=False, rows=())
    taken = vote.state is VoteState.PUBLISHED and not has_passed(until, database_now(db.session()))
    may_object = taken and actor is not None and bool(queries.members_of(vote, actor))
    return ObjectionsShown(until, may_object, queries.shown_to(vote, actor))
