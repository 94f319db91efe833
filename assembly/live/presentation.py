"""A sitting as its pages show it, in the language being spoken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assembly.credentials.presence.rules import Quorum, Share
from assembly.credentials.presence.wording import quorum_sentence
from assembly.database_types import LocalizedText, Reading
from assembly.events.models import Event
from assembly.i18n import current_language
from assembly.live.queries import Course
from assembly.voting import constituency
from assembly.voting import queries as voting
from assembly.voting.models import Vote
from assembly.voting.presentation import VoteView, view_of
from assembly.voting.queries import Turnout
from assembly.voting.result_sheet import sheet
from assembly.voting.sheet_parts import Sheet


@dataclass(frozen=True, slots=True)
class CourseShown:
    """How a sitting goes, worded."""

    open: bool
    closed_at: datetime | None
    item: Reading | None
    item_id: int | None
    item_chosen: bool
    people: int
    quorum: Quorum
    sentence: str
    article: Reading | None
    constituency: str
    """Whose members are counted, empty where all are."""
    regions: tuple[Share, ...]
    votes: tuple[tuple[VoteView, Turnout], ...]
    tied: tuple[VoteView, ...]
    decided: tuple[Reading, Sheet] | None


def shown(event: Event, found: Course) -> CourseShown:
    """Word how a sitting goes."""
    votes = tuple((view_of(vote, event), turnout) for vote, turnout in found.votes)
    return CourseShown(
        open=found.open,
        closed_at=found.closed_at,
        item=read(event, found.item.title) if found.item else None,
        item_id=found.item.id if found.item else None,
        item_chosen=found.item_chosen,
        people=found.people,
        quorum=found.quorum,
        sentence=quorum_sentence(found.quorum),
        article=view_of(found.ruled_by, event).article if found.ruled_by and found.quorum.needed else None,
        constituency=constituency.sentence(found.ruled_by) if found.ruled_by else "",
        regions=found.regions,
        votes=votes,
        tied=tuple(view_of(vote, event) for vote in found.tied),
        decided=_decided(event, found.decided) if not votes else None,
    )


def read(event: Event, text: Mapping[str, str]) -> Reading:
    """Return a text of the programme in the reader's language."""
    return LocalizedText(text).read(current_language(), event.source_language)


def _decided(event: Event, vote: Vote | None) -> tuple[Reading, Sheet] | None:
    result = voting.result_of(vote) if vote else None
    if vote is None or result is None:
        return None
    return vote.question.read(current_language(), event.source_language), sheet(result, event.source_language)
