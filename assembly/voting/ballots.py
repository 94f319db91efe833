"""Ballots out of the box, and as the tally takes them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assembly.tally.ballot import (
    AnswersBallot,
    ElectionBallot,
    EqualBallots,
    MotionBallot,
    MotionChoice,
    NamesBallot,
    RankedBallot,
)
from assembly.voting.papers import Marks, Paper, Style

MOTION_CHOICES: Final = {
    "Y": MotionChoice.YES,
    "N": MotionChoice.NO,
    "A": MotionChoice.ABSTAIN,
    "B": MotionChoice.BLANK,
}


@dataclass(frozen=True, slots=True)
class PaperBallots:
    """All ballots of a vote: how many there are, and how many votes each marks have, sorted.

    A weight w is w votes; where heads are counted, each ballot is one. Whose weight it was is not kept.
    """

    ballots: int
    votes: Mapping[Marks, int]


def paper_ballots(marks: Iterable[Marks]) -> PaperBallots:
    """Return ballots that have one vote each."""
    votes = Counter(marks)
    return PaperBallots(votes.total(), _in_order(votes))


def weighted_ballots(marks: Sequence[Marks], weights: Sequence[int]) -> PaperBallots:
    """Return ballots that have as many votes as the weights of the same places."""
    votes = Counter[Marks]()
    for one, weight in zip(marks, weights, strict=True):
        votes[one] += weight
    return PaperBallots(len(marks), _in_order(votes))


def _in_order(votes: Mapping[Marks, int]) -> dict[Marks, int]:
    """Return the same, sorted by what ballots say: the order in which they came is gone."""
    return {marks: votes[marks] for marks in sorted(votes)}


def motion_ballots(box: PaperBallots) -> EqualBallots[MotionBallot]:
    """Return the ballots on a motion as its count takes them."""
    return EqualBallots(box.ballots, [MotionBallot(MOTION_CHOICES[marks], votes) for marks, votes in box.votes.items()])


def election_ballots(paper: Paper, box: PaperBallots) -> EqualBallots[ElectionBallot]:
    """Return the ballots of an election or a choice as its count takes them."""
    return EqualBallots(box.ballots, list(_election_ballots(paper, box.votes)))


def _election_ballots(paper: Paper, every: Mapping[Marks, int]) -> Iterator[ElectionBallot]:
    for marks, votes in every.items():
        if paper.style is Style.EACH:
            yield AnswersBallot(tuple(MOTION_CHOICES[mark] for mark in marks), votes)
        elif paper.style is Style.RANKED:
            yield RankedBallot(paper.chosen(marks), votes)
        else:
            yield NamesBallot(paper.chosen(marks), votes)
