"""The result of an election or a choice: every figure that page, screen, minutes, mail and API show.

None of those computes anything.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assembly.tally.canonical import Json, read_json
from assembly.tally.election import Candidate, ElectionRules
from assembly.tally.lot import LotFigures
from assembly.tally.roll import CountedVote, read_roll_figures
from assembly.tally.rules import Basis, Formula, TallyError
from assembly.tally.stages import Stage, TieBreak, decimal_or_none, decimal_text


class ElectionVerdict(StrEnum):
    """What came out."""

    ELECTED = "elected"
    """All seats are filled; in a choice, one option was chosen."""
    PARTLY_ELECTED = "partly_elected"
    """Some are elected, and seats stay empty: too few reached the threshold, or too few stood."""
    NOT_ELECTED = "not_elected"
    RUN_OFF = "run_off"
    """Nobody reached the threshold; the run-off between those in `run_off` is to be prepared."""
    LOT_NEEDED = "lot_needed"
    """No rule breaks the tie in `undecided`. The vote stays closed until a lot is drawn; this result is not final."""
    NO_QUORUM = "no_quorum"
    """The count is shown, nothing is decided."""


class ElectionReason(StrEnum):
    """Why the verdict is what it is."""

    SEATS_FILLED = "seats_filled"
    TOO_FEW_CANDIDATES = "too_few_candidates"
    THRESHOLD_MISSED = "threshold_missed"
    NO_VALID_BALLOTS = "no_valid_ballots"
    TIE = "tie"
    LOT = "lot"
    """The seats are filled, and a lot decided something on the way."""
    QUORUM_MISSED = "quorum_missed"


class Outcome(StrEnum):
    """What became of one candidate."""

    ELECTED = "elected"
    NOT_ELECTED = "not_elected"
    RUN_OFF = "run_off"
    UNDECIDED = "undecided"
    """Tied, and a lot is needed; or nothing is decided yet, or at all."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFigures:
    """One candidate's figures: a row of the table of results."""

    number: int
    votes: int
    """Ballots that name the candidate; first preferences of STV; votes for, of yes/no. In the unit of the vote."""
    no: int | None = None
    """Votes against, of yes/no."""
    abstain: int | None = None
    formula: Formula | None = None
    """What the threshold asks for, of the methods that have one."""
    outcome: Outcome

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        return {
            "number": self.number,
            "votes": self.votes,
            "no": self.no,
            "abstain": self.abstain,
            "formula": self.formula.as_data() if self.formula else None,
            "outcome": self.outcome.value,
        }

    @classmethod
    def from_data(cls, data: Any) -> "CandidateFigures":
        """Read what `as_data` wrote."""
        return cls(
            number=data["number"],
            votes=data["votes"],
            no=data["no"],
            abstain=data["abstain"],
            formula=Formula.from_data(data["formula"]) if data["formula"] else None,
            outcome=Outcome(data["outcome"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionResult(CountedVote):
    """The count of an election. Ballots are `valid`, `blank` ("none of these") or `invalid`, in `unit`.

    Candidates go by their number, from 1, in `candidates`.
    """

    rules: ElectionRules
    candidates: tuple[Candidate, ...]
    valid: int
    blank: int
    invalid: int
    basis: Basis | None
    """What the threshold is a part of; None for methods without one."""
    quota: Decimal | None
    """The quota of STV: of Meek's method, the last one."""
    figures: tuple[CandidateFigures, ...]
    """One a candidate, in the order of the list."""
    stages: tuple[Stage, ...]
    elected: tuple[int, ...]
    """In the order of election."""
    run_off: tuple[int, ...]
    undecided: TieBreak | None
    """The tie that waits for a lot; nobody of it is taken yet."""
    lot: LotFigures | None
    """None where no lot decided anything."""
    verdict: ElectionVerdict
    reason: ElectionReason

    @classmethod
    def from_json(cls, text: str) -> "ElectionResult":
        """Read what `to_json` wrote."""
        return cls.from_data(read_json(text))

    def as_data(self) -> dict[str, Json]:
        """Plain values: whole numbers, text, decimals as text, and fractions as "p/q"."""
        return CountedVote.as_data(self) | {
            "kind": self.rules.contest.value,
            "rules": self.rules.as_data(),
            "candidates": [candidate.as_data() for candidate in self.candidates],
            "valid": self.valid,
            "blank": self.blank,
            "invalid": self.invalid,
            "basis": self.basis.value if self.basis else None,
            "quota": decimal_text(self.quota),
            "figures": [figures.as_data() for figures in self.figures],
            "stages": [stage.as_data() for stage in self.stages],
            "elected": list(self.elected),
            "run_off": list(self.run_off),
            "undecided": self.undecided.as_data() if self.undecided else None,
            "lot": self.lot.as_data() if self.lot else None,
            "verdict": self.verdict.value,
            "reason": self.reason.value,
        }

    @classmethod
    def from_data(cls, data: Any) -> "ElectionResult":
        """Read what `as_data` wrote; nothing is counted again.

        Raises TallyError for another kind of result.
        """
        if data["kind"] not in ("election", "choice"):
            raise TallyError(f"not the result of an election: {data['kind']}")
        return cls(
            **read_roll_figures(data),
            rules=ElectionRules.from_data(data["rules"]),
            candidates=tuple(map(Candidate.from_data, data["candidates"])),
            valid=data["valid"],
            blank=data["blank"],
            invalid=data["invalid"],
            basis=Basis(data["basis"]) if data["basis"] else None,
            quota=decimal_or_none(data["quota"]),
            figures=tuple(map(CandidateFigures.from_data, data["figures"])),
            stages=tuple(map(Stage.from_data, data["stages"])),
            elected=tuple(data["elected"]),
            run_off=tuple(data["run_off"]),
            undecided=TieBreak.from_data(data["undecided"]) if data["undecided"] else None,
            lot=LotFigures.from_data(data["lot"]) if data["lot"] else None,
            verdict=ElectionVerdict(data["verdict"]),
            reason=ElectionReason(data["reason"]),
        )
