"""What a plain ballot says: after opening the box nothing else is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from assembly.tally.rules import TallyError


class MotionChoice(StrEnum):
    """What a ballot on a motion may say."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    BLANK = "blank"
    """An empty or invalid paper ballot: cast, but neither for, against nor an abstention."""


@dataclass(frozen=True, slots=True)
class MotionBallot:
    """One ballot on a motion. `weight` is that of its voting right; a count in heads does not look at it."""

    choice: MotionChoice
    weight: int = 1

    def __post_init__(self) -> None:
        _check_weight(self.weight)


@dataclass(frozen=True, slots=True)
class NamesBallot:
    """A ballot that names candidates, in no order: one, up to the seats, or any, as the method says.

    Candidates are numbered from 1, as frozen. None at all is "none of these", a blank ballot.
    """

    names: tuple[int, ...] = ()
    weight: int = 1

    def __post_init__(self) -> None:
        _check_weight(self.weight)
        _check_numbers(self.names)


@dataclass(frozen=True, slots=True)
class RankedBallot:
    """A ballot that ranks candidates by number, best first; it may be partial. None at all is a blank ballot."""

    ranking: tuple[int, ...] = ()
    weight: int = 1

    def __post_init__(self) -> None:
        _check_weight(self.weight)
        _check_numbers(self.ranking)


@dataclass(frozen=True, slots=True)
class AnswersBallot:
    """A ballot that says yes, no or abstain of each candidate, in the order of the candidates as frozen."""

    answers: tuple[MotionChoice, ...]
    weight: int = 1

    def __post_init__(self) -> None:
        _check_weight(self.weight)


@dataclass(frozen=True, slots=True)
class InvalidBallot:
    """A paper ballot in an election that cannot be read as one: cast, but for nobody."""

    weight: int = 1

    def __post_init__(self) -> None:
        _check_weight(self.weight)


ElectionBallot: TypeAlias = NamesBallot | RankedBallot | AnswersBallot | InvalidBallot


Ballot = TypeVar("Ballot", MotionBallot, ElectionBallot)


@dataclass(frozen=True, slots=True)
class EqualBallots(Generic[Ballot]):
    """All ballots of a vote, equal ones as one: its `weight` is the sum of theirs in the unit of the vote.

    How many ballots there were has to be said, since a weight w is w equal ballots.
    """

    ballots: int
    groups: Sequence[Ballot]


def _check_weight(weight: int) -> None:
    if weight < 1:
        raise TallyError(f"a weight is a whole number of at least 1, not {weight}")


def _check_numbers(numbers: tuple[int, ...]) -> None:
    if len(set(numbers)) < len(numbers) or (numbers and min(numbers) < 1):
        raise TallyError(f"a ballot names each candidate once, by a number from 1: {numbers}")
