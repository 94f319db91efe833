"""Excel sheets (XLSX): measured before anything is unpacked, then read by calamine.

Two traps stand open otherwise: a file that says it is small and unpacks to gigabytes, and a sheet with one
cell in its first and one in its last corner, for which a reader sets aside room for all that lie between.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from string import digits
from typing import Any
from xml.parsers import expat

from assembly.i18n import gettext as _
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

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Excel files, and of encrypted new ones
ZIP_SIGNATURE = b"PK"
MOST_PARTS = 1000
_NEEDED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(workbook|sharedstrings|styles)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_LETTERS = re.compile("[A-Za-z]{1,3}")
_ENCRYPTED = 0x1


def broken() -> UnreadableSheetError:
    """Return what to say of a file that pretends to be an Excel sheet."""
    return UnreadableSheetError(
        _("The Excel file is broken. Open it in Excel or LibreOffice, and save it anew as XLSX.")
    )


def old_or_locked(content: bytes) -> UnreadableSheetError:
    """Return what to say of a file in Excel's old container."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return UnreadableSheetError(_("The file is locked with a password. Save it without one."))
    return UnreadableSheetError(_("This is an old Excel file (XLS). Save it as XLSX."))


def read(content: bytes) -> tuple[list[Line], list[str]]:
    """Return the rows of the first visible sheet that are not blank, and the names of all visible sheets.

    The content is what `measured` returned, and nothing else.
    """
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        rows = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False) if names else []
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise broken() from None
        raise
    return list(_lines(rows)), names


def _lines(rows: list[list[Any]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        cells = tuple(as_text(value) for value in row)
        if any(cells):
            yield Line(number, cells)


def as_text(value: Any) -> str:
    """Return a cell as it would stand in a text file: whole numbers without a fraction, days as 2019-03-25."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    return str(value).strip()


def measured(content: bytes) -> bytes:
    """Return the parts that we read in an archive of their own, unpacked: what was measured is what is read."""
    kept = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(kept, "w") as target:
            for part in _parts(source):
                data = source.read(part)
                Extent().measure(data)
                target.writestr(part.filename, data)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, EOFError, ValueError, OSError):
        raise broken() from None
    return kept.getvalue()


def _parts(source: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the parts that make up the sheets, after a look at how large all say they are."""
    infos = source.infolist()
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UnreadableSheetError(_("The file is locked with a password. Save it without one."))
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
        raise too_large()
    parts = [info for info in infos if _NEEDED.fullmatch(info.filename.replace("\\", "/"))]
    if not any(info.filename.lower().endswith("workbook.xml") for info in parts):
        raise UnreadableSheetError(_("This is not an Excel sheet. Save it as XLSX, or as CSV in UTF-8."))
    return parts


def _column_number(letters: str) -> int:
    """Return the number of a column, counted from 1, by its letters."""
    if not _LETTERS.fullmatch(letters):
        raise broken()
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class Extent:
    """Walks over a part's XML and stops where a cell with content lies too far out, or where entities are declared."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._columns: dict[str, int] = {}

    def measure(self, data: bytes) -> None:
        """Raise `UnreadableSheetError` or `ExpatError` for what we do not give to the reader."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(data, True)

    def _doctype(self, *_declared: object) -> None:
        raise broken()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            reference = attributes.get("r")
            if reference is None:
                self._column += 1
                return
            letters = reference.rstrip(digits)
            if letters not in self._columns:
                self._columns[letters] = _column_number(letters)
            self._column = self._columns[letters]
            self._row = int(reference[len(letters) :])
        elif name in {"v", "is", "f"}:
            if self._row > MOST_ROWS + 1 or self._column > MOST_COLUMNS:
                self._refuse()
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0

    def _refuse(self) -> None:
        raise too_many_rows() if self._row > MOST_ROWS + 1 else too_many_columns()
