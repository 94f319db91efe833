"""What a plain ballot says: after opening the box nothing else is left of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from assembly.tally.canonical import Json
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

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON; sorted, so that equal ballots look equal."""
        return {"kind": "names", "names": sorted(self.names), "weight": self.weight}


@dataclass(frozen=True, slots=True)
class RankedBallot:
    """A ballot that ranks candidates by number, best first; it may be partial. None at all is a blank ballot."""

    ranking: tuple[int, ...] = ()
    weight: int = 1

    def __post_init__(self) -> None:
        _check_weight(self.weight)
        _check_numbers(self.ranking)

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        return {"kind": "ranking", "ranking": list(self.ranking), "weight": self.weight}


def ranking_of(ranks: Mapping[int, int]) -> tuple[int, ...]:
    """Turn what a voter wrote beside the candidates (number: rank) into a ranking.

    It counts from rank 1 up to the first gap, or to the first rank that two candidates share.
    """
    holders: dict[int, list[int]] = {}
    for number, rank in ranks.items():
        holders.setdefault(rank, []).append(number)
    ranking: list[int] = []
    while len(holder := holders.get(len(ranking) + 1, [])) == 1:
        ranking += holder
    return tuple(ranking)


@dataclass(frozen=True, slots=True)
class AnswersBallot:
    """A ballot that says yes, no or abstain of each candidate, in the order of the candidates as frozen."""

    answers: tuple[MotionChoice, ...]
    weight: int = 1

    def __post_init__(self) -> None:
        _check_weight(self.weight)

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        return {"kind": "answers", "answers": [answer.value for answer in self.answers], "weight": self.weight}


@dataclass(frozen=True, slots=True)
class InvalidBallot:
    """A paper ballot in an election that cannot be read as one: cast, but for nobody."""

    weight: int = 1

    def __post_init__(self) -> None:
        _check_weight(self.weight)

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        return {"kind": "invalid", "weight": self.weight}


ElectionBallot: TypeAlias = NamesBallot | RankedBallot | AnswersBallot | InvalidBallot


Ballot = TypeVar("Ballot", MotionBallot, ElectionBallot)


@dataclass(frozen=True, slots=True)
class EqualBallots(Generic[Ballot]):
    """All ballots of a vote, equal ones as one: its `weight` is the sum of theirs in the unit of the vote.

    How many ballots there were has to be said, since a weight w is w equal ballots.
    """

    ballots: int
    groups: Sequence[Ballot]


def election_ballot(data: Any) -> ElectionBallot:
    """Read what `as_data` of a ballot in an election wrote; raise TallyError for any other."""
    weight = data["weight"]
    match data["kind"]:
        case "names":
            return NamesBallot(tuple(data["names"]), weight)
        case "ranking":
            return RankedBallot(tuple(data["ranking"]), weight)
        case "answers":
            return AnswersBallot(tuple(map(MotionChoice, data["answers"])), weight)
        case "invalid":
            return InvalidBallot(weight)
        case other:
            raise TallyError(f"not a ballot of an election: {other}")


def _check_weight(weight: int) -> None:
    if weight < 1:
        raise TallyError(f"a weight is a whole number of at least 1, not {weight}")


def _check_numbers(numbers: tuple[int, ...]) -> None:
    if len(set(numbers)) < len(numbers) or (numbers and min(numbers) < 1):
        raise TallyError(f"a ballot names each candidate once, by a number from 1: {numbers}")
