"""The letter by which a choice travels and is sealed: one width, so that no size tells what was chosen."""

from collections.abc import Mapping
from typing import Final

from assembly.tally.ballot import MotionChoice

LETTERS: Final[Mapping[MotionChoice, str]] = {
    MotionChoice.YES: "Y",
    MotionChoice.NO: "N",
    MotionChoice.ABSTAIN: "A",
}
LATER: Final = "-"
"""On the ballot page: nothing for this member now. It is never sealed."""

_CHOICES: Final = {letter: choice for choice, letter in LETTERS.items()}


def choice_of(letter: str) -> MotionChoice | None:
    """Return the choice that a letter stands for, None if it stands for none."""
    return _CHOICES.get(letter)
