"""A file of members, CSV or XLSX, read into rows of text by column, with their line numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from assembly.exports import as_typed
from assembly.i18n import gettext as _
from assembly.members import text_file, workbook
from assembly.members.headings import column_of
from assembly.members.rules import REQUIRED
from assembly.members.table import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    UnreadableSheetError,
    too_large,
    too_many_columns,
    too_many_rows,
)
from assembly.members.wording import column_label


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its line in the file, its text by column, and text in cells that have no heading."""

    line: int
    cells: Mapping[str, str]
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds. `source` says how it was read, `ignored` names the headings that mean nothing to us."""

    rows: tuple[SheetRow, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    source: str


def read_sheet(content: bytes) -> Sheet:
    """Read a file by what it is, whatever its name says. Raise `UnreadableSheetError` with what to do."""
    if len(content) > MOST_BYTES:
        raise too_large()
    lines, source = _lines_of(content)
    if not lines:
        raise UnreadableSheetError(_("The file is empty. Its first row holds the headings: name, country, …"))
    if len(lines) > MOST_ROWS + 1:
        raise too_many_rows()
    headings, *body = lines
    columns = _columns_of(headings)
    rows = tuple(_row_of(line, columns) for line in body)
    ignored = [text.strip() for text, column in zip(headings.cells, columns, strict=True) if column is None]
    known = tuple(column for column in columns if column)
    return Sheet(rows, known, tuple(text for text in ignored if text), source)


def _lines_of(content: bytes) -> tuple[list[Line], str]:
    if content.startswith(workbook.OLE_SIGNATURE):
        raise workbook.old_or_locked(content)
    if content.startswith(workbook.ZIP_SIGNATURE):
        lines, names = workbook.read(content)
        if len(names) > 1:
            return lines, _("Excel sheet “%(name)s”; the other sheets of the file are not read", name=names[0])
        return lines, _("Excel sheet")
    text, encoding = text_file.decode(content)
    names_of = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs")}
    separator = text_file.separator_of(text)
    source = _(
        "Text in %(encoding)s, separated by %(separator)s", encoding=encoding.upper(), separator=names_of[separator]
    )
    lines = [Line(line.number, tuple(map(as_typed, line.cells))) for line in text_file.lines_of(text)]
    return lines, source


def _columns_of(headings: Line) -> list[str | None]:
    """Return the column of each cell of the first row; refuse what is missing, doubled or too much."""
    if len(headings.cells) > MOST_COLUMNS:
        raise too_many_columns()
    columns = [column_of(cell) for cell in headings.cells]
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise UnreadableSheetError(
            _(
                "The first row of the file needs the headings “name” and “country”. It has: %(found)s.",
                found=", ".join(cell.strip() for cell in headings.cells if cell.strip()),
            )
        )
    twice = [column for column in columns if column and columns.count(column) > 1]
    if twice:
        raise UnreadableSheetError(_("Two headings mean the same: %(column)s.", column=column_label(twice[0])))
    return columns


def _row_of(line: Line, columns: list[str | None]) -> SheetRow:
    cells = {column: text.strip() for column, text in zip(columns, line.cells, strict=False) if column}
    surplus = tuple(text for text in line.cells[len(columns) :] if text.strip())
    return SheetRow(line.number, cells, surplus)
