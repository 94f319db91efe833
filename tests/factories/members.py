"""Members to test with, and sheets of members in the formats that people send."""

import csv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO, StringIO
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import event
from sqlalchemy.engine import Engine

from assembly import clock
from assembly.extensions import db
from assembly.members.folding import name_key
from assembly.members.kinds import Region
from assembly.members.models import Contact, Member
from tests.factories import accounts

_numbers = count(1)

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
)
RELATION = (
    '<Relationship Id="rId{number}" Target="worksheets/sheet{number}.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
)
ROOT = (
    '<Relationship Id="rId1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>{head}'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
)


def make_member(*, contact: bool = False, **fields: Any) -> Member:
    """Add a member of Mali, with one contact if asked for. Inside of a transaction."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"ML-{number}",
        "name": f"Association {number}",
        "country": "ML",
        "region": Region.SUB_SAHARAN_AFRICA,
        "language": "fr",
        "created_at": clock.now(),
    }
    values |= fields
    member = Member(**{"name_key": name_key(values["name"]), **values})
    db.session.add(member)
    db.session.flush()
    if contact:
        person = accounts.focal_point([member.id], language="fr", zone="Africa/Bamako", zone_confirmed=False)
        db.session.add(Contact(member_id=member.id, person_id=person.id, position=1))
        db.session.flush()
    return member


def csv_text(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> str:
    """Write rows as CSV, with the headings of all of them."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    text = StringIO(newline="")
    writer = csv.DictWriter(text, headings, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def csv_bytes(*rows: Mapping[str, str]) -> bytes:
    """Write rows as CSV in UTF-8."""
    return csv_text(rows).encode()


def xlsx_bytes(
    rows: Sequence[Sequence[str | float | None]],
    *,
    others: Sequence[str] = (),
    head: str = "",
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """Write rows as the first sheet of a workbook; `others` are names of further, empty sheets."""
    xml = "".join(
        f'<row r="{number}">{"".join(_cell(column, number, value) for column, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return workbook(SHEET.format(head=head, rows=xml).encode(), others=others, parts=parts)


def workbook(sheet: bytes, *, others: Sequence[str] = (), parts: Mapping[str, bytes] | None = None) -> bytes:
    """Pack the XML of a sheet into a workbook."""
    names = ["Members", *others]
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, start=1))
    relations = "".join(RELATION.format(number=number) for number in range(1, len(names) + 1))
    content = {
        "[Content_Types].xml": TYPES.encode(),
        "_rels/.rels": RELATIONS.format(relations=ROOT).encode(),
        "xl/workbook.xml": WORKBOOK.format(sheets=listed).encode(),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(relations=relations).encode(),
        "xl/worksheets/sheet1.xml": sheet,
        **{f"xl/worksheets/sheet{i}.xml": SHEET.format(head="", rows="").encode() for i in range(2, len(names) + 1)},
        **(parts or {}),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _cell(column: int, row: int, value: str | float | None) -> str:
    place = f'r="{chr(ord("A") + column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c {place}><v>{value}</v></c>"


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note the statements that the database is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
