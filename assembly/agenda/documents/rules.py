"""Which files are taken, and whether a translation is out of date: decided from content and facts alone.

What a browser or a name says of a file is not believed; its content is looked at. Whatever could run where it is
opened is refused: pages, drawings with scripts, programs, macros, templates from elsewhere.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Final

from assembly.texts import TextState

LARGEST_FILE: Final = 8 * 1024 * 1024
"""Bytes."""
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
"""Bytes of all parts of an office document together."""
MOST_PARTS: Final = 5_000
LARGEST_INDEX: Final = 1024 * 1024
"""Bytes of one part that we read."""
LONGEST_STEM: Final = 100
"""Characters of a file's name before its ending."""


class FileType(StrEnum):
    """The types that are taken, as they are served."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    PNG = "image/png"
    JPEG = "image/jpeg"
    CSV = "text/csv"
    TEXT = "text/plain"


ENDINGS: Final = {kind: f".{kind.name.lower()}" for kind in FileType} | {FileType.JPEG: ".jpg", FileType.TEXT: ".txt"}
TEXTS: Final = frozenset({FileType.CSV, FileType.TEXT})


class FileProblem(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    KIND = "kind"
    ACTIVE = "active"
    BOMB = "bomb"


class FileRefused(ValueError):  # noqa: N818 - it says what is wrong, and no program made an error
    """A file that is not taken."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


SIGNATURES: Final = {
    FileType.PDF: b"%PDF-",
    FileType.PNG: b"\x89PNG\r\n\x1a\n",
    FileType.JPEG: b"\xff\xd8\xff",
}
_ZIP: Final = b"PK\x03\x04"
_ACTIVE_PDF: Final = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|EmbeddedFiles?)\b")
_MARKUP: Final = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|object|embed)\b", re.IGNORECASE)
_ACTIVE_PARTS: Final = re.compile(
    r"vbaproject|vbadata|activex|oleobject|\.(bin|exe|dll|js|vbs|hta|scr|com|bat|cmd|ps1|jar|html?|svg)$"
    r"|^(basic|scripts)/",
    re.IGNORECASE,
)
_HARMLESS_PARTS: Final = re.compile(r"printersettings[0-9]*\.bin$", re.IGNORECASE)
_MACRO_TYPES: Final = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_OFFICE: Final = {
    b"wordprocessingml.document.main+xml": FileType.DOCX,
    b"spreadsheetml.sheet.main+xml": FileType.XLSX,
    b"presentationml.presentation.main+xml": FileType.PPTX,
    b"presentationml.slideshow.main+xml": FileType.PPTX,
}
_OPEN: Final = {kind.value.encode(): kind for kind in (FileType.ODT, FileType.ODS, FileType.ODP)}


def file_type(content: bytes, name: str = "") -> FileType:
    """Return the type of a file as its content tells; raise `FileRefused`.

    The name only tells a table from other plain text, which is served alike.
    """
    if not content:
        raise FileRefused(FileProblem.EMPTY)
    if len(content) > LARGEST_FILE:
        raise FileRefused(FileProblem.TOO_LARGE)
    for kind, start in SIGNATURES.items():
        if content.startswith(start):
            if kind is FileType.PDF and _ACTIVE_PDF.search(content):
                raise FileRefused(FileProblem.ACTIVE)
            return kind
    if content.startswith(_ZIP):
        return _packed(content)
    return _plain(content, name)


def _plain(content: bytes, name: str) -> FileType:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(FileProblem.KIND) from None
    if any(ord(sign) < ord(" ") and sign not in "\t\r\n\f" for sign in text):
        raise FileRefused(FileProblem.KIND)
    if _MARKUP.search(content) or text.lstrip().startswith(("<", "#!")):
        raise FileRefused(FileProblem.ACTIVE)
    return FileType.CSV if name.lower().endswith(".csv") else FileType.TEXT


def _packed(content: bytes) -> FileType:
    """Return which office document a ZIP file is; it is not unpacked, but for its index."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            _check_parts(parts)
            return _open_document(packed, parts) or _office_document(packed)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, KeyError, RuntimeError):
        raise FileRefused(FileProblem.KIND) from None


def _check_parts(parts: Sequence[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise FileRefused(FileProblem.BOMB)
    for part in parts:
        if _ACTIVE_PARTS.search(part.filename) and not _HARMLESS_PARTS.search(part.filename):
            raise FileRefused(FileProblem.ACTIVE)


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    """Read one part, and no more of it than we need: its declared size may be a lie."""
    with packed.open(name) as part:
        found = part.read(LARGEST_INDEX + 1)
    if len(found) > LARGEST_INDEX:
        raise FileRefused(FileProblem.BOMB)
    return found


def _open_document(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> FileType | None:
    if not parts or parts[0].filename != "mimetype":
        return None
    found = _OPEN.get(_read(packed, "mimetype"))
    if found is None:
        raise FileRefused(FileProblem.KIND)
    return found


def _office_document(packed: zipfile.ZipFile) -> FileType:
    index = _read(packed, "[Content_Types].xml")
    if _MACRO_TYPES.search(index):
        raise FileRefused(FileProblem.ACTIVE)
    if any(b"attachedTemplate" in _read(packed, one) for one in _settings(packed)):
        raise FileRefused(FileProblem.ACTIVE)
    for mark, kind in _OFFICE.items():
        if mark in index:
            return kind
    raise FileRefused(FileProblem.KIND)


def _settings(packed: zipfile.ZipFile) -> Iterable[str]:
    """Return the parts that may name a template elsewhere, whose macros would run."""
    return [name for name in packed.namelist() if name.endswith("settings.xml.rels")]


def file_name(typed: str, kind: FileType) -> str:
    """Return a name to save a file under, in any script: no folders, no hidden signs, the ending of its type."""
    last = re.split(r"[\\/]", typed)[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = plain.rpartition(".")[0] or plain
    return f"{stem.strip(' .')[:LONGEST_STEM] or 'document'}{ENDINGS[kind]}"


def states(added: Mapping[str, datetime], languages: Iterable[str], source: str) -> dict[str, TextState]:
    """Return how the files of a document stand: stale where that of the source was added after the translation.

    `added` tells when the file of each language came in.
    """
    original = added.get(source)
    return {
        language: TextState.MISSING
        if language not in added
        else TextState.STALE
        if original and language != source and added[language] < original
        else TextState.COMPLETE
        for language in languages
    }


def takes_until(due_at: datetime | None, starts_at: datetime) -> datetime:
    """Return until when a paper can be handed in: its deadline, else the start of what it is for."""
    return due_at or starts_at


def is_owed(due_at: datetime | None, files: int) -> bool:
    """Whether a paper that was asked for has not been handed in."""
    return due_at is not None and files == 0
