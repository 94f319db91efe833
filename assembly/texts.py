"""Texts in several languages as the secretariat edits them: which are complete, which are stale.

A model with such texts has a column `edited`: `{field: {language: ISO time of its last edit}}`.
A text is stale when the source was edited after it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from assembly.database_types import LocalizedText

Edited = dict[str, dict[str, str]]

TO_CHECK: Final = "to-check"
"""Stands in place of the time of its last edit where a text was copied and may be wrong now, as with a date in it."""


class TextState(StrEnum):
    """How a text stands in one language."""

    COMPLETE = "complete"
    STALE = "stale"
    MISSING = "missing"


def text_state(text: Mapping[str, str], edited: Mapping[str, str], language: str, source: str) -> TextState:
    """Return how one text stands in one language; `source` is the language that it is translated from."""
    if not text.get(language, "").strip():
        return TextState.MISSING
    mine, theirs = edited.get(language, ""), edited.get(source, "")
    if mine == TO_CHECK:
        return TextState.STALE
    if language != source and text.get(source, "").strip() and mine < theirs != TO_CHECK:
        return TextState.STALE
    return TextState.COMPLETE


def worst_state(states: Iterable[TextState]) -> TextState:
    """Return how several texts stand together."""
    found = set(states)
    return next((state for state in (TextState.MISSING, TextState.STALE) if state in found), TextState.COMPLETE)


def states_of(obj: Any, fields: Iterable[str], languages: Iterable[str], source: str) -> dict[str, TextState]:
    """Return for each language how the texts of an object stand together; a field with no text at all is left out."""
    filled = [field for field in fields if any(text.strip() for text in getattr(obj, field).values())]
    return {
        language: worst_state(
            text_state(getattr(obj, field), obj.edited.get(field, {}), language, source) for field in filled
        )
        if filled
        else TextState.MISSING
        for language in languages
    }


def set_text(obj: Any, field: str, text: Mapping[str, str], now: datetime) -> bool:
    """Set a text and stamp the languages that changed; return whether any did.

    Languages edited in one go with their source carry one stamp, so that they are not stale.
    """
    old: Mapping[str, str] = getattr(obj, field) or {}
    new = {language: value.strip() for language, value in text.items() if value.strip()}
    changed = {language for language in {*old, *new} if old.get(language, "") != new.get(language, "")}
    if not changed:
        return False
    stamps = dict((obj.edited or {}).get(field, {}))
    stamps.update(dict.fromkeys(changed, now.isoformat()))
    setattr(obj, field, LocalizedText(new))
    obj.edited = {**(obj.edited or {}), field: stamps}
    return True


def confirm_text(obj: Any, field: str, languages: Iterable[str], now: datetime) -> None:
    """Stamp texts that were read again and are still right, though their source was edited after them."""
    stamps = dict((obj.edited or {}).get(field, {}))
    obj.edited = {**(obj.edited or {}), field: stamps | dict.fromkeys(languages, now.isoformat())}


StillRight = Mapping[str, Collection[str]]
"""Field → the languages in which somebody says that a text which is out of date needs no change."""


def confirm_texts(obj: Any, still_right: StillRight, now: datetime) -> None:
    """Stamp what somebody says is still right; where nothing is written, nothing is."""
    for field, languages in still_right.items():
        written = [language for language in languages if getattr(obj, field).get(language)]
        if written:
            confirm_text(obj, field, written, now)
