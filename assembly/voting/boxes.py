"""The ballot box of a vote: how ballots go in, are taken out, and are removed.

One small interface and two kinds. A vote that anyone can verify, and that the server cannot read, would be a
third beside them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from nacl.public import PrivateKey
from sqlalchemy import delete, select

from assembly.extensions import db
from assembly.voting import freezing, sealing
from assembly.voting.models import RollCallBallot, SealedBallot, Secrecy, Vote
from assembly.voting.papers import Marks, Paper
from assembly.voting.rows import put_in


@dataclass(frozen=True, slots=True)
class Stored:
    """A ballot as it lies in the box, with the right it was cast under."""

    right_id: int
    content: bytes


class BallotBox(Protocol):
    """How the ballots of one vote are kept."""

    def put(self, right_id: int, marks: Marks) -> bytes | None:
        """Add a ballot to the open transaction; return what is stored of it, of which the receipt is made.

        None where the right has a ballot already.
        """
        ...

    def replace(self, right_id: int, marks: Marks) -> tuple[bytes, Marks | None]:
        """Put a ballot in the place of the one that is there; return what is stored, and what an open one said."""
        ...

    def take_out(self) -> list[Stored]:
        """Read what lies in the box, in no telling order."""
        ...

    def read(self, ballots: Iterable[Stored], key: Callable[[], PrivateKey]) -> list[Marks]:
        """Read what was taken out, in its order; `key` is called only where there is something to unseal."""
        ...

    def empty(self) -> None:
        """Remove what nobody needs once it is counted."""
        ...


@dataclass(frozen=True, slots=True)
class RollCallBox:
    """Open ballots: they name their right, and stay."""

    vote_id: int

    def put(self, right_id: int, marks: Marks) -> bytes | None:
        """Add a ballot."""
        new = put_in(RollCallBallot, right_id=right_id, vote_id=self.vote_id, choice=marks)
        return self._stored(right_id, marks) if new else None

    def replace(self, right_id: int, marks: Marks) -> tuple[bytes, Marks | None]:
        """Write over a ballot."""
        ballot = db.session.get_one(RollCallBallot, right_id)
        earlier, ballot.choice = ballot.choice, marks
        return self._stored(right_id, marks), earlier

    def _stored(self, right_id: int, marks: Marks) -> bytes:
        return f"{self.vote_id}:{right_id}:{marks}".encode()

    def take_out(self) -> list[Stored]:
        """Read the ballots by the number of their right."""
        rows = db.session.execute(
            select(RollCallBallot.right_id, RollCallBallot.choice)
            .where(RollCallBallot.vote_id == self.vote_id)
            .order_by(RollCallBallot.right_id)
        )
        return [Stored(row.right_id, row.choice.encode()) for row in rows]

    def read(self, ballots: Iterable[Stored], key: Callable[[], PrivateKey]) -> list[Marks]:
        """Read the marks."""
        return [ballot.content.decode() for ballot in ballots]

    def empty(self) -> None:
        """Keep the ballots: they are shown by member."""


@dataclass(frozen=True, slots=True)
class SealedBallotBox:
    """Sealed ballots: boxes of one length that only the workers open, removed once counted."""

    vote_id: int
    public_key: bytes
    paper: Paper

    def put(self, right_id: int, marks: Marks) -> bytes | None:
        """Seal and add a ballot."""
        box = sealing.seal(self.public_key, self.vote_id, self.paper, marks)
        new = put_in(SealedBallot, right_id=right_id, vote_id=self.vote_id, sealed=box)
        return box if new else None

    def replace(self, right_id: int, marks: Marks) -> tuple[bytes, Marks | None]:
        """Seal and write over a ballot; the earlier one is gone."""
        box = sealing.seal(self.public_key, self.vote_id, self.paper, marks)
        db.session.get_one(SealedBallot, right_id).sealed = box
        return box, None

    def take_out(self) -> list[Stored]:
        """Read the sealed ballots by the number of their right."""
        rows = db.session.execute(
            select(SealedBallot.right_id, SealedBallot.sealed)
            .where(SealedBallot.vote_id == self.vote_id)
            .order_by(SealedBallot.right_id)
        )
        return [Stored(row.right_id, row.sealed) for row in rows]

    def read(self, ballots: Iterable[Stored], key: Callable[[], PrivateKey]) -> list[Marks]:
        """Open the boxes."""
        return sealing.open_boxes(key(), self.vote_id, self.paper, [ballot.content for ballot in ballots])

    def empty(self) -> None:
        """Delete the boxes: who cast which of the plain ballots can then not be asked any more."""
        db.session.execute(delete(SealedBallot).where(SealedBallot.vote_id == self.vote_id))


def box_of(vote: Vote) -> BallotBox:
    """Return the ballot box of a vote."""
    if vote.secrecy is Secrecy.ROLL_CALL:
        return RollCallBox(vote.id)
    if vote.public_key is None:
        raise sealing.SealError(f"vote {vote.id} has no key to seal with")
    return SealedBallotBox(vote.id, vote.public_key, freezing.paper_of(vote))
