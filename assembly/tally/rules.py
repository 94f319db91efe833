"""How the statutes decide: thresholds, what they are a part of, and quorums.

All arithmetic is on whole numbers and exact fractions.
Terms follow the UN rules of procedure and Robert's Rules.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any

from assembly.tally.canonical import Json


class TallyError(ValueError):
    """Figures or rules that cannot be true together. A fault of the caller, never of a voter."""


class Unit(StrEnum):
    """What is counted. Support, basis and quorum of one vote are all in the same unit."""

    HEADS = "heads"
    WEIGHT = "weight"


class Basis(StrEnum):
    """What the threshold is a part of."""

    FOR_AND_AGAINST = "for_and_against"
    VALID = "valid"
    REPRESENTED = "represented"
    ENTITLED = "entitled"


class ThresholdKind(StrEnum):
    """Whether exactly p/q is enough."""

    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    UNANIMITY = "unanimity"


class QuorumMoment(StrEnum):
    """On what a quorum is measured: those represented at the opening or the deadline, or the ballots cast."""

    OPENING = "opening"
    DEADLINE = "deadline"
    CAST = "cast"


class ProfileProblem(StrEnum):
    """Why a rule profile does not fit a vote."""

    REPRESENTED_BASIS_IN_LONG_VOTE = "represented_basis_in_long_vote"
    QUORUM_NOT_ON_CAST_IN_LONG_VOTE = "quorum_not_on_cast_in_long_vote"


@dataclass(frozen=True, slots=True)
class Threshold:
    """More than p/q, at least p/q, or all. The fraction is kept as the statutes write it: 66/100 stays so."""

    kind: ThresholdKind
    p: int = 1
    q: int = 1

    def __post_init__(self) -> None:
        top = self.q - 1 if self.kind is ThresholdKind.MORE_THAN else self.q
        if not 1 <= self.p <= top:
            raise TallyError(f"no vote can reach {self.kind} {self.p}/{self.q}, or every vote does")
        if self.kind is ThresholdKind.UNANIMITY and self.p != self.q:
            raise TallyError("unanimity is of all")

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        return {"kind": self.kind.value, "fraction": f"{self.p}/{self.q}"}

    @classmethod
    def from_data(cls, data: Any) -> "Threshold":
        """Read what `as_data` wrote."""
        p, q = data["fraction"].split("/")
        return cls(ThresholdKind(data["kind"]), int(p), int(q))


SIMPLE_MAJORITY = Threshold(ThresholdKind.MORE_THAN, 1, 2)
TWO_THIRDS = Threshold(ThresholdKind.AT_LEAST, 2, 3)
UNANIMITY = Threshold(ThresholdKind.UNANIMITY)


@dataclass(frozen=True, slots=True)
class Quorum:
    """How much of the roll must take part: a part of it ("more than 1/2"), or a number in the vote's unit."""

    needed: Threshold | int
    measured_on: QuorumMoment

    def __post_init__(self) -> None:
        if isinstance(self.needed, int) and self.needed < 1:
            raise TallyError("a quorum is at least 1; a vote without one has no quorum rule")

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        needed = self.needed if isinstance(self.needed, int) else self.needed.as_data()
        return {"needed": needed, "measured_on": self.measured_on.value}

    @classmethod
    def from_data(cls, data: Any) -> "Quorum":
        """Read what `as_data` wrote."""
        needed = data["needed"]
        return cls(
            needed if isinstance(needed, int) else Threshold.from_data(needed),
            QuorumMoment(data["measured_on"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleProfile:
    """How the statutes decide one kind of question."""

    threshold: Threshold
    basis: Basis
    quorum: Quorum | None = None
    unit: Unit = Unit.HEADS
    casting_vote: bool = False
    """Whether the chair may decide a tie."""

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON: part of the frozen question."""
        return {
            "threshold": self.threshold.as_data(),
            "basis": self.basis.value,
            "quorum": self.quorum.as_data() if self.quorum else None,
            "unit": self.unit.value,
            "casting_vote": self.casting_vote,
        }

    @classmethod
    def from_data(cls, data: Any) -> "RuleProfile":
        """Read what `as_data` wrote."""
        return cls(
            threshold=Threshold.from_data(data["threshold"]),
            basis=Basis(data["basis"]),
            quorum=Quorum.from_data(data["quorum"]) if data["quorum"] else None,
            unit=Unit(data["unit"]),
            casting_vote=data["casting_vote"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A required number and each step to it, for a page to word: 11 · 1/2 = 11/2, down to 5, plus 1 is 6."""

    threshold: Threshold
    count: int
    """The basis in the vote's unit."""
    exact: Fraction
    """count · p/q."""
    rounded: int
    """`exact` rounded down for "more than", up for "at least"."""
    added: int
    """1 for "more than", else 0."""
    required: int

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON; the fraction as text in lowest terms."""
        return {
            "threshold": self.threshold.as_data(),
            "count": self.count,
            "exact": f"{self.exact.numerator}/{self.exact.denominator}",
            "rounded": self.rounded,
            "added": self.added,
            "required": self.required,
        }

    @classmethod
    def from_data(cls, data: Any) -> "Formula":
        """Read what `as_data` wrote; nothing is worked out again."""
        return cls(
            threshold=Threshold.from_data(data["threshold"]),
            count=data["count"],
            exact=Fraction(data["exact"]),
            rounded=data["rounded"],
            added=data["added"],
            required=data["required"],
        )


def formula(threshold: Threshold, count: int) -> Formula:
    """Work out how many votes a threshold asks for when its basis is `count`."""
    if count < 0:
        raise TallyError("a basis is never negative")
    exact = Fraction(count * threshold.p, threshold.q)
    more_than = threshold.kind is ThresholdKind.MORE_THAN
    rounded = floor(exact) if more_than else ceil(exact)
    added = 1 if more_than else 0
    return Formula(
        threshold=threshold, count=count, exact=exact, rounded=rounded, added=added, required=rounded + added
    )


def required_votes(threshold: Threshold, basis_count: int) -> int:
    """How many votes a threshold asks for.

    For a basis of 0 the count rejects by itself: "at least" would ask for none.
    """
    return formula(threshold, basis_count).required


def quorum_required(quorum: Quorum, entitled: int) -> int:
    """How many of the roll a quorum asks for, in the unit of `entitled`."""
    return quorum.needed if isinstance(quorum.needed, int) else required_votes(quorum.needed, entitled)


def profile_problems(profile: RuleProfile, *, outlasts_sitting: bool) -> tuple[ProfileProblem, ...]:
    """Why a vote may not be opened under a profile.

    Over one or two days nobody is "present" throughout, so a long vote can only count those who cast.
    """
    if not outlasts_sitting:
        return ()
    problems = []
    if profile.basis is Basis.REPRESENTED:
        problems.append(ProfileProblem.REPRESENTED_BASIS_IN_LONG_VOTE)
    if profile.quorum and profile.quorum.measured_on is not QuorumMoment.CAST:
        problems.append(ProfileProblem.QUORUM_NOT_ON_CAST_IN_LONG_VOTE)
    return tuple(problems)
