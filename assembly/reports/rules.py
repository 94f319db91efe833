"""What a file of ballots may tell. Pure.

A weight can give away who cast a ballot: if one member alone holds 7 votes, the ballot that weighs 7 is that member's.
So where not everybody may know how members voted, and fewer than five ballots carry one weight, all weights are left
out (to leave out those of the small groups would not do: the result less the others gives them back), and ballots of
which there are fewer than five are shown as one group that does not say what they are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assembly.voting.ballots import PaperBallot
from assembly.voting.opening_rules import SMALL_GROUP
from assembly.voting.papers import Marks


@dataclass(frozen=True, slots=True)
class Group:
    """Ballots that are shown together: what they say, how many they are, the weight of each.

    Where weights would tell too much there are none, and `marks` is None for those of which there are few.
    """

    marks: Marks | None
    ballots: int
    weight: int | None


def weights_tell(ballots: Sequence[PaperBallot]) -> bool:
    """Whether a weight might give away who cast a ballot. Where all weigh the same, it never does."""
    sizes = Counter(ballot.weight for ballot in ballots)
    return len(sizes) > 1 and min(sizes.values()) < SMALL_GROUP


def grouped(ballots: Sequence[PaperBallot]) -> tuple[Group, ...]:
    """Return equal ballots together, with their weights, sorted: it tells nothing of the order they came in."""
    return tuple(Group(one.marks, times, one.weight) for one, times in sorted(Counter(ballots).items()))


def merged(ballots: Sequence[PaperBallot]) -> tuple[Group, ...]:
    """Return equal ballots together without their weights; small groups as one, the last, of at least five if it can.

    One small group alone takes the next larger one in with it, for everybody knows what is missing.
    """
    sizes = Counter(ballot.marks for ballot in ballots)
    by_size = sorted(sizes, key=lambda marks: (sizes[marks], marks))
    few = [marks for marks in by_size if sizes[marks] < SMALL_GROUP]
    rest = by_size[len(few) :]
    while few and rest and (len(few) == 1 or sum(sizes[marks] for marks in few) < SMALL_GROUP):
        few.append(rest.pop(0))
    shown = tuple(Group(marks, sizes[marks], None) for marks in sorted(rest))
    return (*shown, Group(None, sum(sizes[marks] for marks in few), None)) if few else shown
