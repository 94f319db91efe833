"""An election, or a choice between several options, as it is frozen when it opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from assembly.tally.canonical import Json
from assembly.tally.roll import FrozenVote
from assembly.tally.rules import TallyError


class Contest(StrEnum):
    """What is decided: who is elected, or which of several options is chosen."""

    ELECTION = "election"
    CHOICE = "choice"


class Method(StrEnum):
    """How the ballots are counted. The value is the word of the command line, too."""

    PLURALITY = "plurality"
    """One name; the most votes."""
    MAJORITY = "majority"
    """One name; over the threshold, else a run-off between the first two."""
    BLOCK = "block"
    """Up to `seats` names; the first `seats`."""
    APPROVAL = "approval"
    """Any names; the first `seats`."""
    YES_NO = "yes-no"
    """Yes, no or abstain for each; those over the threshold, most votes for first."""
    SCOTTISH_STV = "scottish-stv"
    """A ranking; the Scottish Local Government Elections Order 2007, Schedule 1, rules 45 to 52."""
    MEEK_STV = "meek-stv"
    """A ranking; the reference rule of the Proportional Representation Foundation for Meek's method."""


class BallotForm(StrEnum):
    """What a voter is asked to do on the ballot of a method."""

    ONE_NAME = "one_name"
    UP_TO_SEATS = "up_to_seats"
    ANY_NAMES = "any_names"
    ANSWERS = "answers"
    RANKING = "ranking"


FORMS: Final[Mapping[Method, BallotForm]] = {
    Method.PLURALITY: BallotForm.ONE_NAME,
    Method.MAJORITY: BallotForm.ONE_NAME,
    Method.BLOCK: BallotForm.UP_TO_SEATS,
    Method.APPROVAL: BallotForm.ANY_NAMES,
    Method.YES_NO: BallotForm.ANSWERS,
    Method.SCOTTISH_STV: BallotForm.RANKING,
    Method.MEEK_STV: BallotForm.RANKING,
}
WITH_THRESHOLD: Final = frozenset({Method.MAJORITY, Method.YES_NO})
"""The methods that look at the profile's threshold and basis; all look at its unit and quorum."""
OF_CHOICES: Final = frozenset({Method.PLURALITY, Method.MAJORITY, Method.APPROVAL})
"""The methods by which one of several options can be chosen."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate, or an option of a choice.

    `name` is unique in its vote: it stands in BLT files, and the lot is drawn with it. `texts` is what readers
    see, by language; it may be empty where the name is the same in all.
    """

    name: str
    texts: Mapping[str, str]

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON: part of the frozen question."""
        return {"name": self.name, "texts": dict(self.texts)}

    @classmethod
    def from_data(cls, data: Any) -> "Candidate":
        """Read what `as_data` wrote."""
        return cls(data["name"], dict(data["texts"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionRules:
    """What an election is besides its rule profile, which gives unit, quorum and, where asked, the threshold."""

    method: Method
    seats: int = 1
    contest: Contest = Contest.ELECTION
    none_of_these: bool = False
    """Whether the ballot offers "none of these"; a blank paper ballot counts as that in any case."""

    def __post_init__(self) -> None:
        if self.seats < 1:
            raise TallyError("an election is for at least one seat")
        if self.method is Method.MAJORITY and self.seats != 1:
            raise TallyError("a run-off is between two, for one seat")
        if self.contest is Contest.CHOICE and (self.seats != 1 or self.method not in OF_CHOICES):
            raise TallyError("a choice is of one option, by plurality, majority or approval")

    @property
    def form(self) -> BallotForm:
        """What a voter is asked to do."""
        return FORMS[self.method]

    @property
    def needs_threshold(self) -> bool:
        """Whether the profile's threshold and basis decide."""
        return self.method in WITH_THRESHOLD

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON: part of the frozen question."""
        return {
            "method": self.method.value,
            "seats": self.seats,
            "contest": self.contest.value,
            "none_of_these": self.none_of_these,
        }

    @classmethod
    def from_data(cls, data: Any) -> "ElectionRules":
        """Read what `as_data` wrote."""
        return cls(
            method=Method(data["method"]),
            seats=data["seats"],
            contest=Contest(data["contest"]),
            none_of_these=data["none_of_these"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenElection(FrozenVote):
    """An election as it was frozen at opening.

    Candidates are numbered from 1 in this order, which decides nothing. `withdrawn` are the numbers of those
    who withdrew after that: they are passed over, as if nobody had named them.
    """

    rules: ElectionRules
    candidates: tuple[Candidate, ...]
    withdrawn: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        FrozenVote.__post_init__(self)
        names = [candidate.name for candidate in self.candidates]
        if not names or not all(names) or len(set(names)) < len(names):
            raise TallyError("an election has candidates, each with a name of its own")
        if not self.withdrawn <= set(range(1, len(names) + 1)):
            raise TallyError("nobody withdraws who is not a candidate")
