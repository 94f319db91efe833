"""All plain ballots of a published vote as files: for programs that count rankings (BLT), and as a table (CSV)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.events.models import Event
from assembly.exports import Cell, Table
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import pgettext
from assembly.reports.rules import Group, grouped, merged, weights_tell
from assembly.tally.blt import write_blt
from assembly.tally.election import Method
from assembly.tally.election_result import ElectionResult
from assembly.tally.lot import Lot, lot_text, order_of_lot
from assembly.voting import freezing, people, presentation, queries
from assembly.voting.ballot_form import Offer
from assembly.voting.ballots import PaperBallot
from assembly.voting.models import PlainBallot, Secrecy, Vote
from assembly.voting.papers import Style
from assembly.voting.wording import mark_word, question_of

RECOUNTED_AS: Final[Mapping[Method, str]] = {
    Method.SCOTTISH_STV: "scottish-stv",
    Method.MEEK_STV: "meek-stv",
    Method.PLURALITY: "plurality",
    Method.MAJORITY: "plurality",
    Method.BLOCK: "block",
    Method.APPROVAL: "approval",
}
"""The word by which `assembly count` counts the votes of a method. Of a majority it counts who has most votes."""


@dataclass(frozen=True, slots=True)
class Ballots:
    """All ballots of one vote, as one reader may have them."""

    vote: Vote
    groups: tuple[Group, ...]
    merged: bool
    """Whether weights are left out, because they might tell who cast what."""

    @property
    def recounted_as(self) -> str | None:
        """How `assembly count` counts the file; None where there is no BLT file of such ballots."""
        return RECOUNTED_AS.get(self.vote.method) if self.vote.method and not self.merged else None


def ballots_of(vote: Vote, actor: Actor | None) -> Ballots:
    """Return the plain ballots of a counted vote; weights only where they tell this reader nothing new."""
    statement = select(PlainBallot.choice, PlainBallot.weight).where(PlainBallot.vote_id == vote.id)
    plain = [PaperBallot(*row) for row in db.session.execute(statement.order_by(PlainBallot.position))]
    knows = vote.secrecy is Secrecy.ROLL_CALL and people.sees_roll_call(actor, vote.event_id)
    if not knows and weights_tell(plain):
        return Ballots(vote, merged(plain), merged=True)
    return Ballots(vote, grouped(plain), merged=False)


def file_name(vote: Vote) -> str:
    """Return the name of a vote's files, without their ending."""
    return f"{vote.event.slug}-{vote.id}"


def as_blt(ballots: Ballots) -> str:
    """Return the ballots as BLT, which any program for rankings reads; only where `recounted_as` is not None."""
    vote, paper = ballots.vote, freezing.paper_of(ballots.vote)
    names = [candidate.name for candidate in freezing.candidates_of(vote)]
    rankings: Counter[tuple[int, ...]] = Counter()
    for group in ballots.groups:
        rankings[paper.chosen(group.marks or "")] += group.ballots * (group.weight or 0)
    title = question_of(vote).read(vote.event.source_language, vote.event.source_language).text
    comments = "".join(f"# {' '.join(line.split())}\n" for line in _comments(ballots, title))
    return comments + write_blt(names, vote.seats, rankings, title=title, tie=_order_drawn(vote, names))


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


def _order_drawn(vote: Vote, names: Sequence[str]) -> tuple[int, ...] | None:
    """Return the order of all candidates by the lot that was drawn, if one decided."""
    counted = queries.result_of(vote)
    if not isinstance(counted, ElectionResult) or counted.lot is None:
        return None
    text = lot_text(counted.question_hash, Lot(tuple(queries.receipts(vote)), counted.lot.numbers))
    return order_of_lot(text, dict(enumerate(names, start=1)))


def as_table(ballots: Ballots, event: Event) -> Table:
    """Return the ballots as a table in the language being spoken: equal ones in one row, a column for each option."""
    offer = presentation.offer_of(ballots.vote, event)
    headings = [*(offer.names or (_("Vote"),)), _("Ballots")]
    if not ballots.merged:
        headings += [_("Weight of each"), pgettext("how many", "Votes")]
    return Table(file_name(ballots.vote), headings, [_row(offer, group) for group in ballots.groups])


def _row(offer: Offer, group: Group) -> list[Cell]:
    if group.marks is None:
        return [_("Fewer than five of each"), *[None] * (len(offer.names) - 1), group.ballots]
    row = [*_cells(offer, group.marks), group.ballots]
    return row if group.weight is None else [*row, group.weight, group.ballots * group.weight]


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
