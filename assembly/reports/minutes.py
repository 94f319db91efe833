"""Minutes of votes as a PDF, in the language being spoken: each with its question, its result and how it came about.

Every number is one of the stored Result, as its sheet words it: nothing is computed here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from assembly import pdf
from assembly.accounts.actor import Actor
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import pgettext
from assembly.reports import paper
from assembly.tally.election_result import ElectionResult
from assembly.tally.result import MotionResult
from assembly.voting import people, presentation, queries
from assembly.voting.assisted import queries as assisted
from assembly.voting.assisted.rules import Means
from assembly.voting.assisted.wording import means_word, number_sentence
from assembly.voting.marks_shown import said
from assembly.voting.models import Vote
from assembly.voting.presentation import VoteView
from assembly.voting.result_sheet import sheet
from assembly.voting.rules import VoteState
from assembly.voting.sheet_parts import Sheet, StageTable

COUNTED: Final = frozenset({VoteState.COUNTED, VoteState.PUBLISHED})
STAGES_ABREAST: Final = 5
"""How many stages of a count stand beside one another on a sheet of A4."""


def minutes(event: Event, votes: Sequence[Vote], actor: Actor | None, now: datetime) -> bytes:
    """Return the minutes of these votes, which are published or annulled; roll calls only where the actor sees them."""
    open_to_reader = people.sees_roll_call(actor, event.id)
    parts = [part(vote, event, roll_call=open_to_reader) for vote in votes]
    return paper.render(event, title(len(votes)), {"parts": parts, "signatures": []}, now)


def title(votes: int) -> str:
    """Return what minutes of so many votes are called."""
    return _("Minutes of the vote") if votes == 1 else _("Minutes of the votes")


def part(
    vote: Vote,
    event: Event,
    *,
    roll_call: bool,
    facts: Iterable[tuple[str, str]] = (),
    tables: Iterable[paper.Table] = (),
) -> dict[str, pdf.Data]:
    """Return what minutes say of one vote; `facts` and `tables` are what another paper adds."""
    view = presentation.view_of(vote, event)
    counted = queries.result_of(vote) if vote.state in COUNTED else None
    found = sheet(counted, event.source_language) if counted else None
    shown = list(_tables(found)) if found else []
    if roll_call and found:
        shown += _roll_call(vote, event)
    return {
        "question": paper.text(view.question),
        "background": paper.text(view.background),
        "options": list(view.options),
        "verdict": found.word if found else view.state_word,
        "reasons": [one for one in (*_reasons(found), view.annulled_reason, _received(vote)) if one],
        "votes": [[label, str(votes)] for label, votes, _kind in found.rows] if found else [],
        "facts": [list(fact) for fact in (*_figures(counted, found), *_about(vote, view, event), *facts)],
        "tables": [*shown, *tables],
    }


def _reasons(found: Sheet | None) -> tuple[str | None, ...]:
    return (found.reason, found.formula) if found else ()


def _received(vote: Vote) -> str | None:
    return number_sentence(assisted.number_cast(vote.id))


def _figures(counted: MotionResult | ElectionResult | None, found: Sheet | None) -> Iterator[tuple[str, str]]:
    if counted is None or found is None:
        return
    yield from found.facts
    yield _("Represented at the opening"), str(counted.represented_at_opening)
    yield _("Represented at the deadline"), str(counted.represented_at_deadline)


def _about(vote: Vote, view: VoteView, event: Event) -> Iterator[tuple[str, str]]:
    yield _("How it is decided"), view.rules
    yield _("Kind of vote"), f"{view.kind_word} · {view.secrecy}"
    moments = (
        (pgettext("vote", "Opened"), vote.opened_at),
        (_("Deadline"), vote.closes_at),
        (pgettext("vote", "Closed"), vote.closed_at),
        (pgettext("vote", "Published"), vote.published_at),
    )
    yield from ((label, paper.moment(at, event.zone)) for label, at in moments if at)
    yield _("Fingerprint of the question"), view.hash or ""


def _tables(found: Sheet) -> Iterator[paper.Table]:
    if found.answers:
        head = [_("Name"), _("For"), _("Against"), _("Abstentions"), _("Votes needed")]
        rows = [[str(cell) for cell in row] for row in found.answers]
        yield paper.table(_("Votes for each"), head, rows, figures=True)
    if found.stages:
        *before, last = _stages(found.stages)
        yield from (*before, last | {"told": list(found.stages.told)})


def _stages(found: StageTable) -> Iterator[paper.Table]:
    """Return the stages in tables that fit a page, one below the other."""
    for first in range(0, len(found.columns), STAGES_ABREAST):
        columns = range(len(found.columns))[first : first + STAGES_ABREAST]
        head = [_("Name"), *(found.columns[column] for column in columns)]
        rows = [[name, *(values[column] for column in columns)] for name, values in found.rows]
        yield paper.table(_("How the count went, stage by stage"), head, rows, figures=True)


def _roll_call(vote: Vote, event: Event) -> list[paper.Table]:
    """Return how each member voted, in the order of the register; nothing where the vote was secret."""
    offer, came = presentation.offer_of(vote, event), assisted.members_cast_for(vote.id)
    rows = [
        [member.name, _voted(said(offer, marks), came.get(member.id)) if marks else _("did not vote")]
        for member, marks in queries.roll_call(vote)
    ]
    return [paper.table(_("How the members voted"), [_("Member"), _("Vote")], rows)] if rows else []


def _voted(words: str, means: Means | None) -> str:
    return f"{words} · {means_word(means)}" if means else words
