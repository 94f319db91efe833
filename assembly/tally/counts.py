"""What every method of counting gives back, and how it asks for a lot."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from assembly.tally.stages import Stage, TieBreak, TiePurpose

Papers: TypeAlias = Mapping[int, Sequence[tuple[int, ...]]]
"""Rankings without repeats, under the number of equal ballots that each of them stands for."""


class LotNeededError(Exception):
    """A tie that no rule breaks, and no lot was drawn for. `tie` says between whom."""

    def __init__(self, tie: TieBreak) -> None:
        super().__init__(f"a lot is needed between {tie.between}")
        self.tie = tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestants:
    """Who stands, for how many seats, and the order that a lot gave, if one was drawn.

    Candidates are numbered from 1 to `number`; the order may leave out those whom the lot was not about.
    """

    number: int
    seats: int
    withdrawn: frozenset[int] = frozenset()
    lot: tuple[int, ...] | None = None

    @property
    def standing(self) -> tuple[int, ...]:
        """All but those who withdrew."""
        return tuple(number for number in range(1, self.number + 1) if number not in self.withdrawn)

    def by_lot(self, purpose: TiePurpose, tied: Collection[int], places: int = 1) -> TieBreak:
        """Take as many as there are places, in the order of the lot; raise LotNeededError if it is not drawn."""
        between = tuple(sorted(tied))
        if self.lot is None or not set(between) <= set(self.lot):
            raise LotNeededError(TieBreak(purpose, between, (), None))
        drawn = tuple(number for number in self.lot if number in between)
        return TieBreak(purpose, between, drawn[:places], None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a method found. `undecided` is the tie at which it had to stop."""

    valid: int
    stages: tuple[Stage, ...]
    elected: tuple[int, ...] = ()
    run_off: tuple[int, ...] = ()
    quota: Decimal | None = None
    undecided: TieBreak | None = None

    @property
    def drawn_between(self) -> tuple[int, ...]:
        """All between whom a lot decided something."""
        ties = [tie for stage in self.stages for tie in stage.ties if tie.by_stage is None]
        return tuple(sorted({number for tie in ties for number in tie.between}))
