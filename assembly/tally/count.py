"""Counting an election: from the frozen vote, its plain ballots and a lot, if one was drawn, to the result."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from assembly.tally.ballot import ElectionBallot, EqualBallots
from assembly.tally.counts import Contestants, Count
from assembly.tally.election import FrozenElection, Method
from assembly.tally.election_result import CandidateFigures, ElectionReason, ElectionResult, ElectionVerdict, Outcome
from assembly.tally.lot import Lot, lot_figures, lot_text, order_of_lot
from assembly.tally.meek import count_meek
from assembly.tally.most_votes import count_majority, count_most_votes, count_over_threshold
from assembly.tally.roll import roll_figures
from assembly.tally.rules import Formula, TallyError, formula
from assembly.tally.scottish import count_scottish
from assembly.tally.sorting import SortedBallots, sort_ballots
from assembly.tally.stages import TieBreak, TiePurpose

Formulas: TypeAlias = Mapping[int, Formula]
"""What the threshold asks of each candidate; empty for methods without one."""


def election_result(
    vote: FrozenElection, ballots: Iterable[ElectionBallot] | EqualBallots[ElectionBallot], lot: Lot | None = None
) -> ElectionResult:
    """Count an election or a choice. Neither the order of the ballots nor that of the candidates decides anything.

    Where a tie needs a lot and none was drawn, the verdict is LOT_NEEDED and `undecided` says between whom: the vote
    stays closed. Raises TallyError where the figures contradict each other, or a ballot does not fit.
    """
    box = sort_ballots(vote, ballots)
    vote.check_cast(box.ballots, box.cast)
    figures = roll_figures(vote, box.ballots, box.cast)
    quorum = figures["quorum"]
    formulas = _formulas(vote, box)
    contestants = Contestants(
        number=len(vote.candidates), seats=vote.rules.seats, withdrawn=vote.withdrawn, lot=_order(vote, lot)
    )
    count = _count(vote, box, formulas, contestants)
    if quorum and not quorum.reached:
        count, verdict = _undecided(count), (ElectionVerdict.NO_QUORUM, ElectionReason.QUORUM_MISSED)
    else:
        verdict = _verdict(vote, count, formulas)
    drawn = count.drawn_between
    return ElectionResult(
        **figures,
        rules=vote.rules,
        candidates=vote.candidates,
        valid=count.valid,
        blank=box.blank,
        invalid=box.cast - box.blank - count.valid,
        basis=vote.profile.basis if vote.rules.needs_threshold else None,
        quota=count.quota,
        figures=_figures(vote, box, count, formulas, decided=verdict[0] is not ElectionVerdict.NO_QUORUM),
        stages=count.stages,
        elected=count.elected,
        run_off=count.run_off,
        undecided=count.undecided,
        lot=lot_figures(contestants.lot, drawn, lot.numbers) if lot and contestants.lot and drawn else None,
        verdict=verdict[0],
        reason=verdict[1],
    )


def _order(vote: FrozenElection, lot: Lot | None) -> tuple[int, ...] | None:
    if lot is None:
        return None
    names = {number: candidate.name for number, candidate in enumerate(vote.candidates, start=1)}
    return order_of_lot(lot_text(vote.question_hash, lot), names)


def _formulas(vote: FrozenElection, box: SortedBallots) -> Formulas:
    if not vote.rules.needs_threshold:
        return {}
    threshold = vote.profile.threshold
    numbers = range(1, len(vote.candidates) + 1)
    if vote.rules.method is Method.MAJORITY:
        return dict.fromkeys(numbers, formula(threshold, vote.basis_count(box.valid, box.blank)))
    return {n: formula(threshold, vote.basis_count(box.names[n] + box.no[n], box.abstain[n])) for n in numbers}


def _count(vote: FrozenElection, box: SortedBallots, formulas: Formulas, contestants: Contestants) -> Count:
    over = [n for n in contestants.standing if n in formulas and 0 < formulas[n].required <= box.names[n]]
    match vote.rules.method:
        case Method.PLURALITY | Method.BLOCK | Method.APPROVAL:
            return count_most_votes(box.names, box.valid, contestants)
        case Method.MAJORITY:
            return count_majority(box.names, box.valid, contestants, over)
        case Method.YES_NO:
            return count_over_threshold(box.names, box.valid, contestants, over)
        case Method.SCOTTISH_STV | Method.MEEK_STV as method:
            try:
                return (count_scottish if method is Method.SCOTTISH_STV else count_meek)(box.papers, contestants)
            except IndexError:
                raise TallyError("a ballot ranks a candidate who is not on the list") from None


def _undecided(count: Count) -> Count:
    """Keep of a count what was counted at first: without a quorum nobody is elected, nor excluded."""
    first = replace(count.stages[0], elected=(), without_quota=(), excluded=(), ties=())
    return Count(valid=count.valid, stages=(first,), quota=count.quota)


def _verdict(vote: FrozenElection, count: Count, formulas: Formulas) -> tuple[ElectionVerdict, ElectionReason]:
    if not count.valid:
        return ElectionVerdict.NOT_ELECTED, ElectionReason.NO_VALID_BALLOTS
    if count.undecided:
        return ElectionVerdict.LOT_NEEDED, ElectionReason.TIE
    if count.run_off:
        return ElectionVerdict.RUN_OFF, ElectionReason.THRESHOLD_MISSED
    if len(count.elected) == vote.rules.seats:
        return ElectionVerdict.ELECTED, ElectionReason.LOT if count.drawn_between else ElectionReason.SEATS_FILLED
    enough = len(vote.candidates) - len(vote.withdrawn) >= vote.rules.seats
    why = ElectionReason.THRESHOLD_MISSED if formulas and enough else ElectionReason.TOO_FEW_CANDIDATES
    return ElectionVerdict.PARTLY_ELECTED if count.elected else ElectionVerdict.NOT_ELECTED, why


def _figures(
    vote: FrozenElection, box: SortedBallots, count: Count, formulas: Formulas, *, decided: bool
) -> tuple[CandidateFigures, ...]:
    answers = vote.rules.method is Method.YES_NO
    return tuple(
        CandidateFigures(
            number=number,
            votes=int(count.stages[0].votes[number - 1]),
            no=box.no[number] if answers else None,
            abstain=box.abstain[number] if answers else None,
            formula=formulas.get(number),
            outcome=_outcome(vote, count, number, decided=decided),
        )
        for number in range(1, len(vote.candidates) + 1)
    )


def _outcome(vote: FrozenElection, count: Count, number: int, *, decided: bool) -> Outcome:
    if number in vote.withdrawn:
        return Outcome.WITHDRAWN
    if number in count.elected:
        return Outcome.ELECTED
    if number in count.run_off:
        return Outcome.RUN_OFF
    lost = decided and (count.undecided is None or _lost_before(count, count.undecided, number))
    return Outcome.NOT_ELECTED if lost else Outcome.UNDECIDED


def _lost_before(count: Count, tie: TieBreak, number: int) -> bool:
    """Whether a candidate is out, however the lot will fall."""
    if tie.purpose in (TiePurpose.SURPLUS, TiePurpose.EXCLUSION):
        return any(number in stage.excluded for stage in count.stages)
    votes = count.stages[0].votes
    fewer = votes[number - 1] < votes[tie.between[0] - 1]
    return fewer or (tie.purpose is TiePurpose.SEAT and number not in tie.between)
