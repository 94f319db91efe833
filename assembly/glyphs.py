"""Which letters the fonts of our papers can draw, read from the fonts: typst does not tell beforehand."""

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from assembly import resources

UNKNOWN: Final = "□"
"""Stands for a letter that no font of ours has."""

_JOINERS: Final = frozenset("\u200c\u200d")  # they shape Persian and Indic names
_KEPT: Final = _JOINERS | frozenset("\n\u00a0\u202f")  # the spaces that keep a telephone number on one line
_NOTHING: Final = 0xFFFF  # what closes a list of segments, and is no letter
_UNICODE: Final = (0, 3)  # platforms of a character map (OpenType, "cmap")


def fonts_folder() -> Path:
    """Return the folder of the fonts, filled at set-up; raise `FileNotFoundError` where that was left out."""
    return resources.folder("fonts")


def can_draw(text: str) -> bool:
    """Whether each letter of a text would be seen on paper."""
    return all(letter in _JOINERS or ord(letter) in _drawn() or letter.isspace() for letter in text)


def printable(text: str) -> str:
    """Return a text as it can be set: without signs that turn or hide others, a box for each letter that we lack."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_printed(letter) for letter in unicodedata.normalize("NFC", text))


def _printed(letter: str) -> str:
    if letter in _KEPT:
        return letter
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in {"Cc", "Cf"}:
        return ""
    return letter if ord(letter) in _drawn() else UNKNOWN


@cache
def _drawn() -> frozenset[int]:
    files = [path for path in sorted(fonts_folder().iterdir()) if path.suffix in {".ttf", ".otf"}]
    return frozenset().union(*(_letters_of(path.read_bytes()) for path in files))


def _letters_of(font: bytes) -> set[int]:
    """Return the code points that a font's Unicode character maps lead to a glyph (formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, start + 2)
    letters: set[int] = set()
    for number in range(maps):
        platform, _encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * number)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if platform in _UNICODE and kind in _READERS:
            letters |= _READERS[kind](font, start + offset)
    return letters


def _by_segments(font: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", font, at + 6)
    ends = struct.unpack_from(f">{double // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, at + 16 + double)
    pairs = zip(starts, ends, strict=True)
    return {letter for first, last in pairs for letter in range(first, last + 1)} - {_NOTHING}


def _by_groups(font: bytes, at: int) -> set[int]:
    (groups,) = struct.unpack_from(">L", font, at + 12)
    found = (struct.unpack_from(">LLL", font, at + 16 + 12 * number) for number in range(groups))
    return {letter for first, last, _glyph in found for letter in range(first, last + 1)}


_READERS: Final = {4: _by_segments, 12: _by_groups}
