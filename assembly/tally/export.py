"""The plain ballots of a vote as a BLT file, with which anybody can count it again."""

from collections import Counter

from assembly.tally.ballot import ElectionBallot, EqualBallots, NamesBallot, RankedBallot
from assembly.tally.blt import write_blt
from assembly.tally.election import BallotForm, FrozenElection, Method
from assembly.tally.lot import Lot, lot_text, order_of_lot
from assembly.tally.recount import COUNTERS
from assembly.tally.rules import TallyError


def recounted_as(method: Method) -> Method | None:
    """Return how `assembly count` counts the file of a vote by this method; None where ballots are no rankings.

    Of a majority it counts who has most votes.
    """
    counter = Method.PLURALITY if method is Method.MAJORITY else method
    return counter if counter in COUNTERS else None


def ballots_as_blt(
    vote: FrozenElection, ballots: EqualBallots[ElectionBallot], *, title: str = "", lot: Lot | None = None
) -> str:
    """Write the ballots of a vote, sorted, in the unit that it was counted in.

    Blank and invalid ballots stand there as empty ones. With a lot, the file holds the order that it gave, so that it
    is counted to the same end. Raises TallyError for a method that no such file can be counted by.
    """
    if recounted_as(vote.rules.method) is None:
        raise TallyError(f"no file of rankings can be counted by {vote.rules.method}")
    rankings: Counter[tuple[int, ...]] = Counter()
    for ballot in ballots.groups:
        rankings[_ranking(vote, ballot)] += ballot.weight
    names = [candidate.name for candidate in vote.candidates]
    order = order_of_lot(lot_text(vote.question_hash, lot), dict(enumerate(names, start=1))) if lot else None
    return write_blt(names, vote.rules.seats, rankings, title=title, withdrawn=vote.withdrawn, tie=order)


def _ranking(vote: FrozenElection, ballot: ElectionBallot) -> tuple[int, ...]:
    most = {BallotForm.ONE_NAME: 1, BallotForm.UP_TO_SEATS: vote.rules.seats}
    match ballot:
        case RankedBallot():
            return ballot.ranking
        case NamesBallot() if len(ballot.names) <= most.get(vote.rules.form, len(ballot.names)):
            return tuple(sorted(ballot.names))
        case _:
            return ()
