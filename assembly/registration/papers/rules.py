"""What papers there are, when one counts, and when a letter can be written. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not taken for one another (Crockford's base 32)."""

CODE_LENGTH: Final = 16
"""Characters: 80 bits. A billion tries find none of a million papers more often than once in a billion."""

_GROUP: Final = 4
_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})

NEEDED: Final = ("passport-name", "passport-number", "birth-date")
"""What a visa letter says of a person, by the names of the ready-made questions."""

NATIONALITY: Final = "nationality"
"""A visa letter says it too, where the event asks for it."""

WANTED: Final = "visa"
"""The ready-made question that asks whether somebody needs a letter."""


class PaperKind(StrEnum):
    """What is given out."""

    BADGE = "badge"
    VISA_LETTER = "visa-letter"


class Refusal(StrEnum):
    """Why a visa letter cannot be written now."""

    ONLINE = "online"
    NOT_ACCEPTED = "not-accepted"
    NO_PLACE = "no-place"
    NOBODY_SIGNS = "nobody-signs"
    NOT_ASKED = "not-asked"
    NOT_WANTED = "not-wanted"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What is known before a visa letter; `asked` and `answered` are names of ready-made questions.

    `wanted` is None where the person has not said whether they need a letter.
    """

    online: bool
    accepted: bool
    place: bool
    signed: bool
    asked: Collection[str]
    answered: Collection[str]
    wanted: bool | None


def missing(facts: LetterFacts) -> list[str]:
    """Return what the person still has to say, by the names of the questions."""
    first = [] if facts.wanted is not None else [WANTED]
    said = [*NEEDED, *([NATIONALITY] if NATIONALITY in facts.asked else [])]
    return first + [name for name in said if name not in facts.answered]


def refusal(facts: LetterFacts) -> Refusal | None:
    """Return the first reason why no letter can be written; None where it can."""
    reasons = {
        Refusal.ONLINE: facts.online,
        Refusal.NOT_ACCEPTED: not facts.accepted,
        Refusal.NO_PLACE: not facts.place,
        Refusal.NOBODY_SIGNS: not facts.signed,
        Refusal.NOT_ASKED: not {WANTED, *NEEDED} <= set(facts.asked),
        Refusal.NOT_WANTED: facts.wanted is False,
        Refusal.INCOMPLETE: bool(missing(facts)),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def is_valid(*, withdrawn: bool, accepted: bool, same_person: bool) -> bool:
    """Whether a paper counts: it was not taken back, and who it was made for is who still comes."""
    return accepted and same_person and not withdrawn


def read_code(typed: str) -> str:
    """Return a code as it is stored: dashes, spaces and small letters do not matter, nor O for 0, I or L for 1."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(_ALIKE)


def shown_code(code: str) -> str:
    """Return a code in groups that can be read aloud."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def initials(name: str) -> str:
    """Return the first letter of each word of a name, at most four: enough to compare, too little to learn."""
    words = [word for word in re.split(r"[\s\-.]+", name) if word[:1].isalnum()]
    return " ".join(f"{word[0].upper()}." for word in words[:4])
