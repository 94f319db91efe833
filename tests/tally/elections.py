"""Any election that could be held, small enough that ties are common."""

import random
from collections import Counter
from dataclasses import replace

from hypothesis import strategies as st

from assembly.tally.ballot import AnswersBallot, EqualBallots, InvalidBallot, MotionChoice, NamesBallot, RankedBallot
from assembly.tally.election import Candidate, Contest, ElectionRules, FrozenElection, Method
from assembly.tally.lot import Lot
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, RuleProfile, Unit

NAMES = ("Aminata", "Björn", "Чингиз", "Dolores", "Eve", "Фёдор", "Greta")
STV = (Method.SCOTTISH_STV, Method.MEEK_STV)
LOT = Lot(("7KQ2-XM4P", "0ABC-99ZZ"), "4 17 23 31")

rankings = st.permutations(range(1, 7)).flatmap(lambda order: st.integers(0, 6).map(lambda n: tuple(order[:n])))


def election(method, candidates=4, seats=1, *, profile=None, rights=10_000, contest=Contest.ELECTION, **more):
    """An election on a roll large enough; everybody is represented."""
    return FrozenElection(
        question_hash="ab" * 32,
        article={"en": "Statutes, article 20"},
        profile=profile or RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.FOR_AND_AGAINST),
        rights=rights,
        entitled=rights,
        represented_at_opening=rights,
        represented_at_deadline=rights,
        rules=ElectionRules(method=method, seats=seats, contest=contest),
        candidates=tuple(Candidate(name, {}) for name in NAMES[:candidates]),
        **more,
    )


def by_weight(basis=Basis.FOR_AND_AGAINST, threshold=SIMPLE_MAJORITY):
    return RuleProfile(threshold=threshold, basis=basis, unit=Unit.WEIGHT)


def ranked(*groups):
    """Ballots from ("31", 5): five that put candidate 3 before candidate 1."""
    return [RankedBallot(tuple(map(int, ranking))) for ranking, times in groups for _ in range(times)]


def named(*groups):
    return [NamesBallot(tuple(map(int, names))) for names, times in groups for _ in range(times)]


def together(vote, ballots):
    """Put equal ballots together, as they are stored: votes, and no weight of any of them."""
    votes = Counter()
    for ballot in ballots:
        votes[replace(ballot, weight=1)] += ballot.weight if vote.profile.unit is Unit.WEIGHT else 1
    return EqualBallots(len(ballots), [replace(ballot, weight=number) for ballot, number in votes.items()])


@st.composite
def ranked_elections(draw, methods=STV):
    """Rankings of up to six candidates, some of whom may have withdrawn; few kinds of ballots, each several times."""
    candidates = draw(st.integers(1, 6))
    withdrawn = draw(st.sets(st.integers(1, candidates), max_size=candidates - 1)) if draw(st.booleans()) else set()
    vote = election(
        draw(st.sampled_from(methods)),
        candidates,
        draw(st.integers(1, 4)),
        profile=by_weight(),
        withdrawn=frozenset(withdrawn),
    )
    some = rankings.map(lambda ranking: tuple(n for n in ranking if n <= candidates))
    groups = draw(st.lists(st.tuples(some, st.integers(1, 4), st.integers(1, 3)), max_size=12))
    return vote, [RankedBallot(ranking, weight) for ranking, times, weight in groups for _ in range(times)]


@st.composite
def named_elections(draw):
    """Ballots that name candidates; some name too many, some nobody, some are invalid."""
    method = draw(st.sampled_from([Method.PLURALITY, Method.BLOCK, Method.APPROVAL, Method.MAJORITY]))
    candidates = draw(st.integers(1, 6))
    seats = 1 if method is Method.MAJORITY else draw(st.integers(1, 3))
    vote = election(method, candidates, seats, profile=by_weight(draw(st.sampled_from(Basis))))
    names = st.sets(st.integers(1, candidates), max_size=3).map(lambda chosen: tuple(sorted(chosen)))
    ballots = st.builds(NamesBallot, names, st.integers(1, 3)) | st.builds(InvalidBallot, st.integers(1, 3))
    return vote, draw(st.lists(ballots, max_size=20))


@st.composite
def answered_elections(draw):
    candidates = draw(st.integers(1, 5))
    vote = election(Method.YES_NO, candidates, draw(st.integers(1, 3)), profile=by_weight(draw(st.sampled_from(Basis))))
    answers = st.tuples(*[st.sampled_from(MotionChoice)] * candidates)
    return vote, draw(st.lists(st.builds(AnswersBallot, answers, st.integers(1, 3)), max_size=20))


def drawn_election(seed):
    """An election with rankings, drawn with less care than by hypothesis, and a hundred times as quickly."""
    chance = random.Random(seed)  # noqa: S311
    candidates = chance.randint(1, 7)
    withdrawn = frozenset(chance.sample(range(1, candidates + 1), chance.choice([0, 0, 0, candidates // 3])))
    vote = election(chance.choice(STV), candidates, chance.randint(1, 4), profile=by_weight(), withdrawn=withdrawn)
    kinds = [
        chance.sample(range(1, candidates + 1), chance.randint(0, candidates)) for _ in range(chance.randint(1, 9))
    ]
    return vote, [RankedBallot(tuple(ranking), chance.randint(1, 4)) for ranking in kinds]
