"""Tables as files: nothing in them acts as a formula, nothing is lost on the way back."""

import ast
import csv
import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import assembly
from assembly.exports import LONGEST_CELL, FileKind, Table, as_csv, as_typed, as_xlsx, download, inert

ACTIVE = ["=cmd|'/c calc'!A1", "+1+2", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1", "''-1"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def rows_of_csv(content):
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def rows_of_xlsx(content):
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def sheet_of(content):
    return ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", ACTIVE)
def test_a_text_that_begins_like_a_formula_is_inert_in_csv(text):
    """Case 33, in headings and in rows."""
    for row in rows_of_csv(as_csv(Table("t", [text], [[text]]))):
        assert row == [f"'{text}"]


@pytest.mark.parametrize("text", ACTIVE)
def test_a_text_that_begins_like_a_formula_is_a_text_in_xlsx(text):
    """Case 33: a cell of type text, and no formula anywhere."""
    sheet = sheet_of(as_xlsx(Table("t", [text], [[text]])))
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == 2


@pytest.mark.parametrize("text", ["Бюро", "de la Cruz", "a=b", "2019-03-25", "l'enfant", "'quoted'", ""])
def test_other_texts_stay_as_they_are(text):
    assert inert(text) == text


@given(TEXTS)
def test_what_was_made_inert_can_be_had_back(text):
    assert as_typed(inert(text)) == text


@settings(max_examples=50)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=3))
def test_texts_come_back_from_csv(rows):
    read = rows_of_csv(as_csv(Table("t", ["a", "b"], rows)))
    assert [[as_typed(cell) for cell in row] for row in read[1:]] == rows


def test_texts_of_all_scripts_come_back_from_xlsx():
    rows = [["Бюро по правам", "中心", "مركز", "<img onerror>&"], ["=1+1", "'=1", "http://example.org", "00123"]]
    assert rows_of_xlsx(as_xlsx(Table("t", ["a", "b", "c", "d"], rows)))[1:] == rows


def test_numbers_and_days_are_no_texts():
    table = Table("t", ["n", "d", "empty"], [[-3, date(2019, 3, 25), None]])
    assert rows_of_csv(as_csv(table))[1] == ["-3", "2019-03-25", ""]
    assert rows_of_xlsx(as_xlsx(table))[1][:2] == [-3, date(2019, 3, 25)]


def test_a_moment_says_its_zone():
    table = Table("t", ["at"], [[datetime(2026, 5, 1, 12, 30, tzinfo=UTC)]])
    assert rows_of_csv(as_csv(table))[1] == ["2026-05-01T12:30:00+00:00"]
    assert rows_of_xlsx(as_xlsx(table))[1] == ["2026-05-01T12:30:00+00:00"]


def test_excel_knows_the_encoding_of_a_csv_file():
    assert as_csv(Table("t", ["é"], [])) == b"\xef\xbb\xbf\xc3\xa9\r\n"


def test_a_text_longer_than_a_cell_says_that_it_goes_on():
    (cell,) = rows_of_xlsx(as_xlsx(Table("t", ["a"], [["x" * 40_000]])))[1]
    assert len(cell) == LONGEST_CELL
    assert cell.endswith("…")


@pytest.mark.parametrize("kind", list(FileKind))
def test_a_download_has_a_name_and_is_kept_nowhere(kind):
    response = download(Table("members", ["a"], [["b"]]), kind)
    assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''members.{kind.value}"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    rows = rows_of_csv if kind is FileKind.CSV else rows_of_xlsx
    assert rows(response.data) == [["a"], ["b"]]


def test_a_name_in_another_script_reaches_the_browser():
    assert "UTF-8''%D1%87" in download(Table("члены", ["a"], []), FileKind.CSV).headers["Content-Disposition"]


WRITERS = {"csv.writer", "csv.DictWriter", "xlsxwriter.Workbook", "openpyxl.Workbook"}


def called_in(path: Path) -> Iterator[str]:
    """Yield what a file calls, by its full name: `from csv import writer` hides nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            yield names.get(name, name)


def test_every_table_that_leaves_the_house_is_written_here():
    """Case 33 for every export there is and will be: nothing else writes CSV or XLSX."""
    root = Path(assembly.__file__).parent
    writing = {path.name for path in root.rglob("*.py") if WRITERS & set(called_in(path))}
    assert writing == {"exports.py"}


def test_every_address_of_a_table_answers_with_one_of_these(app):
    """Whatever view takes the ending of a table hands a `Table` to `download`, and makes no answer of its own."""
    endings = (".<ending>", ".<kind>", "answers/file")
    views = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith(endings)}
    assert len(views) >= 6
    for endpoint in views:
        source = Path(inspect.unwrap(app.view_functions[endpoint]).__code__.co_filename)
        assert "assembly.exports.download" in set(called_in(source)), endpoint
