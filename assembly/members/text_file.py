"""Tables in text files: their encoding, their separator and their rows."""

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO

from assembly.i18n import gettext as _
from assembly.members.table import MOST_COLUMNS, Line, UnreadableSheetError

SEPARATORS = ",;\t"
_UTF16_EVIDENCE = 0.3  # share of zero bytes on one side: Latin text has half of them, Cyrillic still its spaces
_HIGH_WORDS = re.compile(rb"[A-Za-z\x80-\xff]+")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text, and the name of the encoding that was recognised."""
    for name in _candidates(content):
        try:
            return content.decode(name).lstrip("\ufeff"), name
        except UnicodeDecodeError:
            continue
    raise UnreadableSheetError(
        _("The file is neither a table in text nor an Excel sheet. Save it as XLSX, or as CSV in UTF-8.")
    )


def _candidates(content: bytes) -> Iterator[str]:
    """Name the encodings that the bytes may be in, the likeliest first."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield "utf-16"
    elif b"\0" in content:
        even, odd = content[::2].count(0), content[1::2].count(0)
        if max(even, odd) > _UTF16_EVIDENCE * len(content) / 2 and min(even, odd) * 10 < max(even, odd):
            yield "utf-16-be" if even > odd else "utf-16-le"
    else:
        yield "utf-8"
        yield from ("windows-1251", "windows-1252") if _is_cyrillic(content) else ("windows-1252",)


def _is_cyrillic(content: bytes) -> bool:
    """Whether bytes above ASCII make whole words, as in Russian, rather than letters here and there, as in French."""
    whole = mixed = 0
    for word in _HIGH_WORDS.findall(content):
        high = len(_NOT_ASCII.findall(word))
        if high == len(word) and high > 1:
            whole += 1
        elif high:
            mixed += 1
    return whole > mixed


def separator_of(text: str) -> str:
    """Return what stands between the cells: the sign that the first line with any has most of, outside quotes."""
    for line in text.splitlines():
        if line.lower().startswith("sep=") and len(line) == len("sep=;"):
            return line[-1]
        outside = "".join(line.split('"')[::2])
        if line.strip():
            return max(SEPARATORS, key=outside.count)
    return ","


def lines_of(text: str) -> Iterator[Line]:
    """Yield the rows that are not blank, each with the number of its first line in the file."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (number == 1 and _tells_separator(cells)):
                yield Line(number, tuple(cells[: MOST_COLUMNS + 1]))
            number = reader.line_num + 1
    except csv.Error:
        message = _(
            "Line %(line)d cannot be read: a quotation mark is out of place, or a cell is too long.", line=number
        )
        raise UnreadableSheetError(message) from None


def _tells_separator(cells: list[str]) -> bool:
    """Whether this is the line `sep=;` that Excel reads and hides."""
    return cells[0].lower() == "sep=" and len(cells) == 2 and not cells[1]  # noqa: PLR2004
