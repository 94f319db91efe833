"""What a voter fills in, for each way of voting, as one short text: the marks.

All marks of one vote have one width, so that no size tells what was chosen: they travel in forms, lie in the
box and are exported as they are. Options are numbered from 1 in the order of the ballot.

    motion          Y, N or A; B for a blank paper that somebody else entered
    one option      its number in two digits; 00 is "none of these"
    some options    a digit for each option, 1 where it is chosen; all 0 is "none of these"
    each option     Y, N or A for each
    ranked          two digits for each place: the option that has it, 00 from the first empty place on
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Marks = str

LATER: Final = "-"
"""On the ballot page, in every place: nothing for this member now. It is never cast."""

BLANK: Final = "B"
"""On a motion, a paper that says nothing or nothing valid. Only the secretariat enters one."""

DIGITS: Final = 2
MOST_OPTIONS: Final = 99


class Style(StrEnum):
    """How a paper is filled in."""

    MOTION = "motion"
    ONE = "one"
    SOME = "some"
    EACH = "each"
    RANKED = "ranked"


@dataclass(frozen=True, slots=True)
class Paper:
    """The ballot paper of one vote."""

    style: Style
    options: int = 0
    most: int = 1
    """How many options may be chosen, where some are."""
    blank: bool = False
    """Whether "none of these" is offered."""

    @property
    def width(self) -> int:
        """Characters in the marks of every ballot of this vote."""
        return {
            Style.MOTION: 1,
            Style.ONE: DIGITS,
            Style.SOME: self.options,
            Style.EACH: self.options,
            Style.RANKED: DIGITS * self.options,
        }[self.style]

    def takes(self, marks: Marks) -> bool:
        """Whether a voter may cast these marks."""
        if len(marks) != self.width or not marks.isascii():
            return False
        if self.style in {Style.MOTION, Style.EACH}:
            return set(marks) <= set("YNA")
        if not marks.isdigit():
            return False
        if self.style is Style.SOME and not set(marks) <= set("01"):
            return False
        chosen = self.chosen(marks)
        if not chosen:
            return self.blank and set(marks) == {"0"}
        return chosen == self._first(chosen) and self.marks_of(chosen) == marks

    def holds(self, marks: Marks) -> bool:
        """Whether these marks may lie in the box: what a voter may cast, or a blank paper that others entered."""
        return self.takes(marks) or (self.style is Style.MOTION and marks == BLANK)

    def chosen(self, marks: Marks) -> tuple[int, ...]:
        """Return the numbers of the options that are chosen, or their order where they are ranked."""
        if self.style is Style.SOME:
            return tuple(number for number, mark in enumerate(marks, start=1) if mark == "1")
        pairs = [int(marks[place : place + DIGITS]) for place in range(0, len(marks), DIGITS)]
        return tuple(pairs[: pairs.index(0)] if 0 in pairs else pairs)

    def marks_of(self, chosen: tuple[int, ...]) -> Marks:
        """Return the marks that choose these options, in this order where they are ranked; none is "none of these"."""
        if self.style is Style.SOME:
            return "".join("1" if number in chosen else "0" for number in range(1, self.options + 1))
        return "".join(f"{number:0{DIGITS}}" for number in chosen).ljust(self.width, "0")

    @property
    def samples(self) -> tuple[Marks, ...]:
        """Return some marks that a voter may cast, to try the seal with: the first and the last option among them."""
        if self.style is Style.MOTION:
            return ("Y", "N", "A")
        if self.style is Style.EACH:
            return tuple(mark * self.options for mark in "YNA")
        return tuple(self.marks_of((number,)) for number in sorted({1, self.options}))

    def _first(self, chosen: tuple[int, ...]) -> tuple[int, ...]:
        """Return so much of a choice as this paper takes: known options, each once, and no more than may be."""
        known = tuple(dict.fromkeys(number for number in chosen if 1 <= number <= self.options))
        return known[: self.most] if self.style is Style.SOME else known


MOTION: Final = Paper(Style.MOTION)
