"""What every kind of vote has in common: its roll as frozen, its quorum, and their figures in a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assembly.tally.canonical import Json, canonical_json
from assembly.tally.rules import (
    Basis,
    Formula,
    Quorum,
    QuorumMoment,
    RuleProfile,
    TallyError,
    Unit,
    formula,
    quorum_required,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenVote:
    """A vote as it was frozen at opening, with who was represented when.

    `rights` is a number of rights; the other figures are in the profile's unit. A right that was cast counts
    as represented at the deadline.
    """

    question_hash: str
    article: Mapping[str, str]
    """The article of the statutes that is cited, by language."""
    profile: RuleProfile
    rights: int
    entitled: int
    represented_at_opening: int
    represented_at_deadline: int

    def __post_init__(self) -> None:
        if not 0 <= self.rights <= self.entitled:
            raise TallyError("each right weighs at least 1")
        if self.profile.unit is Unit.HEADS and self.entitled != self.rights:
            raise TallyError("counted in heads, the roll is as long as its rights are many")
        for represented in (self.represented_at_opening, self.represented_at_deadline):
            if not 0 <= represented <= self.entitled:
                raise TallyError("nobody is represented who is not on the roll")

    def check_cast(self, ballots: int, cast: int) -> None:
        """Raise TallyError where there are more ballots than rights or votes, or than were represented at the end."""
        if ballots > cast or (self.profile.unit is Unit.HEADS and ballots != cast):
            raise TallyError("each ballot has at least one vote, and in heads just one")
        if ballots > self.rights or cast > self.represented_at_deadline:
            raise TallyError("more ballots than rights, or than were represented at the deadline")

    def basis_count(self, for_and_against: int, abstain: int) -> int:
        """How many votes the threshold is a part of."""
        return {
            Basis.FOR_AND_AGAINST: for_and_against,
            Basis.VALID: for_and_against + abstain,
            Basis.REPRESENTED: self.represented_at_deadline,
            Basis.ENTITLED: self.entitled,
        }[self.profile.basis]


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


def quorum_figures(vote: FrozenVote, cast: int) -> QuorumFigures | None:
    """Measure the quorum of a vote; None where its rules ask for none."""
    rule = vote.profile.quorum
    if rule is None:
        return None
    needed = quorum_required(rule, vote.entitled)
    measured = {
        QuorumMoment.OPENING: vote.represented_at_opening,
        QuorumMoment.DEADLINE: vote.represented_at_deadline,
        QuorumMoment.CAST: cast,
    }[rule.measured_on]
    return QuorumFigures(
        rule=rule,
        formula=None if isinstance(rule.needed, int) else formula(rule.needed, vote.entitled),
        needed=needed,
        measured=measured,
        reached=measured >= needed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedVote:
    """The figures that the result of any vote begins with. All but `rights` and `ballots` are in `unit`."""

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
    quorum: QuorumFigures | None

    @property
    def turnout(self) -> Fraction:
        """The votes cast, as a part of the roll: 0 to 1."""
        return Fraction(self.cast, self.entitled) if self.entitled else Fraction(0)

    def to_json(self) -> str:
        """Canonical JSON: the same result is always the same bytes."""
        return canonical_json(self.as_data())

    def as_data(self) -> dict[str, Json]:
        """Plain values: whole numbers, and text for all others."""
        plain: dict[str, Json] = {name: getattr(self, name) for name in PLAIN}
        return plain | {
            "article": dict(self.article),
            "unit": self.unit.value,
            "quorum": self.quorum.as_data() if self.quorum else None,
        }


PLAIN = (
    "question_hash",
    "rights",
    "ballots",
    "entitled",
    "represented_at_opening",
    "represented_at_deadline",
    "cast",
)


def roll_figures(vote: FrozenVote, ballots: int, cast: int) -> dict[str, Any]:
    """Return what a `CountedVote` is made from: the roll as frozen and what was cast of it."""
    return {
        "question_hash": vote.question_hash,
        "article": dict(vote.article),
        "unit": vote.profile.unit,
        "rights": vote.rights,
        "ballots": ballots,
        "entitled": vote.entitled,
        "represented_at_opening": vote.represented_at_opening,
        "represented_at_deadline": vote.represented_at_deadline,
        "cast": cast,
        "quorum": quorum_figures(vote, cast),
    }


def read_roll_figures(data: Any) -> dict[str, Any]:
    """Read the part of a result that `CountedVote.as_data` wrote, for the constructor of its kind."""
    return {
        **{name: data[name] for name in PLAIN},
        "article": dict(data["article"]),
        "unit": Unit(data["unit"]),
        "quorum": QuorumFigures.from_data(data["quorum"]) if data["quorum"] else None,
    }
