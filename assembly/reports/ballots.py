"""All plain ballots of a published vote as files: for programs that count rankings (BLT), and as a table (CSV).

They hold what the count was made of, and nothing more: how many votes say the same. A weight w is w equal ballots.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assembly.events.models import Event
from assembly.exports import Cell, Table
from assembly.i18n import gettext as _
from assembly.i18n import pgettext
from assembly.tally import export
from assembly.tally.election import FrozenElection, Method
from assembly.tally.election_result import ElectionResult
from assembly.tally.lot import Lot
from assembly.tally.rules import TallyError, Unit
from assembly.voting import freezing, presentation, queries
from assembly.voting.ballot_form import Offer
from assembly.voting.ballots import PaperBallots, election_ballots
from assembly.voting.models import Vote
from assembly.voting.papers import Style
from assembly.voting.wording import mark_word, question_of


@dataclass(frozen=True, slots=True)
class Ballots:
    """All ballots of one vote."""

    vote: Vote
    box: PaperBallots

    @property
    def weighted(self) -> bool:
        """Whether members have more than one vote."""
        return freezing.rules_of(self.vote).unit is Unit.WEIGHT

    @property
    def recounted_as(self) -> Method | None:
        """How `assembly count` counts the file; None where there is no BLT file of such ballots."""
        return export.recounted_as(self.vote.method) if self.vote.method else None


def ballots_of(vote: Vote) -> Ballots:
    """Return the plain ballots of a counted vote."""
    return Ballots(vote, queries.plain_ballots(vote))


def file_name(vote: Vote) -> str:
    """Return the name of a vote's files, without their ending."""
    return f"{vote.event.slug}-{vote.id}"


def as_blt(ballots: Ballots) -> str:
    """Return the ballots as BLT, which any program for rankings reads; raise `TallyError` for yes/no answers."""
    vote, frozen = ballots.vote, freezing.frozen_vote(ballots.vote)
    if not isinstance(frozen, FrozenElection):
        raise TallyError("a motion has no rankings")
    given = election_ballots(freezing.paper_of(vote), ballots.box)
    title = question_of(vote).read(vote.event.source_language, vote.event.source_language).text
    comments = "".join(f"# {' '.join(line.split())}\n" for line in _comments(ballots, title))
    return comments + export.ballots_as_blt(frozen, given, title=title, lot=_lot_drawn(vote))


def _comments(ballots: Ballots, title: str) -> Iterator[str]:
    """Say what the file holds; in English and unmarked, as programs show it to anybody."""
    vote = ballots.vote
    yield f"Vote {vote.id}: {title}"
    yield f"SHA-256 of the question as frozen: {vote.hash}"
    yield f"Method: {vote.method}; seats: {vote.seats}"
    yield f"Count again: assembly count {file_name(vote)}.blt --method {ballots.recounted_as}"
    if vote.lot and vote.lot.numbers:
        yield f"A lot was drawn; numbers: {vote.lot.numbers}"
        yield "Text of the lot: the SHA-256 above, all receipts in order, the numbers, one a line"


def _lot_drawn(vote: Vote) -> Lot | None:
    """Return the lot that was drawn, if one decided."""
    counted = queries.result_of(vote)
    if not isinstance(counted, ElectionResult) or counted.lot is None:
        return None
    return Lot(tuple(queries.receipts(vote)), counted.lot.numbers)


def as_table(ballots: Ballots, event: Event) -> Table:
    """Return the ballots as a table in the language being spoken: equal ones in one row, a column for each option."""
    offer = presentation.offer_of(ballots.vote, event)
    headings = [*(offer.names or (_("Vote"),)), pgettext("how many", "Votes")]
    rows = [[*_cells(offer, marks), votes] for marks, votes in ballots.box.votes.items()]
    return Table(file_name(ballots.vote), headings, rows)


def _cells(offer: Offer, marks: str) -> list[Cell]:
    """Return what ballots say of each option: a word, 1 or 0 for chosen or not, or the place in a ranking."""
    paper = offer.paper
    if paper.style in {Style.MOTION, Style.EACH}:
        return [mark_word(mark) for mark in marks]
    chosen = paper.chosen(marks)
    numbers = range(1, paper.options + 1)
    if paper.style is Style.RANKED:
        return [chosen.index(number) + 1 if number in chosen else None for number in numbers]
    return [int(number in chosen) for number in numbers]
