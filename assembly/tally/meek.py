"""Meek's method, by the reference rule of the Proportional Representation Foundation (prfound.org).

The method is that of I. D. Hill, B. A. Wichmann and D. R. Woodall, "Algorithm 123: Single Transferable Vote by Meek's
Method", The Computer Journal 30 (1987), 277-281. The reference rule fixes its arithmetic: nine decimal places, here
whole numbers of 1/10^9, rounded as each step says, and iterations until the surplus is under omega, 1/10^6.
Steps are named as in the rule: A, B.1 to B.4, C, and T for ties.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from assembly.tally.counts import Contestants, Count, LotNeededError, Papers
from assembly.tally.fixed import decimal, decimals, divided_up
from assembly.tally.stages import Stage, StageAction, TieBreak, TiePurpose

PLACES: Final = 9
ONE: Final = 10**PLACES
OMEGA: Final = 10**3
"""1/10^6."""


def count_meek(papers: Papers, contestants: Contestants) -> Count:
    """Count rankings; those that name nobody who stands are not valid and count for nothing."""
    count = _MeekCount(contestants, papers)
    try:
        count.run()
    except LotNeededError as needed:
        return count.outcome(needed.tie)
    return count.outcome(None)


class _MeekCount:
    """The state of a count. Lists have a place for each candidate by number; place 0 is nobody's."""

    def __init__(self, contestants: Contestants, papers: Papers) -> None:
        self.contestants = contestants
        self.hopeful = set(contestants.standing)
        self.elected: list[int] = []
        self.keep = [ONE if number in self.hopeful else 0 for number in range(contestants.number + 1)]
        self.votes = [0] * len(self.keep)
        self.votes_before = list(self.votes)
        self.stages: list[Stage] = []
        self.kinds = _kinds(papers)
        self.valid = sum(self._paths().values())
        self.quota = 0
        self.surplus = 0

    def run(self) -> None:
        """B: rounds, until all seats are filled or no more candidates are left than seats."""
        if not self.valid or len(self.hopeful) <= self.contestants.seats:
            self._distribute(self._paths())
            self._end_stage(())
        while self.valid and 0 < self._seats_left() < len(self.hopeful):
            winners = self._iterate()
            if winners:
                self._end_stage(winners)
            else:
                self._defeat()

    def outcome(self, undecided: TieBreak | None) -> Count:
        """Return what was found so far."""
        if undecided:
            self._end_stage(())
        return Count(
            valid=self.valid,
            stages=tuple(self.stages),
            elected=tuple(self.elected),
            quota=decimal(self.quota, PLACES),
            undecided=undecided,
        )

    def _seats_left(self) -> int:
        return self.contestants.seats - len(self.elected)

    def _iterate(self) -> tuple[int, ...]:
        """B.2: distribute votes and update keep factors, until somebody is elected or nobody will be."""
        paths = self._paths()
        last_surplus: int | None = None
        while True:
            self._distribute(paths)
            winners = self._elect(n for n in self.hopeful if self.votes[n] >= self.quota)
            self.surplus = max(sum(self.votes[number] - self.quota for number in self.elected), 0)
            if winners or self.surplus < OMEGA or (last_surplus is not None and self.surplus >= last_surplus):
                return winners
            last_surplus = self.surplus
            for number in self.elected:
                kept = divided_up(self.keep[number] * self.quota, ONE)
                self.keep[number] = divided_up(kept * ONE, self.votes[number])

    def _paths(self) -> Counter[tuple[int, ...]]:
        """Group the ballots by as much of their rankings as can matter in a round.

        That is those who keep a part, up to the first who is hopeful and keeps all that comes. Few such paths exist,
        however many rankings there are.
        """
        paths: Counter[tuple[int, ...]] = Counter()
        for ranking, number in self.kinds.items():
            if path := self._path(ranking):
                paths[path] += number
        return paths

    def _path(self, ranking: tuple[int, ...]) -> tuple[int, ...]:
        path: list[int] = []
        for candidate in ranking:
            if candidate in self.hopeful:
                return (*path, candidate)
            if self.keep[candidate]:
                path.append(candidate)
        return tuple(path)

    def _distribute(self, paths: Counter[tuple[int, ...]]) -> None:
        """B.2.a and B.2.b: each candidate keeps a part of what is left of a ballot, rounded up; then the quota."""
        self.votes = [0] * len(self.keep)
        for path, times in paths.items():
            weight = ONE
            for candidate in path:
                kept = divided_up(weight * self.keep[candidate], ONE)
                self.votes[candidate] += kept * times
                weight -= kept
                if not weight:
                    break
        self.quota = sum(self.votes) // (self.contestants.seats + 1) + 1

    def _defeat(self) -> None:
        """B.3: the hopeful candidate with the lowest vote; all within the surplus of it are tied, and T is a lot."""
        lowest = min(self.votes[number] for number in self.hopeful)
        tied = [number for number in self.hopeful if self.votes[number] <= lowest + self.surplus]
        tie = self.contestants.by_lot(TiePurpose.EXCLUSION, tied) if len(tied) > 1 else None
        loser = tie.taken[0] if tie else tied[0]
        self.hopeful.remove(loser)
        keep = list(self.keep)
        self.keep[loser] = 0
        self._end_stage((), loser=loser, tie=tie, keep=keep)

    def _end_stage(
        self,
        winners: tuple[int, ...],
        *,
        loser: int | None = None,
        tie: TieBreak | None = None,
        keep: list[int] | None = None,
    ) -> None:
        """Write down a round; C.1: those who are left are elected, where no more are left than seats."""
        left = self._elect(self.hopeful) if 0 < len(self.hopeful) <= self._seats_left() and self.valid else ()
        changes = [now - then for now, then in zip(self.votes, self.votes_before, strict=True)]
        self.votes_before = list(self.votes)
        self.stages.append(
            Stage(
                number=len(self.stages) + 1,
                action=StageAction.ROUND,
                votes=decimals(self.votes, PLACES),
                changes=decimals(changes, PLACES),
                exhausted=decimal(self.valid * ONE - sum(self.votes), PLACES),
                quota=decimal(self.quota, PLACES),
                elected=winners + left,
                without_quota=left,
                excluded=(loser,) if loser else (),
                keep=decimals(keep or self.keep, PLACES),
                ties=(tie,) if tie else (),
            )
        )

    def _elect(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Elect candidates at once; of equals, it says nothing which is named first."""
        elected = sorted(numbers, key=lambda number: (-self.votes[number], number))
        self.elected += elected
        self.hopeful.difference_update(elected)
        return tuple(elected)


def _kinds(papers: Papers) -> Counter[tuple[int, ...]]:
    """Group equal rankings: each round looks at all of them."""
    kinds: Counter[tuple[int, ...]] = Counter()
    for number, rankings in papers.items():
        if number == 1:
            kinds.update(rankings)
        else:
            for ranking in rankings:
                kinds[ranking] += number
    return kinds
