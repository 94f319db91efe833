"""A form that two may have open at once: what one saves does not overwrite what the other saved meanwhile.

Each input carries a mark of what stood there when the page was made. One that was not touched takes what stands there
now; one that both changed is shown again with both, and nothing is saved until somebody has looked.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Generic, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField

from assembly.agenda.texts.rules import clean, mark
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import lock_event
from assembly.forms import Form, LocalizedField, LocalTimeField
from assembly.i18n import LANGUAGES
from assembly.i18n import gettext as _

F = TypeVar("F", bound=Form)
Typed = MultiDict[str, str] | None
TICKED: Final = "y"
TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?")
Inputs = Mapping[str, str]
"""What stands in each input of a form, by its name."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One input that both changed; `language` where it is a text in one."""

    label: str
    mine: str
    theirs: str
    language: str | None = None


class Opened(Generic[F]):
    """A form as it was opened, and what became meanwhile of what it shows."""

    def __init__(self, event: Event, build: Callable[[Typed], F]) -> None:
        self._event, self._build = event, build
        self.late = False
        self._typed: Typed = None
        self._open()

    def _open(self) -> None:
        shown = self._build(None)
        self.stood: Inputs = inputs(shown)
        self.conflicts: list[Conflict] = []
        self.form = shown
        if request.method == "POST":
            typed = with_boxes(request.form, shown)
            merged, disputed = merge(typed, self.stood)
            self._typed = merged
            self.form = self._build(merged)
            self.conflicts = [_conflict(shown, name, typed[name], self.stood[name]) for name in disputed]

    @property
    def marks(self) -> dict[str, str]:
        """What stands in the inputs now, for the form to carry."""
        return {f"was.{name}": mark(text) for name, text in self.stood.items()}

    @property
    def is_ready(self) -> bool:
        """Whether it was sent, is right, and disputes nothing that somebody else saved."""
        return not self.conflicts and bool(self.form.validate_on_submit())

    @property
    def status(self) -> int:
        """What the page answers with when nothing is saved."""
        return HTTPStatus.CONFLICT if self.conflicts or self.late else HTTPStatus.OK

    def save(self, act: Callable[[F], object]) -> bool:
        """Save in a transaction, if what was looked at still stands; two who save at once come one after the other."""
        with transaction():
            lock_event(self._event.id)
            if inputs(self._build(None)) == self.stood:
                act(self._build(self._typed))  # over what stands now also in languages that the page did not show
                return True
        self.late = True
        self._open()
        return False


def inputs(form: Form) -> Inputs:
    """Return what stands in each input."""
    return dict(_pairs(form))


def _pairs(form: Form) -> Iterator[tuple[str, str]]:
    for field in form:
        if isinstance(field, LocalizedField):
            yield from ((sub.name, sub.data) for sub in field.subfields)
        elif isinstance(field, LocalTimeField):
            yield field.name, field.data.isoformat(timespec="minutes") if field.data else ""
        elif isinstance(field, BooleanField):
            yield field.name, TICKED if field.data else ""
        elif field.name != "csrf_token":
            yield field.name, str(field.data or "")


def with_boxes(typed: MultiDict[str, str], form: Form) -> MultiDict[str, str]:
    """Return what was typed with the boxes that were not ticked, which browsers leave out."""
    return MultiDict({**{field.name: "" for field in form if isinstance(field, BooleanField)}, **dict(typed.lists())})


def merge(typed: MultiDict[str, str], stood: Inputs) -> tuple[MultiDict[str, str], list[str]]:
    """Return what is to be saved, and the names of inputs that both changed, each in their way."""
    merged, disputed = MultiDict(typed), []
    for name, stored in stood.items():
        was = typed.get(f"was.{name}")
        if name not in typed or was is None:
            continue
        mine = _plain(typed[name])
        if mark(mine) == was:
            merged[name] = stored
        elif mark(stored) != was and clean(mine) != clean(stored):
            disputed.append(name)
    return merged, disputed


def _plain(text: str) -> str:
    """Return what was typed; a time as we say it, since browsers word the one that they were given in their way."""
    return f"{text[:10]}T{text[11:16]}" if TIME.fullmatch(text) else text


def _conflict(form: Form, name: str, mine: str, theirs: str) -> Conflict:
    base, _dash, code = name.rpartition("-")
    if code in LANGUAGES and base in form:
        return Conflict(str(form[base].label.text), mine, theirs, code)
    field = form[name]
    return Conflict(str(field.label.text), _said(field, mine), _said(field, theirs))


def _said(field: Any, value: str) -> str:
    """Return what an input says to a reader: of a choice its words, of a time both of its parts."""
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, SelectField):
        pairs = field.choices.items() if isinstance(field.choices, Mapping) else field.choices
        return next((str(label) for key, label in pairs if str(key) == value), value)
    return _plain(value).replace("T", " ") if isinstance(field, LocalTimeField) else value


def typed_texts(typed: Mapping[str, str]) -> list[str]:
    """Return the texts of a form that cannot be saved any more, for whoever typed them to take along."""
    found = (clean(text) for name, text in typed.items() if name.rpartition("-")[2] in LANGUAGES)
    return [text for text in found if text]
