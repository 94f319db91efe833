"""A second counter, written from the text of the rules and from nothing else: plain, slow, on fractions.

It knows nothing of assembly.tally. Candidates are anything that can be told apart; a ballot lists them, best first.
`lot` is the order in which a lot was drawn; where one is needed and there is none, a TieError says between whom.
"""

from fractions import Fraction
from math import ceil, floor


class TieError(Exception):
    def __init__(self, tied):
        super().__init__(f"between {tied}")
        self.tied = set(tied)


def drawn(tied, lot):
    """Who of those tied comes first in the lot."""
    tied = set(tied)
    if len(tied) == 1:
        return tied.pop()
    if lot is None:
        raise TieError(tied)
    return next(candidate for candidate in lot if candidate in tied)


def outcome(count):
    """Return what a count gives and nobody, or nothing and those between whom a lot is needed."""
    try:
        return count(), set()
    except TieError as tie:
        return None, tie.tied


class Paper:
    def __init__(self, preferences):
        self.preferences = preferences
        self.value = Fraction(1)
        self.holder = None


class ScottishCount:
    """The Scottish Local Government Elections Order 2007, Schedule 1, rules 45 to 52, one rule after the other."""

    def __init__(self, candidates, seats, ballots, lot=None):
        self.seats, self.lot = seats, lot
        self.continuing, self.elected, self.stages, self.to_transfer = list(candidates), [], [], []
        self.candidates = list(candidates)
        self.papers = [Paper(ballot) for ballot in ballots if set(ballot) & set(candidates)]

    def count(self):
        self.quota = len(self.papers) // (self.seats + 1) + 1  # 46
        for paper in self.papers:  # 45
            self.move(paper, paper.value)
        self.end_of_stage()
        while self.papers and self.vacancies() and self.continuing:
            surpluses = [c for c in self.to_transfer if self.votes(c) > self.quota]
            if surpluses:
                self.transfer_surplus(surpluses)
            else:
                self.exclude()
            self.end_of_stage()
        return self

    def vacancies(self):
        return self.seats - len(self.elected)

    def votes(self, candidate):
        return sum((paper.value for paper in self.papers if paper.holder == candidate), self.left.get(candidate, 0))

    left = {}  # noqa: RUF012 - replaced by each count
    """What is left with those whose surplus was transferred: their papers are gone, a quota stays."""

    def move(self, paper, value):
        paper.holder = next((c for c in paper.preferences if c in self.continuing), None)
        paper.value = value

    def transfer_surplus(self, surpluses):
        highest = max(map(self.votes, surpluses))
        giver = self.break_tie([c for c in surpluses if self.votes(c) == highest], max)
        total = self.votes(giver)
        surplus = total - self.quota
        for paper in [paper for paper in self.papers if paper.holder == giver]:  # 48(3), five decimal places
            self.move(paper, Fraction(floor(surplus * paper.value / total * 10**5), 10**5))
        self.left = {**self.left, giver: Fraction(self.quota)}
        self.to_transfer.remove(giver)

    def exclude(self):
        lowest = min(map(self.votes, self.continuing))
        loser = self.break_tie([c for c in self.continuing if self.votes(c) == lowest], min)
        self.continuing.remove(loser)
        if len(self.continuing) == self.vacancies():  # 52(2)
            return
        for paper in [paper for paper in self.papers if paper.holder == loser]:  # 50(4)
            self.move(paper, paper.value)

    def end_of_stage(self):
        self.stages.append({c: self.votes(c) for c in self.candidates})
        for candidate in [c for c in self.continuing if self.stages[-1][c] >= self.quota]:  # 47
            self.elect(candidate)
        if self.papers and len(self.continuing) <= self.vacancies():  # 52(1)
            for candidate in list(self.continuing):
                self.elect(candidate)

    def elect(self, candidate):
        self.continuing.remove(candidate)
        self.elected.append(candidate)
        self.to_transfer.append(candidate)

    def break_tie(self, tied, best):
        """49(2) and 51(2)(a): the most recent preceding stage at which they had unequal numbers of votes."""
        for stage in reversed(self.stages[:-1]):
            figure = best(stage[c] for c in tied)
            tied = [c for c in tied if stage[c] == figure]
        return drawn(tied, self.lot)


class MeekCount:
    """The reference rule of the Proportional Representation Foundation for Meek's method, step by step."""

    places = 10**9

    def __init__(self, candidates, seats, ballots, lot=None):
        self.seats, self.lot, self.ballots = seats, lot, ballots
        self.hopeful, self.elected, self.rounds = list(candidates), [], []  # A
        self.candidates = list(candidates)
        self.keep = dict.fromkeys(candidates, Fraction(1))
        self.omega = Fraction(1, 10**6)

    def up(self, value):
        return Fraction(ceil(value * self.places), self.places)

    def count(self):
        while len(self.elected) < self.seats < len(self.elected) + len(self.hopeful):  # B.1
            winners, surplus = self.iterate()
            self.rounds.append(dict(self.votes))
            if not winners:
                self.defeat(surplus)
        if len(self.elected) < self.seats:  # C
            self.elected += self.hopeful
        return self

    def iterate(self):
        last = None
        while True:
            self.distribute()
            winners = [c for c in self.hopeful if self.votes[c] >= self.quota]  # B.2.c
            for winner in winners:
                self.hopeful.remove(winner)
                self.elected.append(winner)
            surplus = max(sum(self.votes[c] - self.quota for c in self.elected), Fraction(0))  # B.2.d
            if winners or surplus < self.omega or (last is not None and surplus >= last):  # B.2.e
                return winners, surplus
            last = surplus
            for c in self.elected:  # B.2.f
                self.keep[c] = self.up(self.up(self.keep[c] * self.quota) / self.votes[c])

    def distribute(self):
        self.votes = dict.fromkeys(self.candidates, Fraction(0))
        for ballot in self.ballots:  # B.2.a
            weight = Fraction(1)
            for c in ballot:
                if c in self.keep:
                    kept = self.up(weight * self.keep[c])
                    self.votes[c] += kept
                    weight -= kept
        total = sum(self.votes.values())
        self.quota = Fraction(floor(total / (self.seats + 1) * self.places) + 1, self.places)  # B.2.b

    def defeat(self, surplus):
        lowest = min(self.votes[c] for c in self.hopeful)  # B.3
        loser = drawn([c for c in self.hopeful if self.votes[c] <= lowest + surplus], self.lot)
        self.hopeful.remove(loser)
        self.keep[loser] = Fraction(0)


def most_votes(votes, places, lot=None):
    """The first so many by votes; who is tied for the last places draws lots."""
    elected = set()
    while len(elected) < places and len(elected) < len(votes):
        rest = {c: number for c, number in votes.items() if c not in elected}
        best = {c for c, number in rest.items() if number == max(rest.values())}
        if len(elected) + len(best) <= places:
            elected |= best
        elif lot is None:
            raise TieError(best)
        else:
            elected.add(drawn(best, lot))
    return elected
