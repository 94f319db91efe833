"""The stages of a count, with every figure that a table of them shows. Figures are exact decimals."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assembly.tally.canonical import Json


class StageAction(StrEnum):
    """What was done in a stage."""

    COUNT = "count"
    """The ballots were counted: the only stage of a method without transfers, the first of Scottish STV."""
    SURPLUS = "surplus"
    """The surplus of an elected candidate was transferred."""
    EXCLUSION = "exclusion"
    """The ballots of an excluded candidate were transferred."""
    ROUND = "round"
    """Meek: the votes were distributed anew until somebody reached the quota, or nobody would."""


class TiePurpose(StrEnum):
    """What was to be decided when candidates were tied."""

    SEAT = "seat"
    RUN_OFF = "run_off"
    SURPLUS = "surplus"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class TieBreak:
    """A tie and how it was broken: `taken`, of those `between` whom it was, are the ones that it fell on.

    They are the ones elected, excluded or transferred first, as the purpose says.
    """

    purpose: TiePurpose
    between: tuple[int, ...]
    taken: tuple[int, ...]
    by_stage: int | None
    """The latest earlier stage in which they differed; None where a lot decided."""

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        return {
            "purpose": self.purpose.value,
            "between": list(self.between),
            "taken": list(self.taken),
            "by_stage": self.by_stage,
        }

    @classmethod
    def from_data(cls, data: Any) -> "TieBreak":
        """Read what `as_data` wrote."""
        return cls(TiePurpose(data["purpose"]), tuple(data["between"]), tuple(data["taken"]), data["by_stage"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage: what was done, and how the votes stand at its end. Candidates go by number."""

    number: int
    action: StageAction
    candidate: int | None = None
    """Whose votes were transferred."""
    surplus: Decimal | None = None
    """What was transferred of them; None but for a surplus."""
    votes: tuple[Decimal, ...]
    """Of each candidate, in the order of the list; 0 for those withdrawn."""
    changes: tuple[Decimal, ...]
    """What each has more, or less, than at the end of the stage before."""
    exhausted: Decimal
    """Votes with no candidate any more, what was cut in calculating included: votes and these are all the valid."""
    quota: Decimal | None = None
    elected: tuple[int, ...] = ()
    """Elected in this stage, most votes first."""
    without_quota: tuple[int, ...] = ()
    """Those of them who never reached the quota, but for whom seats were left."""
    excluded: tuple[int, ...] = ()
    keep: tuple[Decimal, ...] | None = None
    """Meek: the part of each vote that each candidate keeps, 0 to 1."""
    ties: tuple[TieBreak, ...] = ()

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON; decimals as text."""
        return {
            "number": self.number,
            "action": self.action.value,
            "candidate": self.candidate,
            "surplus": decimal_text(self.surplus),
            "votes": _texts(self.votes),
            "changes": _texts(self.changes),
            "exhausted": decimal_text(self.exhausted),
            "quota": decimal_text(self.quota),
            "elected": list(self.elected),
            "without_quota": list(self.without_quota),
            "excluded": list(self.excluded),
            "keep": None if self.keep is None else _texts(self.keep),
            "ties": [tie.as_data() for tie in self.ties],
        }

    @classmethod
    def from_data(cls, data: Any) -> "Stage":
        """Read what `as_data` wrote."""
        return cls(
            number=data["number"],
            action=StageAction(data["action"]),
            candidate=data["candidate"],
            surplus=decimal_or_none(data["surplus"]),
            votes=_decimals(data["votes"]),
            changes=_decimals(data["changes"]),
            exhausted=Decimal(data["exhausted"]),
            quota=decimal_or_none(data["quota"]),
            elected=tuple(data["elected"]),
            without_quota=tuple(data["without_quota"]),
            excluded=tuple(data["excluded"]),
            keep=None if data["keep"] is None else _decimals(data["keep"]),
            ties=tuple(TieBreak.from_data(tie) for tie in data["ties"]),
        )


def decimal_text(value: Decimal | None) -> str | None:
    """Write a decimal out with all its places: never as 1E-9."""
    return None if value is None else f"{value:f}"


def decimal_or_none(text: str | None) -> Decimal | None:
    """Read what `decimal_text` wrote."""
    return None if text is None else Decimal(text)


def _texts(values: Iterable[Decimal]) -> list[str]:
    return [f"{value:f}" for value in values]


def _decimals(texts: Iterable[str]) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))
