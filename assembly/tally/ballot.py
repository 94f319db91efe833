"""What a plain ballot says: after opening the box nothing else is left of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assembly.tally.rules import TallyError


class MotionChoice(StrEnum):
    """What a ballot on a motion may say."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    BLANK = "blank"
    """An empty or invalid paper ballot: cast, but neither for, against nor an abstention."""


MOTION_OPTIONS: Final = (MotionChoice.YES, MotionChoice.NO, MotionChoice.ABSTAIN)
"""What a voter is offered on the page, in this order."""


@dataclass(frozen=True, slots=True)
class MotionBallot:
    """One ballot on a motion. `weight` is that of its voting right; a count in heads does not look at it."""

    choice: MotionChoice
    weight: int = 1

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise TallyError(f"a weight is a whole number of at least 1, not {self.weight}")
