"""Adding, translating, replacing and removing documents. Readers see what of them was published."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from assembly.agenda import queries as agenda
from assembly.agenda.channels.rules import is_joining_address
from assembly.agenda.documents import queries, rules
from assembly.agenda.documents.drafts import DocumentDraft, Upload
from assembly.agenda.documents.models import Document, DocumentFile
from assembly.agenda.documents.queries import Place
from assembly.agenda.documents.storage import Folder
from assembly.agenda.models import AgendaItem
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.texts import set_text


def add_document(actor_id: int | None, place: Place, draft: DocumentDraft, now: datetime) -> Document:
    """Add a document without any file yet, or a paper that is asked for, to a sitting or an item."""
    owner = {"item_id" if isinstance(place, AgendaItem) else "sitting_id": place.id}
    document = Document(title=LocalizedText(), edited={}, **owner)
    _fill(document, draft, now)
    db.session.add(document)
    db.session.flush()
    record(actor_id, "document.added", "document", document.id)
    return document


def change_document(actor_id: int | None, document: Document, draft: DocumentDraft, now: datetime) -> None:
    """Change what is said of a document, and who may read it."""
    _fill(document, draft, now)
    db.session.flush()
    record(actor_id, "document.changed", "document", document.id)


def _fill(document: Document, draft: DocumentDraft, now: datetime) -> None:
    set_text(document, "title", draft.title, now)
    document.visibility, document.owed_by, document.due_at = draft.visibility, draft.owed_by, draft.due_at


def put_file(
    actor_id: int | None, document: Document, language: str, upload: Upload, *, folder: Folder, now: datetime
) -> DocumentFile:
    """Put a file into the place of a language; raise `FileRefused` for one that is not taken."""
    return put_facts(actor_id, document, language, kept(upload, folder), folder=folder, now=now)


def kept(upload: Upload, folder: Folder) -> dict[str, Any]:
    """Keep a file for good, and return what a row says of it; raise `FileRefused` for one that is not taken."""
    kind = rules.file_type(upload.content, upload.name)
    return {
        "stored": folder.keep(upload.content),
        "name": rules.file_name(upload.name, kind),
        "type": kind.value,
        "size": len(upload.content),
        "digest": hashlib.sha256(upload.content).hexdigest(),
    }


def put_link(
    actor_id: int | None, document: Document, language: str, address: str, *, folder: Folder, now: datetime
) -> DocumentFile:
    """Say where a document is found in a language; raise `InvalidInputError`."""
    if not is_joining_address(address):
        raise InvalidInputError(_l("An address begins with https://."), code="address")
    return put_facts(actor_id, document, language, {"address": address}, folder=folder, now=now)


def put_facts(
    actor_id: int | None, document: Document, language: str, facts: dict[str, Any], *, folder: Folder, now: datetime
) -> DocumentFile:
    """Put a file that is kept already, or an address, into the place of a language."""
    _replace(document, language, now)
    row = DocumentFile(document_id=document.id, language=language, added_at=now, **facts)
    db.session.add(row)
    db.session.flush()
    record(actor_id, "document.file_added", "document", document.id, language=language)
    tidy(queries.event_of(document), folder, now)
    return row


def take_file(actor_id: int | None, document: Document, language: str, *, folder: Folder, now: datetime) -> None:
    """Take a document out of one language."""
    _replace(document, language, now)
    record(actor_id, "document.file_removed", "document", document.id, language=language)
    tidy(queries.event_of(document), folder, now)


def remove_document(actor_id: int | None, document: Document, *, folder: Folder, now: datetime) -> None:
    """Take a document out of the draft, in every language."""
    for language in queries.current(document):
        _replace(document, language, now)
    document.removed_at = now
    record(actor_id, "document.removed", "document", document.id)
    tidy(queries.event_of(document), folder, now)


def _replace(document: Document, language: str, now: datetime) -> None:
    """Let the file of a language be replaced; two who do it at once do it one after the other."""
    db.session.refresh(document, with_for_update=True)
    old = db.session.scalar(
        select(DocumentFile).where(
            DocumentFile.document_id == document.id,
            DocumentFile.language == language,
            DocumentFile.replaced_at.is_(None),
        )
    )
    if old is not None:
        old.replaced_at = now
    db.session.flush()


def let_go(sitting_ids: Collection[int], item_ids: Collection[int], now: datetime) -> None:
    """Let the documents go of what is no longer published; `tidy` takes their files when it next comes by."""
    places = or_(Document.sitting_id.in_(sitting_ids), Document.item_id.in_(item_ids))
    for document in db.session.scalars(select(Document).where(places)):
        document.removed_at = document.removed_at or now
        for file in queries.current(document).values():
            file.replaced_at = now
    db.session.flush()


def tidy(event_id: int, folder: Folder, now: datetime) -> None:
    """Forget what was replaced or removed and is not in the published programme, and files of rows that are gone."""
    published = {file.id for document in queries.published_in(agenda.published(event_id)) for file in document.files}
    for file in queries.replaced_files(event_id):
        if file.id not in published:
            if file.stored:
                folder.remove_later(file.stored)
            db.session.delete(file)
    db.session.flush()
    for document in queries.removed_documents(event_id):
        db.session.expire(document, ["files"])
        if not document.files:
            db.session.delete(document)
    db.session.flush()
    folder.remove_orphans(queries.stored_names(), now)
