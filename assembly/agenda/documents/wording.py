"""How documents are said to readers: what is wrong with a file, who may read it, how large it is."""

from typing import Any, Final

from babel.numbers import format_decimal

from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.rules import LARGEST_FILE, FileProblem, FileType
from assembly.i18n import current_locale
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.names import language_name

VISIBILITY: Final[dict[Visibility, Any]] = {
    Visibility.PUBLIC: _l("Everybody"),
    Visibility.PARTICIPANTS: _l("Those admitted"),
    Visibility.INTERPRETERS: _l("Interpreters only"),
}
VISIBILITY_NOTES: Final[dict[str, Any]] = {
    Visibility.PUBLIC.value: _l("On the public programme, once it is published."),
    Visibility.PARTICIPANTS.value: _l("After signing in, once the programme is published."),
    Visibility.INTERPRETERS.value: _l("Among their papers, at once."),
}

PROBLEMS: Final[dict[FileProblem, Any]] = {
    FileProblem.EMPTY: _l("This file is empty."),
    FileProblem.TOO_LARGE: _l("This file is larger than %(megabytes)d MB.", megabytes=LARGEST_FILE // 2**20),
    FileProblem.KIND: _l(
        "Please choose a PDF, a document of Word, Excel, PowerPoint or LibreOffice, a PNG or JPEG, or plain text."
    ),
    FileProblem.ACTIVE: _l("This file holds macros or programs. Save it without them, or as a PDF."),
    FileProblem.BOMB: _l("This file unpacks to far more than a document needs."),
}

KILO: Final = 1000
NAMES: Final = {
    FileType.PDF: "PDF",
    FileType.DOCX: "Word",
    FileType.XLSX: "Excel",
    FileType.PPTX: "PowerPoint",
    FileType.ODT: "OpenDocument",
    FileType.ODS: "OpenDocument",
    FileType.ODP: "OpenDocument",
    FileType.PNG: "PNG",
    FileType.JPEG: "JPEG",
    FileType.CSV: "CSV",
    FileType.TEXT: _l("Text"),
}


def size(count: int) -> str:
    """Return a number of bytes such as "240 kB"."""
    if count < KILO * KILO:
        return _("%(number)s kB", number=format_decimal(max(1, round(count / KILO)), locale=current_locale()))
    return _("%(number)s MB", number=format_decimal(round(count / KILO / KILO, 1), locale=current_locale()))


def note(kind: str, count: int, language: str | None = None) -> str:
    """Return what stands beside a title: the type and size of a file, and the language if it is another."""
    parts = [str(NAMES[FileType(kind)]), size(count)] if kind else [_("elsewhere")]
    return ", ".join([*parts, *([language_name(language)] if language else [])])
