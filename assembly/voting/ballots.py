"""Ballots out of the box, and as the tally takes them."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from assembly.tally.ballot import (
    AnswersBallot,
    ElectionBallot,
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


class PaperBallot(NamedTuple):
    """What one ballot says, and the weight of its right; 1 where heads are counted."""

    marks: Marks
    weight: int


def motion_ballots(ballots: Iterable[PaperBallot]) -> Iterator[MotionBallot]:
    """Return the ballots on a motion as its count takes them."""
    for ballot in ballots:
        yield MotionBallot(MOTION_CHOICES[ballot.marks], ballot.weight)


def election_ballots(paper: Paper, ballots: Iterable[PaperBallot]) -> Iterator[ElectionBallot]:
    """Return the ballots of an election or a choice as its count takes them."""
    for marks, weight in ballots:
        if paper.style is Style.EACH:
            yield AnswersBallot(tuple(MOTION_CHOICES[mark] for mark in marks), weight)
        elif paper.style is Style.RANKED:
            yield RankedBallot(paper.chosen(marks), weight)
        else:
            yield NamesBallot(paper.chosen(marks), weight)
