"""The result of a motion: every figure that page, screen, minutes, mail and API show.

None of those computes anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from assembly.tally.ballot import MotionChoice
from assembly.tally.canonical import Json, canonical_json, read_json
from assembly.tally.rules import Basis, Formula, Quorum, TallyError, Unit


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
class QuorumFigures:
    """A quorum with its numbers, in the unit of the vote."""

    rule: Quorum
    formula: Formula | None
    """None where the statutes name a number instead of a part of the roll."""
    needed: int
    measured: int
    reached: bool

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        return {
            "rule": self.rule.as_data(),
            "formula": self.formula.as_data() if self.formula else None,
            "needed": self.needed,
            "measured": self.measured,
            "reached": self.reached,
        }

    @classmethod
    def from_data(cls, data: Any) -> "QuorumFigures":
        """Read what `as_data` wrote."""
        return cls(
            rule=Quorum.from_data(data["rule"]),
            formula=Formula.from_data(data["formula"]) if data["formula"] else None,
            needed=data["needed"],
            measured=data["measured"],
            reached=data["reached"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionResult:
    """The count of a motion and its verdict. All figures but `rights` and `ballots` are in `unit`."""

    question_hash: str
    article: Mapping[str, str]
    """The article of the statutes that is cited, by language."""
    unit: Unit
    rights: int
    ballots: int
    entitled: int
    represented_at_opening: int
    represented_at_deadline: int
    cast: int
    yes: int
    no: int
    abstain: int
    blank: int
    basis: Basis
    formula: Formula
    quorum: QuorumFigures | None
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

    @property
    def turnout(self) -> Fraction:
        """The votes cast, as a part of the roll: 0 to 1."""
        return Fraction(self.cast, self.entitled) if self.entitled else Fraction(0)

    def to_json(self) -> str:
        """Canonical JSON: the same result is always the same bytes."""
        return canonical_json(self.as_data())

    @classmethod
    def from_json(cls, text: str) -> "MotionResult":
        """Read what `to_json` wrote."""
        return cls.from_data(read_json(text))

    def as_data(self) -> dict[str, Json]:
        """Plain values: whole numbers, text, and fractions as "p/q"."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return plain | {
            "kind": "motion",
            "article": dict(self.article),
            "unit": self.unit.value,
            "basis": self.basis.value,
            "formula": self.formula.as_data(),
            "quorum": self.quorum.as_data() if self.quorum else None,
            "casting_vote": self.casting_vote.value if self.casting_vote else None,
            "verdict": self.verdict.value,
            "reason": self.reason.value,
        }

    @classmethod
    def from_data(cls, data: Any) -> "MotionResult":
        """Read what `as_data` wrote; nothing is counted again.

        Raises TallyError for another kind of result.
        """
        if data["kind"] != "motion":
            raise TallyError(f"not the result of a motion: {data['kind']}")
        return cls(
            **{name: data[name] for name in _PLAIN},
            article=dict(data["article"]),
            unit=Unit(data["unit"]),
            basis=Basis(data["basis"]),
            formula=Formula.from_data(data["formula"]),
            quorum=QuorumFigures.from_data(data["quorum"]) if data["quorum"] else None,
            casting_vote=MotionChoice(data["casting_vote"]) if data["casting_vote"] else None,
            verdict=Verdict(data["verdict"]),
            reason=Reason(data["reason"]),
        )


_PLAIN = (
    "question_hash",
    "rights",
    "ballots",
    "entitled",
    "represented_at_opening",
    "represented_at_deadline",
    "cast",
    "yes",
    "no",
    "abstain",
    "blank",
)


def tenths_of_percent(share: Fraction) -> int:
    """A share in tenths of a percent, cut: 66.66 % must not read 66.7 % where two thirds were missed."""
    return int(share * 1000)
