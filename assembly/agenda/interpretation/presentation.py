"""The rota as its coordinator sees it, and turns and papers as an interpreter does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for

from assembly.agenda import queries as agenda
from assembly.agenda.channels.queries import rooms_of
from assembly.agenda.documents import queries as documents
from assembly.agenda.documents import rules as document_rules
from assembly.agenda.documents import wording as document_wording
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.models import Document, DocumentFile
from assembly.agenda.interpretation import queries, rules
from assembly.agenda.interpretation.models import InterpreterTurn
from assembly.agenda.interpretation.rules import TurnProblem
from assembly.agenda.models import Sitting
from assembly.agenda.rules import Span
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.names import language_name

TROUBLES: Final = {
    TurnProblem.OVERLAP: _l("%(name)s has two turns at once"),
    TurnProblem.TOO_LONG: _l("%(name)s interprets for more than 30 minutes without a pause"),
    TurnProblem.OUTSIDE: _l("A turn of %(name)s lies outside of its sitting"),
}


@dataclass(frozen=True, slots=True)
class Warned:
    """A sentence that warns, and when it concerns."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class RotaSitting:
    """A sitting with its turns and what is to be mended, gaps first."""

    sitting: Sitting
    turns: Sequence[InterpreterTurn]
    warnings: Sequence[Warned]


def rota(event: Event) -> list[RotaSitting]:
    """Return the rota of an event, sitting by sitting; an interpreter's overlaps are seen across sittings."""
    sittings = agenda.sittings_of(event.id)
    rooms = rooms_of(sittings)
    turns = queries.turns_in([sitting.id for sitting in sittings])
    return [
        RotaSitting(
            sitting,
            [turn for turn in turns if turn.sitting_id == sitting.id],
            [*_gaps(event, sitting, queries.said([sitting], rooms), turns), *_troubles(sitting, sittings, turns)],
        )
        for sitting in sittings
    ]


def _gaps(event: Event, sitting: Sitting, said: Sequence[rules.Said], turns: Sequence[InterpreterTurn]) -> list[Warned]:
    titles = {item.id: item.title.read(current_language(), event.source_language).text for item in sitting.items}
    found: dict[tuple[int, str, Span], list[str]] = {}
    own = queries.facts(turn for turn in turns if turn.sitting_id == sitting.id)
    for gap in rules.gaps(said, own, event.languages):
        found.setdefault((gap.item, gap.source, gap.span), []).append(gap.target)
    return [
        Warned(_("%(item)s: nobody interprets (%(pair)s)", item=titles[item], pair=pair(source, *targets)), span)
        for (item, source, span), targets in found.items()
    ]


def pair(source: str, *targets: str) -> str:
    """Return from which language into which, without words that would need cases: "English → French, Russian"."""
    return f"{language_name(source)} → {', '.join(map(language_name, targets))}"


def _troubles(sitting: Sitting, sittings: Sequence[Sitting], turns: Sequence[InterpreterTurn]) -> list[Warned]:
    names = {turn.registration_id: turn.registration.person.name for turn in turns}
    spans = {one.id: Span(one.starts_at, one.ends_at) for one in sittings}
    found = rules.troubles(queries.facts(turns), {turn.id: spans[turn.sitting_id] for turn in turns})
    here = {(turn.registration_id, turn.starts_at) for turn in turns if turn.sitting_id == sitting.id}
    return [
        Warned(str(TROUBLES[one.what]) % {"name": names[one.interpreter]}, one.span)
        for one in found
        if (one.interpreter, one.span.starts_at) in here
    ]


@dataclass(frozen=True, slots=True)
class MyTurn:
    """A turn, worded; `items` are the titles of what is said meanwhile."""

    starts_at: datetime
    ends_at: datetime
    pair: str
    sitting_id: int
    sitting: str
    items: list[str]


def my_turns(event: Event, registration_id: int) -> list[MyTurn]:
    """Return the turns of an interpreter in order of time."""
    return [_my_turn(event, turn) for turn in queries.turns_of(registration_id)]


def _my_turn(event: Event, turn: InterpreterTurn) -> MyTurn:
    def read(text: LocalizedText) -> str:
        return text.read(current_language(), event.source_language).text

    return MyTurn(
        starts_at=turn.starts_at,
        ends_at=turn.ends_at,
        pair=pair(turn.source, turn.target),
        sitting_id=turn.sitting_id,
        sitting=read(turn.sitting.title),
        items=[
            read(item.title)
            for item in turn.sitting.items
            if item.starts_at < turn.ends_at and item.ends_at > turn.starts_at
        ],
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as an interpreter prepares with it: `files` are (language, address, note)."""

    title: str
    of: str
    files: list[tuple[str, str, str]]
    owed: bool
    owed_by: str | None
    due_at: datetime | None


def papers(event: Event) -> list[Paper]:
    """Return the briefing papers of an event: those for interpreters as they are, the others as published."""
    programme = agenda.published(event.id)
    known = {file.id for document in documents.published_in(programme) for file in document.files}
    found = documents.documents_of([sitting.id for sitting in agenda.sittings_of(event.id)])
    shown = [_paper(event, document, known) for document in found]
    return [paper for paper in shown if paper.files or paper.owed]


def _paper(event: Event, document: Document, published: set[int]) -> Paper:
    there = documents.current(document)
    files = [file for file in there.values() if document.visibility is Visibility.INTERPRETERS or file.id in published]
    place = document.item or document.sitting
    language = current_language()
    return Paper(
        title=document.title.read(language, event.source_language).text,
        of=place.title.read(language, event.source_language).text if place else "",
        files=[_file(event, file) for file in sorted(files, key=lambda file: file.language)],
        owed=document_rules.is_owed(document.due_at, len(there)),
        owed_by=document.owed_by,
        due_at=document.due_at,
    )


def _file(event: Event, file: DocumentFile) -> tuple[str, str, str]:
    address = file.address or url_for("documents.file", event_slug=event.slug, file_id=file.id)
    return language_name(file.language), address, document_wording.note(file.type, file.size)
