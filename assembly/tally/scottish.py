"""Scottish STV: the Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52.

Votes and values are whole numbers of 1/100,000: rule 48(3) calculates to five decimal places and ignores the rest.
Where a rule says "by lot", the order of a lot that was drawn decides, or the count stops and says between whom.
"""

from collections.abc import Collection, Iterable
from typing import Final

from assembly.tally.counts import Contestants, Count, LotNeededError, Papers
from assembly.tally.fixed import decimal, decimals
from assembly.tally.stages import Stage, StageAction, TieBreak, TiePurpose

PLACES: Final = 5
ONE: Final = 10**PLACES
"""The value of a ballot at its first preference, rule 48(4)(b)(i)."""

Parcel = tuple[int, int, list[tuple[int, ...]]]
"""Ballots received together: the value of each, how many equal ballots each ranking stands for, the rankings."""


def count_scottish(papers: Papers, contestants: Contestants) -> Count:
    """Count rankings; those that name nobody who stands are not valid and count for nothing."""
    count = _ScottishCount(contestants)
    try:
        count.run(papers)
    except LotNeededError as needed:
        return count.outcome(needed.tie)
    return count.outcome(None)


class _ScottishCount:
    """The state of a count. Lists have a place for each candidate by number; place 0 is nobody's."""

    def __init__(self, contestants: Contestants) -> None:
        self.contestants = contestants
        self.continuing = set(contestants.standing)
        self.elected: list[int] = []
        self.pending: set[int] = set()
        """Elected with a surplus that is not transferred yet."""
        self.votes = [0] * (contestants.number + 1)
        self.parcels: list[list[Parcel]] = [[] for _ in self.votes]
        self.history: list[list[int]] = []
        """The votes at the end of each stage."""
        self.stages: list[Stage] = []
        self.valid = 0
        self.quota = 0

    def run(self, papers: Papers) -> None:
        """Go from stage to stage until the seats are filled or a lot is needed."""
        self._first_stage(papers)
        while self.valid and self._vacancies() and self.continuing:
            if self.pending:
                self._transfer_surplus()
            else:
                self._exclude()

    def outcome(self, undecided: TieBreak | None) -> Count:
        """Return what was found so far."""
        return Count(
            valid=self.valid,
            stages=tuple(self.stages),
            elected=tuple(self.elected),
            quota=decimal(self.quota, PLACES),
            undecided=undecided,
        )

    def _vacancies(self) -> int:
        return self.contestants.seats - len(self.elected)

    def _first_stage(self, papers: Papers) -> None:
        """Rules 45 and 46: parcels by first preference, and the quota."""
        for number, rankings in papers.items():
            self._hand_out(rankings, ONE, number)
        self.valid = sum(self.votes) // ONE
        self.quota = (self.valid // (self.contestants.seats + 1) + 1) * ONE
        self._end_stage(StageAction.COUNT)

    def _transfer_surplus(self) -> None:
        """Rules 48 and 49: the highest surplus first, each ballot at surplus · value / votes."""
        highest = max(self.votes[number] for number in self.pending)
        giver, tie = self._one_of(TiePurpose.SURPLUS, {n for n in self.pending if self.votes[n] == highest})
        self.pending.remove(giver)
        votes, surplus = self.votes[giver], self.votes[giver] - self.quota
        parcels, self.parcels[giver] = self.parcels[giver], []
        for value, number, rankings in parcels:
            self._hand_out(rankings, value * surplus // votes, number)
        self.votes[giver] = self.quota
        self._end_stage(StageAction.SURPLUS, giver, surplus=surplus, tie=tie)

    def _exclude(self) -> None:
        """Rules 50 and 51: the candidate with the fewest votes; ballots keep the value at which they came.

        Where those who are left then fill the last vacancies, nothing more is transferred, rule 52(2).
        """
        lowest = min(self.votes[number] for number in self.continuing)
        loser, tie = self._one_of(TiePurpose.EXCLUSION, {n for n in self.continuing if self.votes[n] == lowest})
        self.continuing.remove(loser)
        if len(self.continuing) > self._vacancies():
            parcels, self.parcels[loser] = self.parcels[loser], []
            for value, number, rankings in parcels:
                self._hand_out(rankings, value, number)
            self.votes[loser] = 0
        self._end_stage(StageAction.EXCLUSION, loser, tie=tie)

    def _hand_out(self, rankings: Iterable[tuple[int, ...]], value: int, number: int) -> None:
        """Give each ballot to the first continuing candidate of its ranking, as a parcel at this value.

        This loop is where the time goes; nothing in it is looked up twice.
        """
        received: list[list[tuple[int, ...]]] = [[] for _ in self.votes]
        hand_to = [rankings_of.append for rankings_of in received]
        continues = [candidate in self.continuing for candidate in range(len(self.votes))]
        for ranking in rankings:
            for candidate in ranking:
                if continues[candidate]:
                    hand_to[candidate](ranking)
                    break
        for candidate, parcel in enumerate(received):
            if parcel:
                self.parcels[candidate].append((value, number, parcel))
                self.votes[candidate] += value * number * len(parcel)

    def _end_stage(
        self, action: StageAction, moved: int | None = None, *, surplus: int | None = None, tie: TieBreak | None = None
    ) -> None:
        """Rules 47 and 52: elect who has the quota, and all who are left where they fill the last vacancies."""
        before = self.history[-1] if self.history else [0] * len(self.votes)
        self.history.append(list(self.votes))
        with_quota = self._elect(n for n in self.continuing if self.votes[n] >= self.quota)
        self.pending.update(number for number in with_quota if self.votes[number] > self.quota)
        filled = self._elect(self.continuing) if self._last_vacancies() else ()
        self.stages.append(
            Stage(
                number=len(self.history),
                action=action,
                candidate=moved,
                surplus=None if surplus is None else decimal(surplus, PLACES),
                votes=decimals(self.votes, PLACES),
                changes=decimals([now - then for now, then in zip(self.votes, before, strict=True)], PLACES),
                exhausted=decimal(self.valid * ONE - sum(self.votes), PLACES),
                quota=decimal(self.quota, PLACES),
                elected=with_quota + filled,
                without_quota=filled,
                excluded=(moved,) if moved and action is StageAction.EXCLUSION else (),
                ties=(tie,) if tie else (),
            )
        )

    def _last_vacancies(self) -> bool:
        return 0 < len(self.continuing) <= self._vacancies() and self.valid > 0

    def _elect(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Elect candidates at once; of equals, it says nothing which is named first."""
        elected = sorted(numbers, key=lambda n: ([-votes[n] for votes in reversed(self.history)], n))
        self.elected += elected
        self.continuing.difference_update(elected)
        return tuple(elected)

    def _one_of(self, purpose: TiePurpose, tied: Collection[int]) -> tuple[int, TieBreak | None]:
        """Rules 49(2), 49(3) and 51(2): the latest earlier stage at which they differed decides, else a lot.

        Of more than two, those who had the most (or fewest) there go on to the stages before it.
        """
        left = set(tied)
        if len(left) == 1:
            return left.pop(), None
        best = max if purpose is TiePurpose.SURPLUS else min
        for stage in range(len(self.history) - 1, 0, -1):
            votes = self.history[stage - 1]
            figure = best(votes[number] for number in left)
            left = {number for number in left if votes[number] == figure}
            if len(left) == 1:
                return min(left), TieBreak(purpose, tuple(sorted(tied)), tuple(left), stage)
        tie = self.contestants.by_lot(purpose, left)
        return tie.taken[0], tie
