"""Tables that leave the house as files: CSV and XLSX, in which no text can act as a formula.

A spreadsheet takes a text for a formula where it begins with one of a few signs. In CSV such a text gets an
apostrophe in front (OWASP, "CSV injection"); `as_typed` takes it away again. XLSX says of each cell what it is.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Final
from urllib.parse import quote

from flask import Response

Cell = str | int | date | None
"""What a cell may hold. A moment is written with its offset from UTC; whoever wants it otherwise gives a text."""

LONGEST_CELL: Final = 32_767
"""Characters that a cell of XLSX can hold; a longer text ends there, with an ellipsis."""
_WIDTH: Final = 22  # of every column, in characters
_ACTIVE: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # the wide forms act in East Asian editions
_MADE_INERT: Final = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Table:
    """What a file shall hold. `name` is the file's name without its ending."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


class FileKind(StrEnum):
    """As what a table can be downloaded; the value is the ending of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"


_TYPES: Final = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(table: Table, kind: FileKind) -> Response:
    """Return a table as a file to be saved."""
    content = as_csv(table) if kind is FileKind.CSV else as_xlsx(table)
    response = Response(content, content_type=_TYPES[kind])
    response.headers["Content-Disposition"] = attachment(f"{table.name}.{kind.value}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def attachment(filename: str) -> str:
    """Return the header that names a download; a name beyond ASCII is written as RFC 6266 has it."""
    return f"attachment; filename*=UTF-8''{quote(filename, safe='')}"


def as_csv(table: Table) -> bytes:
    """Return a table as CSV with commas, in UTF-8 with the mark (BOM) by which Excel knows it."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([inert(heading) for heading in table.headings])
    for row in table.rows:
        writer.writerow([_in_csv(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """Return a table as a sheet of Excel. A text is written as a text, whatever it looks like; never as a formula."""
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"constant_memory": True}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.set_column(0, max(0, len(table.headings) - 1), _WIDTH)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(table.headings):
            sheet.write_string(0, column, _shortened(heading), bold)
        for number, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date) and not isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell is not None:
                    sheet.write_string(number, column, _shortened(_as_text(cell)))
    return content.getvalue()


def inert(text: str) -> str:
    """Return a text that a spreadsheet which opens a CSV file takes for a text."""
    return f"'{text}" if _ACTIVE.match(text) else text


def as_typed(text: str) -> str:
    """Undo `inert`."""
    return text[1:] if _MADE_INERT.match(text) else text


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, int):
        return str(cell)  # a number below zero stays one
    return "" if cell is None else inert(_as_text(cell))


def _as_text(cell: str | date) -> str:
    return cell if isinstance(cell, str) else cell.isoformat()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
