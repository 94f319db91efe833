"""Counting a motion: from the frozen vote and its plain ballots to the result, and nothing else goes in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assembly.tally.ballot import EqualBallots, MotionBallot, MotionChoice
from assembly.tally.result import MotionResult, Reason, Verdict
from assembly.tally.roll import FrozenVote, QuorumFigures, roll_figures
from assembly.tally.rules import Formula, RuleProfile, TallyError, ThresholdKind, Unit, formula


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenMotion(FrozenVote):
    """A motion as it was frozen at opening."""


def result(
    vote: FrozenMotion,
    ballots: Iterable[MotionBallot] | EqualBallots[MotionBallot],
    casting_vote: MotionChoice | None = None,
) -> MotionResult:
    """Count a motion. The order of the ballots makes no difference, nor whether equal ones are given as one.

    `casting_vote` is how the chair decided a tie. Raises TallyError where the figures contradict each other,
    or where the chair has nothing to decide.
    """
    number, sums = _sums(vote.profile.unit, ballots)
    cast = sum(sums.values())
    vote.check_cast(number, cast)
    figures = roll_figures(vote, number, cast)
    for_and_against = sums[MotionChoice.YES] + sums[MotionChoice.NO]
    steps = formula(vote.profile.threshold, vote.basis_count(for_and_against, sums[MotionChoice.ABSTAIN]))
    verdict, reason = _verdict(vote.profile, sums, steps, figures["quorum"], casting_vote)
    return MotionResult(
        **figures,
        yes=sums[MotionChoice.YES],
        no=sums[MotionChoice.NO],
        abstain=sums[MotionChoice.ABSTAIN],
        blank=sums[MotionChoice.BLANK],
        basis=vote.profile.basis,
        formula=steps,
        casting_vote=casting_vote,
        verdict=verdict,
        reason=reason,
    )


def needs_casting_vote(vote: FrozenMotion, counted: MotionResult) -> bool:
    """Whether the chair may now decide: a tie, a profile that says so, and no decision yet."""
    return vote.profile.casting_vote and counted.reason is Reason.TIE


def _sums(
    unit: Unit, ballots: Iterable[MotionBallot] | EqualBallots[MotionBallot]
) -> tuple[int, Counter[MotionChoice]]:
    number = 0
    sums: Counter[MotionChoice] = Counter()
    if isinstance(ballots, EqualBallots):
        for group in ballots.groups:
            sums[group.choice] += group.weight
        return ballots.ballots, sums
    for ballot in ballots:
        number += 1
        sums[ballot.choice] += ballot.weight if unit is Unit.WEIGHT else 1
    return number, sums


def _verdict(
    profile: RuleProfile,
    sums: Counter[MotionChoice],
    steps: Formula,
    quorum: QuorumFigures | None,
    casting_vote: MotionChoice | None,
) -> tuple[Verdict, Reason]:
    outcome = _verdict_of_members(sums, steps, quorum)
    if casting_vote is None:
        return outcome
    if not profile.casting_vote or outcome[1] is not Reason.TIE:
        raise TallyError("a casting vote is given on a tie, where the rules give the chair one")
    if casting_vote is MotionChoice.YES:
        return Verdict.ADOPTED, Reason.CASTING_VOTE
    if casting_vote is MotionChoice.NO:
        return Verdict.REJECTED, Reason.CASTING_VOTE
    raise TallyError("a casting vote is for or against")


def _verdict_of_members(
    sums: Counter[MotionChoice], steps: Formula, quorum: QuorumFigures | None
) -> tuple[Verdict, Reason]:
    if quorum and not quorum.reached:
        return Verdict.NO_QUORUM, Reason.QUORUM_MISSED
    if steps.count == 0:
        return Verdict.REJECTED, Reason.BASIS_ZERO
    if sums[MotionChoice.YES] >= steps.required:
        return Verdict.ADOPTED, Reason.THRESHOLD_MET
    if _is_tie(sums, steps):
        return Verdict.REJECTED, Reason.TIE
    return Verdict.REJECTED, Reason.THRESHOLD_MISSED


def _is_tie(sums: Counter[MotionChoice], steps: Formula) -> bool:
    """Exactly half for and half against, where more than half is asked for: one more vote would have decided.

    Ten for and ten against miss two thirds by far; that is no tie, and nothing for a chair to decide.
    """
    threshold = steps.threshold
    simple = threshold.kind is ThresholdKind.MORE_THAN and 2 * threshold.p == threshold.q
    yes, no = sums[MotionChoice.YES], sums[MotionChoice.NO]
    return simple and yes == no and yes + no == steps.count
