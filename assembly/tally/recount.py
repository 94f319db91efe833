"""Counting rankings by any method that a file of them can be counted by, without a vote around them."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from assembly.tally.counts import Contestants, Count, Papers
from assembly.tally.election import Method
from assembly.tally.meek import count_meek
from assembly.tally.most_votes import count_most_votes
from assembly.tally.scottish import count_scottish


def _plurality(papers: Papers, contestants: Contestants) -> Count:
    return _count_names(papers, contestants, 1)


def _block(papers: Papers, contestants: Contestants) -> Count:
    return _count_names(papers, contestants, contestants.seats)


def _approval(papers: Papers, contestants: Contestants) -> Count:
    return _count_names(papers, contestants, contestants.number)


def _count_names(papers: Papers, contestants: Contestants, most: int) -> Count:
    """Count the first so many of each ranking who stand; a ballot that names none of them is not valid."""
    sums: Counter[int] = Counter()
    valid = 0
    standing = set(contestants.standing)
    for number, rankings in papers.items():
        for ranking in rankings:
            named = [candidate for candidate in ranking if candidate in standing][:most]
            valid += number if named else 0
            for candidate in named:
                sums[candidate] += number
    return count_most_votes(sums, valid, contestants)


COUNTERS: Final[Mapping[Method, Callable[[Papers, Contestants], Count]]] = {
    Method.SCOTTISH_STV: count_scottish,
    Method.MEEK_STV: count_meek,
    Method.PLURALITY: _plurality,
    Method.APPROVAL: _approval,
    Method.BLOCK: _block,
}
"""How a file of rankings is counted. Plurality looks at the first name, block at as many as there are seats."""
