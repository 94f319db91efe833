"""Files that people send: what is read, how it is recognised, and what is refused with a word on what to do."""

import struct
import zipfile
from io import BytesIO

import pytest

from assembly.i18n import LANGUAGES, speaking
from assembly.members.fields import COLUMNS
from assembly.members.headings import column_of
from assembly.members.sheet import Sheet, read_sheet
from assembly.members.table import MOST_ROWS, UnreadableSheetError
from assembly.members.wording import column_label
from tests.factories.members import SHEET, csv_bytes, csv_text, workbook, xlsx_bytes

ROWS = [
    {"name": "Бюро «Лада»", "country": "RU"},
    {"name": "Centro Mañana", "country": "CO"},
    {"name": "中心", "country": "CN"},
]
RUSSIAN = [{"name": "Бюро защиты детей", "country": "Россия"}, {"name": "Центр Арагил", "country": "Армения"}]
FRENCH = [{"name": "Fédération des écoles", "country": "Sénégal"}, {"name": "L’Été", "country": "Bénin"}]


def cells(sheet: Sheet) -> list[dict[str, str]]:
    return [dict(row.cells) for row in sheet.rows]


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_every_script_arrives_as_typed(self, encoding: str, delimiter: str) -> None:
        assert cells(read_sheet(csv_text(ROWS, delimiter).encode(encoding))) == ROWS

    def test_windows_cyrillic_is_told_from_windows_western(self) -> None:
        russian, french = (
            read_sheet(csv_text(RUSSIAN, ";").encode("cp1251")),
            read_sheet(csv_text(FRENCH, ";").encode("cp1252")),
        )
        assert (cells(russian), cells(french)) == (RUSSIAN, FRENCH)
        assert russian.source == "Text in WINDOWS-1251, separated by semicolons"
        assert french.source == "Text in WINDOWS-1252, separated by semicolons"

    def test_lines_are_those_of_the_file_even_after_blank_ones_and_breaks_within_a_cell(self) -> None:
        text = 'name,country\r\n\r\n"A\r\nB",ML\r\n,\r\nC,ML\r\n'
        assert [(row.line, row.cells["name"]) for row in read_sheet(text.encode()).rows] == [(3, "A\r\nB"), (6, "C")]

    def test_the_line_that_excel_hides_is_passed_over(self) -> None:
        sheet = read_sheet(b"sep=;\nname;country\nA, B and C;ML\n")
        assert [(row.line, row.cells["name"]) for row in sheet.rows] == [(3, "A, B and C")]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_our_own_labels_are_headings_in_every_language(self, language: str) -> None:
        with speaking(language):
            labels = {column: column_label(column) for column in COLUMNS}
        assert {column: column_of(label) for column, label in labels.items()} == {column: column for column in COLUMNS}

    def test_headings_come_in_any_order_and_language_and_unknown_ones_are_named(self) -> None:
        sheet = read_sheet("Страна;Favourite colour;Nombre;Fuseau horaire\nMali;green;ACESEM;Africa/Bamako\n".encode())
        assert cells(sheet) == [{"country": "Mali", "name": "ACESEM", "contact_zone": "Africa/Bamako"}]
        assert sheet.ignored == ("Favourite colour",)

    def test_a_formula_is_only_text(self) -> None:
        formula = '=HYPERLINK("http://x.example")'
        assert cells(read_sheet(csv_bytes({"name": formula, "country": "ML"})))[0]["name"] == formula

    def test_text_beyond_the_last_heading_is_kept_to_be_told(self) -> None:
        assert read_sheet(b"name,country\nA, B,ML\n").rows[0].surplus == ("ML",)


class TestExcel:
    def test_whole_numbers_lose_their_fraction_and_blank_rows_keep_their_line(self) -> None:
        sheet = read_sheet(xlsx_bytes([["name", "country", "weight"], [], ["中心", "CN", 3.0]]))
        assert [(row.line, dict(row.cells)) for row in sheet.rows] == [
            (3, {"name": "中心", "country": "CN", "weight": "3"})
        ]

    def test_a_table_that_begins_further_down_and_right_keeps_its_lines(self) -> None:
        sheet = read_sheet(xlsx_bytes([[], [None, "name", "country"], [None, "A", "ML"]]))
        assert [(row.line, dict(row.cells)) for row in sheet.rows] == [(3, {"name": "A", "country": "ML"})]

    def test_only_the_first_sheet_is_read_and_that_is_said(self) -> None:
        sheet = read_sheet(xlsx_bytes([["name", "country"], ["A", "ML"]], others=["Notes"]))
        assert sheet.source == "Excel sheet “Members”; the other sheets of the file are not read"

    def test_styled_but_empty_cells_at_the_far_end_do_no_harm(self) -> None:
        far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
        cell = '<c r="{}1" t="inlineStr"><is><t>{}</t></is></c>'
        row = f'<row r="1">{cell.format("A", "name")}{cell.format("B", "country")}</row>'
        row += '<row r="2"><c r="A2" t="inlineStr"><is><t>ACESEM</t></is></c></row>'
        assert read_sheet(workbook(SHEET.format(head="", rows=row + far).encode())).columns == ("name", "country")


HEAD = '<row r="1"><c r="A1"><v>1</v></c></row>'


def lying_bomb() -> bytes:
    """A workbook that says that its sheet is small, while it unpacks to 50 MB."""
    honest = BytesIO(workbook(b"<worksheet>" + b" " * 50_000_000 + b"</worksheet>"))
    size = struct.pack("<L", 50_000_000 + len(b"<worksheet></worksheet>"))
    return honest.getvalue().replace(size, struct.pack("<L", 1000))


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("content", "advice"),
        [
            (b"", "The file is empty"),
            (b"name\nA\n", "needs the headings “name” and “country”. It has: name."),
            (b"name,country,Nom\nA,ML,B\n", "Two headings mean the same: Name."),
            (b'name,country\n"A,ML\n', "Line 2 cannot be read"),
            (b'name,country\n"' + b"x" * 200_000 + b'",ML\n', "Line 2 cannot be read"),
            (bytes(range(256)) * 4, "Save it as XLSX, or as CSV in UTF-8"),
            (b"\xff\xfe\x00\xd8\x00\x00", "Save it as XLSX, or as CSV in UTF-8"),
            (b"name,country\n" + b"A,ML\n" * (MOST_ROWS + 1), "more than 20000 rows"),
            (b"name,country" + b",x" * 300 + b"\n", "more than 200 columns"),
            (b"PK\x03\x04 not really", "The Excel file is broken"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file (XLS). Save it as XLSX"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
            (xlsx_bytes([["name"], ["A"]])[:-60], "The Excel file is broken"),
        ],
    )
    def test_the_message_says_what_to_do(self, content: bytes, advice: str) -> None:
        with pytest.raises(UnreadableSheetError) as refusal:
            read_sheet(content)
        assert advice in str(refusal.value)

    @pytest.mark.parametrize(
        "content", [b"name;country\n", b"name,country\n,\n\n ,\n", xlsx_bytes([["name", "country"]])]
    )
    def test_headings_without_rows_are_told_from_an_empty_file(self, content: bytes) -> None:
        with pytest.raises(UnreadableSheetError) as refused:
            read_sheet(content)
        assert "headings, but no rows" in str(refused.value)

    def test_another_zip_is_no_sheet(self) -> None:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("word/document.xml", "<document/>")
        with pytest.raises(UnreadableSheetError, match="not an Excel sheet"):
            read_sheet(packed.getvalue())

    @pytest.mark.parametrize(
        ("content", "advice"),
        [
            (workbook(b"<worksheet>" + b" " * 101_000_000 + b"</worksheet>"), "too large"),
            (xlsx_bytes([["name"]], parts={f"xl/media/{n}.png": b"" for n in range(1001)}), "too large"),
            (
                workbook(
                    SHEET.format(head="", rows=HEAD + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>').encode()
                ),
                "20000 rows",
            ),
            (
                workbook(SHEET.format(head="", rows=HEAD + '<row r="2"><c r="XFD2"><v>1</v></c></row>').encode()),
                "200 columns",
            ),
            (
                workbook(SHEET.format(head="", rows="<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>").encode()),
                "200 columns",
            ),
            (xlsx_bytes([["name"]], head='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "broken"),
        ],
        ids=["unpacks to too much", "too many parts", "far down", "far right", "a million columns", "entities"],
    )
    def test_bombs_are_refused_before_anything_is_unpacked_into_memory(self, content: bytes, advice: str) -> None:
        with pytest.raises(UnreadableSheetError) as refusal:
            read_sheet(content)
        assert advice in str(refusal.value)

    def test_a_bomb_that_lies_about_its_size_gets_no_further_than_it_said(self) -> None:
        with pytest.raises(UnreadableSheetError, match="broken"):
            read_sheet(lying_bomb())
