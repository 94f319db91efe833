"""The result of a motion: every figure that page, screen, minutes, mail and API show.

None of those computes anything.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from assembly.tally.ballot import MotionChoice
from assembly.tally.canonical import Json, read_json
from assembly.tally.roll import CountedVote, QuorumFigures, read_roll_figures
from assembly.tally.rules import Basis, Formula, TallyError

__all__ = ["MotionResult", "QuorumFigures", "Reason", "Verdict", "tenths_of_percent"]


class Verdict(StrEnum):
    """What was decided."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    """The count is shown, nothing is decided."""


class Reason(StrEnum):
    """Why the verdict is what it is."""

    THRESHOLD_MET = "threshold_met"
    THRESHOLD_MISSED = "threshold_missed"
    BASIS_ZERO = "basis_zero"
    TIE = "tie"
    CASTING_VOTE = "casting_vote"
    QUORUM_MISSED = "quorum_missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionResult(CountedVote):
    """The count of a motion and its verdict. All figures but `rights` and `ballots` are in `unit`."""

    yes: int
    no: int
    abstain: int
    blank: int
    basis: Basis
    formula: Formula
    casting_vote: MotionChoice | None
    """How the chair decided a tie; None where the chair was not asked or kept silent."""
    verdict: Verdict
    reason: Reason

    @property
    def basis_count(self) -> int:
        """How many votes the threshold is a part of."""
        return self.formula.count

    @property
    def required(self) -> int:
        """How many votes for the motion would adopt it."""
        return self.formula.required

    @property
    def support(self) -> Fraction:
        """The votes for, as a part of the basis: 0 to 1."""
        return Fraction(self.yes, self.basis_count) if self.basis_count else Fraction(0)

    @classmethod
    def from_json(cls, text: str) -> "MotionResult":
        """Read what `to_json` wrote."""
        return cls.from_data(read_json(text))

    def as_data(self) -> dict[str, Json]:
        """Plain values: whole numbers, text, and fractions as "p/q"."""
        plain: dict[str, Json] = {name: getattr(self, name) for name in _PLAIN}
        return (
            CountedVote.as_data(self)
            | plain
            | {
                "kind": "motion",
                "basis": self.basis.value,
                "formula": self.formula.as_data(),
                "casting_vote": self.casting_vote.value if self.casting_vote else None,
                "verdict": self.verdict.value,
                "reason": self.reason.value,
            }
        )

    @classmethod
    def from_data(cls, data: Any) -> "MotionResult":
        """Read what `as_data` wrote; nothing is counted again.

        Raises TallyError for another kind of result.
        """
        if data["kind"] != "motion":
            raise TallyError(f"not the result of a motion: {data['kind']}")
        return cls(
            **read_roll_figures(data),
            **{name: data[name] for name in _PLAIN},
            basis=Basis(data["basis"]),
            formula=Formula.from_data(data["formula"]),
            casting_vote=MotionChoice(data["casting_vote"]) if data["casting_vote"] else None,
            verdict=Verdict(data["verdict"]),
            reason=Reason(data["reason"]),
        )


_PLAIN = ("yes", "no", "abstain", "blank")


def tenths_of_percent(share: Fraction) -> int:
    """A share in tenths of a percent, cut: 66.66 % must not read 66.7 % where two thirds were missed."""
    return int(share * 1000)
