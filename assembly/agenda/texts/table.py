"""The page of all texts: one line a text, one field a language, with what stands there and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.texts.rules import Outcome, Typed, mark
from assembly.agenda.texts.service import Key, Problems
from assembly.agenda.written import LONGEST_TITLE, Written, texts_of_item, texts_of_sitting
from assembly.events.models import Event
from assembly.i18n import LANGUAGES
from assembly.i18n import lazy_gettext as _l
from assembly.texts import TextState

LABELS: Final = {
    ("Sitting", "title"): _l("Title of the sitting"),
    ("Sitting", "place"): _l("Place of the sitting"),
    ("AgendaItem", "title"): _l("Title"),
    ("AgendaItem", "description"): _l("Description"),
    ("Speaker", "function"): _l("Function of who speaks"),
    ("ItemLink", "label"): _l("Link to what came of it"),
}
MESSAGES: Final = {
    Outcome.CHANGED_MEANWHILE: _l("Somebody else changed this meanwhile. Save again to keep yours, or take theirs."),
    Outcome.TOO_LONG: _l("This is too long."),
    Outcome.SOURCE_MISSING: _l("The others are translated from this: please fill it in."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: all languages side by side, or one (`into`) beside another; all texts or only open ones."""

    languages: tuple[str, ...]
    source: str
    into: str | None = None
    only_open: bool = False

    @property
    def edited(self) -> tuple[str, ...]:
        """The languages that have a field."""
        return (self.into,) if self.into else self.languages


@dataclass(frozen=True, slots=True)
class Cell:
    """One field. `theirs` is what somebody else wrote meanwhile; `mark` always stands for what is stored now."""

    name: str
    language: str
    language_name: str
    text: str
    mark: str
    state: TextState | None
    still_right: bool = False
    error: str | None = None
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One text; `source` is what it is translated from, where one language is edited alone."""

    key: str
    label: str
    long: bool
    maximum: int
    cells: Sequence[Cell]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The texts of a sitting or an item, under its title."""

    row: Sitting | AgendaItem
    is_sitting: bool
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Again:
    """What was typed and is shown again, with what was wrong."""

    typed: Mapping[Key, Typed] = field(default_factory=dict)
    problems: Problems = field(default_factory=dict)


def groups(sittings: Sequence[Sitting], event: Event, asked: Asked, again: Again) -> list[Group]:
    """Return what the page shows; what was typed stays on it, whatever was asked for."""
    found = []
    for sitting in sittings:
        found.append(Group(sitting, True, _lines(texts_of_sitting(sitting), event, asked, again)))
        found += [Group(item, False, _lines(texts_of_item(item), event, asked, again)) for item in sitting.items]
    return [group for group in found if group.lines]


def _lines(texts: Sequence[Written], event: Event, asked: Asked, again: Again) -> list[Line]:
    return [
        Line(
            key=text.key,
            label=str(LABELS[type(text.row).__name__, text.field]),
            long=text.maximum > LONGEST_TITLE,
            maximum=text.maximum,
            cells=[_cell(text, language, event, again) for language in asked.edited],
            source=text.text.get(asked.source, "") if asked.into else None,
        )
        for text in texts
        if _wanted(text, event, asked, again)
    ]


def _wanted(text: Written, event: Event, asked: Asked, again: Again) -> bool:
    if any((text.key, language) in again.typed for language in asked.edited):
        return True
    if asked.into and not text.text.get(asked.source, "").strip():
        return False
    states = {text.state(language, event.source_language) for language in asked.edited}
    return not asked.only_open or bool(states & {TextState.MISSING, TextState.STALE})


def _cell(text: Written, language: str, event: Event, again: Again) -> Cell:
    key = text.key, language
    stored, typed, problem = text.text.get(language, ""), again.typed.get(key), again.problems.get(key)
    return Cell(
        name=f"{text.key}.{language}",
        language=language,
        language_name=LANGUAGES[language],
        text=typed.text if typed else stored,
        mark=mark(stored),
        state=text.state(language, event.source_language),
        still_right=typed.still_right if typed else False,
        error=str(MESSAGES[problem]) if problem else None,
        theirs=stored if problem is Outcome.CHANGED_MEANWHILE else None,
    )
