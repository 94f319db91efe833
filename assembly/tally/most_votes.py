"""Methods without transfers: plurality, block and approval, majority with run-off, yes/no for each candidate."""

from collections.abc import Collection, Mapping, Sequence

from assembly.tally.counts import Contestants, Count, LotNeededError
from assembly.tally.fixed import decimals
from assembly.tally.stages import Stage, StageAction, TieBreak, TiePurpose


def count_most_votes(sums: Mapping[int, int], valid: int, contestants: Contestants) -> Count:
    """Elect those with the most votes: one for plurality, as many as there are seats for block and approval.

    Where nobody cast a valid ballot, nobody is elected; this holds for each method.
    """
    return _first(sums, valid, contestants, contestants.standing)


def count_over_threshold(sums: Mapping[int, int], valid: int, contestants: Contestants, over: Collection[int]) -> Count:
    """Elect those of the candidates over the threshold who have the most votes for them."""
    return _first(sums, valid, contestants, over)


def count_majority(sums: Mapping[int, int], valid: int, contestants: Contestants, over: Collection[int]) -> Count:
    """Elect who is over the threshold; else name the two with the most votes for a run-off.

    Where two are left and neither is over it, they are voted on again.
    """
    if over or not valid or len(contestants.standing) == 1:
        return _first(sums, valid, contestants, over)
    first_two, tie, undecided = _most(sums, contestants, contestants.standing, 2, TiePurpose.RUN_OFF)
    stage = _stage(sums, contestants, elected=(), tie=tie)
    run_off = () if undecided else first_two
    return Count(valid=valid, stages=(stage,), run_off=run_off, undecided=undecided)


def _first(sums: Mapping[int, int], valid: int, contestants: Contestants, eligible: Collection[int]) -> Count:
    elected, tie, undecided = _most(sums, contestants, eligible if valid else (), contestants.seats, TiePurpose.SEAT)
    stage = _stage(sums, contestants, elected=elected, tie=tie)
    return Count(valid=valid, stages=(stage,), elected=elected, undecided=undecided)


def _most(
    sums: Mapping[int, int], contestants: Contestants, eligible: Collection[int], places: int, purpose: TiePurpose
) -> tuple[tuple[int, ...], TieBreak | None, TieBreak | None]:
    """Return those with the most votes, the tie that a lot broke, and the tie that waits for one."""
    ordered = sorted(eligible, key=lambda number: (-sums.get(number, 0), number))
    if len(ordered) <= places:
        return tuple(ordered), None, None
    last = sums.get(ordered[places - 1], 0)
    sure = tuple(number for number in ordered if sums.get(number, 0) > last)
    tied = [number for number in ordered if sums.get(number, 0) == last]
    left = places - len(sure)
    if len(tied) == left:
        return sure + tuple(tied), None, None
    try:
        tie = contestants.by_lot(purpose, tied, left)
    except LotNeededError as needed:
        return sure, None, needed.tie
    return sure + tie.taken, tie, None


def _stage(sums: Mapping[int, int], contestants: Contestants, *, elected: Sequence[int], tie: TieBreak | None) -> Stage:
    votes = decimals([0, *(sums.get(number, 0) for number in range(1, contestants.number + 1))], 0)
    return Stage(
        number=1,
        action=StageAction.COUNT,
        votes=votes,
        changes=votes,
        exhausted=decimals([0, 0], 0)[0],
        elected=tuple(elected),
        ties=(tie,) if tie else (),
    )
