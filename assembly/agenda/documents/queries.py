"""Reading documents: as they are being edited, and as they are published."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.models import Document, DocumentFile, PaperHandedIn
from assembly.agenda.documents.published import ProgrammeDocument, ProgrammeFile
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.programme import Programme
from assembly.errors import NotFoundError
from assembly.extensions import db

Place = Sitting | AgendaItem


def documents_of(sitting_ids: Collection[int]) -> Sequence[Document]:
    """Return the documents of these sittings and of their items, with all their files."""
    item_ids = select(AgendaItem.id).where(AgendaItem.sitting_id.in_(sitting_ids), AgendaItem.removed_at.is_(None))
    return db.session.scalars(
        select(Document)
        .where(or_(Document.sitting_id.in_(sitting_ids), Document.item_id.in_(item_ids)), Document.removed_at.is_(None))
        .options(selectinload(Document.files), joinedload(Document.item), joinedload(Document.sitting))
        .order_by(Document.id)
    ).all()


def documents_at(place: Place) -> Sequence[Document]:
    """Return the documents of one sitting or item alone."""
    column = Document.item_id if isinstance(place, AgendaItem) else Document.sitting_id
    return db.session.scalars(
        select(Document)
        .where(column == place.id, Document.removed_at.is_(None))
        .options(selectinload(Document.files))
        .order_by(Document.id)
    ).all()


def document_of(event_id: int, document_id: int) -> Document:
    """Return a document of this event; raise `NotFoundError`."""
    found = db.session.get(Document, document_id)
    if found is None or found.removed_at is not None or event_of(found) != event_id:
        raise NotFoundError
    return found


def event_of(document: Document) -> int:
    """Return the event that a document belongs to."""
    sitting = document.sitting or (document.item.sitting if document.item else None)
    if sitting is None:
        raise LookupError("a document hangs on a sitting or an item")
    return sitting.event_id


def file_of(event_id: int, file_id: int) -> DocumentFile:
    """Return a file of a document of this event; raise `NotFoundError`."""
    found = db.session.get(DocumentFile, file_id)
    if found is None or event_of(found.document) != event_id:
        raise NotFoundError
    return found


def current(document: Document) -> dict[str, DocumentFile]:
    """Return the file of each language that has not been replaced."""
    return {file.language: file for file in document.files if file.replaced_at is None}


def with_documents(draft: Programme) -> Programme:
    """Return the programme with the documents that it would be published with."""
    by_place: dict[tuple[str, int | None], list[ProgrammeDocument]] = {}
    for document in documents_of([sitting.id for sitting in draft.sittings]):
        facts = _facts(document)
        if facts.files and facts.visibility is not Visibility.INTERPRETERS:
            key = ("item", document.item_id) if document.item_id else ("sitting", document.sitting_id)
            by_place.setdefault(key, []).append(facts)
    return replace(
        draft,
        sittings=tuple(
            replace(
                sitting,
                documents=tuple(by_place.get(("sitting", sitting.id), ())),
                items=tuple(
                    replace(item, documents=tuple(by_place.get(("item", item.id), ()))) for item in sitting.items
                ),
            )
            for sitting in draft.sittings
        ),
    )


def _facts(document: Document) -> ProgrammeDocument:
    files = sorted(current(document).values(), key=lambda file: file.language)
    return ProgrammeDocument(
        id=document.id,
        title=dict(document.title),
        visibility=document.visibility,
        files=tuple(
            ProgrammeFile(file.id, file.language, file.address, file.name, file.type, file.size) for file in files
        ),
    )


def published_in(programme: Programme | None) -> Iterable[ProgrammeDocument]:
    """Return all documents of a programme."""
    for sitting in programme.sittings if programme else ():
        yield from sitting.documents
        for item in sitting.items:
            yield from item.documents


def replaced_files(event_id: int) -> Sequence[DocumentFile]:
    """Return the files of an event's documents that others have taken the place of."""
    return db.session.scalars(
        select(DocumentFile)
        .join(DocumentFile.document)
        .where(DocumentFile.replaced_at.is_not(None), Document.id.in_(_ids_in(event_id)))
    ).all()


def removed_documents(event_id: int) -> Sequence[Document]:
    """Return the documents that were taken out of the draft of an event."""
    return db.session.scalars(
        select(Document).where(Document.removed_at.is_not(None), Document.id.in_(_ids_in(event_id)))
    ).all()


def _ids_in(event_id: int) -> Select[int]:
    sitting_id = func.coalesce(Document.sitting_id, AgendaItem.sitting_id)
    return (
        select(Document.id)
        .outerjoin(AgendaItem, AgendaItem.id == Document.item_id)
        .join(Sitting, Sitting.id == sitting_id)
        .where(Sitting.event_id == event_id)
    )


def stored_names() -> set[str]:
    """Return the names of all files that some row knows."""
    names = select(DocumentFile.stored).where(DocumentFile.stored.is_not(None)).union(select(PaperHandedIn.stored))
    return set(db.session.scalars(names))
