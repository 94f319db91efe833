"""How things are done to a vote, and looked up, beside the model of its life."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from assembly.database import transaction
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.voting.models import Cast, PlainVotes, ReplacedBallot, SealedBallot, Vote, VotingRight
from tests.factories.voting import Scene, Seat, acting
from tests.voting.life_model import LifeModel


class Doing(LifeModel):
    scene: Scene
    seats: tuple[Seat, ...]
    vote_id: int

    def attempt(self, act: Callable[[], object], *, may: bool) -> None:
        if may:
            with transaction():
                act()
            return
        with pytest.raises(DomainError), transaction():
            act()

    def go(self, act: Callable[..., object], states: set[str], to: str) -> None:
        self.attempt(lambda: act(acting(self.scene.staff_id), self.vote_id), may=self.state in states)
        if self.state in states:
            self.state = to

    def right(self, seat: int) -> int:
        """Return the id of a member's right; 0, which is none, in a draft."""
        member_id = self.seats[seat].member_id
        right = select(VotingRight.id).where(VotingRight.vote_id == self.vote_id, VotingRight.member_id == member_id)
        return db.session.scalar(right) or 0

    def vote(self) -> Vote:
        db.session.rollback()
        return db.session.get_one(Vote, self.vote_id, populate_existing=True)

    def number_of(self, model: type[Cast | PlainVotes | ReplacedBallot | SealedBallot]) -> int:
        return db.session.scalar(select(func.count()).select_from(model).where(model.vote_id == self.vote_id)) or 0
