"""What becomes of a text that was typed, when somebody else may have changed it meanwhile: decided from facts alone."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of one text in one language."""

    SAME = "same"
    NEW = "new"
    STILL_RIGHT = "still_right"
    CHANGED_MEANWHILE = "changed_meanwhile"
    TOO_LONG = "too_long"
    SOURCE_MISSING = "source_missing"


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of one field: the text, the mark of what stood there when the page was made, whether it is right."""

    text: str
    mark: str
    still_right: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What a field asks for: at most so many characters; `needed` where the others are translated from it."""

    maximum: int
    needed: bool


def clean(text: str) -> str:
    """Return a text as it is stored."""
    return text.replace("\r\n", "\n").strip()


def mark(text: str) -> str:
    """Return what stands for a text in a form, so that a change by somebody else is noticed."""
    return hashlib.sha256(clean(text).encode()).hexdigest()[:16]


def is_touched(typed: Typed) -> bool:
    """Whether somebody did anything in the field, rather than leave what stood there."""
    return typed.still_right or mark(typed.text) != typed.mark


def outcome(stored: str, typed: Typed, place: Place) -> Outcome:
    """Return what becomes of a text, where `stored` is what stands there now.

    A text that was not touched never overwrites another's; one that says what the other says is no conflict.
    """
    text = clean(typed.text)
    if text == clean(stored):
        return Outcome.STILL_RIGHT if typed.still_right else Outcome.SAME
    if mark(text) == typed.mark:
        return Outcome.SAME
    if mark(stored) != typed.mark:
        return Outcome.CHANGED_MEANWHILE
    if len(text) > place.maximum:
        return Outcome.TOO_LONG
    return Outcome.SOURCE_MISSING if place.needed and not text else Outcome.NEW
