"""The ballots of an election, sorted as they are before anything is counted: valid, blank, invalid."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from assembly.tally.ballot import (
    AnswersBallot,
    ElectionBallot,
    EqualBallots,
    InvalidBallot,
    MotionChoice,
    NamesBallot,
    RankedBallot,
)
from assembly.tally.election import BallotForm, FrozenElection
from assembly.tally.rules import TallyError, Unit


@dataclass(slots=True)
class SortedBallots:
    """What was cast, in the unit of the vote but for `ballots`.

    Ranked ballots are all among `ranked`, whether they name somebody who stands or not: the count finds out.
    """

    ballots: int = 0
    cast: int = 0
    blank: int = 0
    invalid: int = 0
    names: Counter[int] = field(default_factory=Counter)
    """How many name each candidate; votes for, of yes/no."""
    no: Counter[int] = field(default_factory=Counter)
    abstain: Counter[int] = field(default_factory=Counter)
    papers: defaultdict[int, list[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(list))
    """Rankings by weight."""

    @property
    def valid(self) -> int:
        """Ballots that say something of somebody."""
        return self.cast - self.blank - self.invalid


def sort_ballots(
    vote: FrozenElection, ballots: Iterable[ElectionBallot] | EqualBallots[ElectionBallot]
) -> SortedBallots:
    """Sort the ballots of an election. A weight is as many equal ballots; in heads it is one.

    Raises TallyError for a ballot of another form, or one that names a candidate who is not on the list.
    """
    if isinstance(ballots, EqualBallots):
        box = _sorted(vote, ballots.groups, heads=False)
        box.ballots = ballots.ballots
        return box
    return _sorted(vote, ballots, heads=vote.profile.unit is Unit.HEADS)


def _sorted(vote: FrozenElection, ballots: Iterable[ElectionBallot], *, heads: bool) -> SortedBallots:
    box = SortedBallots()
    if vote.rules.form is BallotForm.RANKING:
        _sort_rankings(box, ballots, heads=heads)
        return box
    for ballot in ballots:
        weight = 1 if heads else ballot.weight
        box.ballots += 1
        box.cast += weight
        match ballot:
            case NamesBallot() if vote.rules.form is not BallotForm.ANSWERS:
                _sort_names(vote, box, ballot.names, weight)
            case AnswersBallot() if vote.rules.form is BallotForm.ANSWERS:
                _sort_answers(vote, box, ballot.answers, weight)
            case InvalidBallot():
                box.invalid += weight
            case _:
                raise _another_form(ballot)
    return box


def _another_form(ballot: object) -> TallyError:
    return TallyError(f"a ballot of another form: {type(ballot).__name__}")


def _sort_rankings(box: SortedBallots, ballots: Iterable[ElectionBallot], *, heads: bool) -> None:
    """Sort rankings; there may be a million, so that nothing is done for each that can be done for all."""
    invalid: Counter[int] = Counter()
    for ballot in ballots:
        weight = 1 if heads else ballot.weight
        if isinstance(ballot, RankedBallot):
            box.papers[weight].append(ballot.ranking)
        elif isinstance(ballot, InvalidBallot):
            invalid[weight] += 1
        else:
            raise _another_form(ballot)
    box.invalid = sum(weight * number for weight, number in invalid.items())
    box.blank = sum(weight * rankings.count(()) for weight, rankings in box.papers.items())
    box.ballots = sum(map(len, box.papers.values())) + invalid.total()
    box.cast = sum(weight * len(rankings) for weight, rankings in box.papers.items()) + box.invalid


def _sort_names(vote: FrozenElection, box: SortedBallots, names: tuple[int, ...], weight: int) -> None:
    most = {BallotForm.ONE_NAME: 1, BallotForm.UP_TO_SEATS: vote.rules.seats}.get(vote.rules.form, len(names))
    if names and not 1 <= min(names) <= max(names) <= len(vote.candidates):
        raise TallyError("a ballot names a candidate who is not on the list")
    standing = [name for name in names if name not in vote.withdrawn]
    if not names:
        box.blank += weight
    elif len(names) > most or not standing:
        box.invalid += weight
    else:
        for name in standing:
            box.names[name] += weight


def _sort_answers(vote: FrozenElection, box: SortedBallots, answers: tuple[MotionChoice, ...], weight: int) -> None:
    if len(answers) != len(vote.candidates):
        raise TallyError("a ballot answers for each candidate")
    columns = {MotionChoice.YES: box.names, MotionChoice.NO: box.no, MotionChoice.ABSTAIN: box.abstain}
    given = [(n, answer) for n, answer in enumerate(answers, start=1) if answer in columns and n not in vote.withdrawn]
    if not given:
        box.blank += weight
    for number, answer in given:
        columns[answer][number] += weight
