"""Documents to test with, and the content of files of every kind. Inside of a transaction."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import current_app

from assembly import clock
from assembly.agenda.documents import service
from assembly.agenda.documents.drafts import DocumentDraft, Upload
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.models import Document, DocumentFile
from assembly.agenda.documents.queries import Place
from assembly.agenda.documents.storage import Folder

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
WORD = "wordprocessingml.document"


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP file of these parts."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return content.getvalue()


def office(main: str = f"{WORD}.main+xml", **parts: bytes) -> bytes:
    """Return an office document; `parts` are added, their names with __ for a slash."""
    index = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{main}"/></Types>'
    return packed({"[Content_Types].xml": index.encode(), **{k.replace("__", "/"): v for k, v in parts.items()}})


def open_document(kind: str = "text", **parts: bytes) -> bytes:
    """Return a document of LibreOffice."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": mimetype, "content.xml": b"<x/>", **{k.replace("__", "/"): v for k, v in parts.items()}})


def folder() -> Folder:
    """Return the folder of this test's instance."""
    instance: Path = current_app.extensions["settings"].instance
    return Folder(instance)


def make_document(place: Place, visibility: Visibility = Visibility.PUBLIC, **fields: Any) -> Document:
    """Add a document without a file."""
    draft = DocumentDraft(title={"en": "Draft framework", "fr": "Projet de cadre"}, visibility=visibility, **fields)
    return service.add_document(None, place, draft, clock.now())


def put(document: Document, language: str = "en", content: bytes = PDF, name: str = "draft.pdf") -> DocumentFile:
    """Put a file into the place of a language."""
    return service.put_file(None, document, language, Upload(name, content), folder=folder(), now=clock.now())
