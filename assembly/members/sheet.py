"""A file of members, CSV or XLSX, read into rows of text by column, with their line numbers."""

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A file before it is said what its columns mean."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    source: str


def read_sheet(content: bytes) -> Sheet:
    """Read a file by what it is, whatever its name says. Raise `UnreadableSheetError` with what to do."""
    raw = read_raw(content)
    columns = [column_of(heading) for heading in raw.headings]
    problem = columns_problem(raw.headings, columns)
    if problem is not None:
        raise UnreadableSheetError(problem)
    return mapped(raw, columns)


def read_raw(content: bytes) -> RawSheet:
    """Read the headings and rows of a file. Raise `UnreadableSheetError` with what to do."""
    return read_measured(measured(content))


def measured(content: bytes) -> bytes:
    """Return a file that is safe to read as often as is needed. Raise `UnreadableSheetError` with what to do."""
    if len(content) > MOST_BYTES:
        raise too_large()
    if content.startswith(workbook.OLE_SIGNATURE):
        raise workbook.old_or_locked(content)
    return workbook.measured(content) if content.startswith(workbook.ZIP_SIGNATURE) else content


def read_measured(content: bytes) -> RawSheet:
    """Read the headings and rows of what `measured` returned."""
    lines, source = _lines_of(content)
    if not lines:
        raise UnreadableSheetError(_("The file is empty. Its first row holds the headings: name, country, …"))
    if len(lines) > MOST_ROWS + 1:
        raise too_many_rows()
    if len(lines[0].cells) > MOST_COLUMNS:
        raise too_many_columns()
    if len(lines) == 1:
        raise UnreadableSheetError(
            _("The file has headings, but no rows beneath them. Put each member into a row of its own.")
        )
    return RawSheet(tuple(cell.strip() for cell in lines[0].cells), tuple(lines[1:]), source)


def columns_problem(headings: Sequence[str], columns: Sequence[str | None]) -> str | None:
    """Return what is missing or doubled among the columns of the headings, None if nothing is."""
    if any(column not in columns for column in REQUIRED):
        return _(
            "The first row of the file needs the headings “name” and “country”. It has: %(found)s.",
            found=", ".join(heading for heading in headings if heading),
        )
    twice = [column for column in columns if column and columns.count(column) > 1]
    return _("Two headings mean the same: %(column)s.", column=column_label(twice[0])) if twice else None


def mapped(raw: RawSheet, columns: Sequence[str | None]) -> Sheet:
    """Return a sheet whose headings mean these columns; None or "" is passed over."""
    rows = tuple(_row_of(line, columns) for line in raw.lines)
    ignored = [heading for heading, column in zip(raw.headings, columns, strict=True) if heading and not column]
    return Sheet(rows, tuple(column for column in columns if column), tuple(ignored), raw.source)


def _lines_of(content: bytes) -> tuple[list[Line], str]:
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


def _row_of(line: Line, columns: Sequence[str | None]) -> SheetRow:
    cells = {column: text.strip() for column, text in zip(columns, line.cells, strict=False) if column}
    surplus = tuple(text for text in line.cells[len(columns) :] if text.strip())
    return SheetRow(line.number, cells, surplus)
