"""Documents of the draft and of the published programme, and their files on the disk, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.agenda import queries as agenda
from assembly.agenda import service as agenda_service
from assembly.agenda.changes import ChangeKind, differences
from assembly.agenda.documents import queries, service, storage
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.models import Document, DocumentFile
from assembly.agenda.documents.published import ProgrammeDocument
from assembly.agenda.documents.rules import FileRefused
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidInputError, NotFoundError
from assembly.extensions import db
from tests.factories.agenda import make_item, make_sitting
from tests.factories.documents import PDF, PNG, folder, make_document, put
from tests.factories.events import make_event


def on_disk(app: Flask) -> set[str]:
    path: Path = app.extensions["settings"].instance / "documents"
    return {file.name for file in path.iterdir()} if path.is_dir() else set()


def published(event_id: int) -> list[ProgrammeDocument]:
    return list(queries.published_in(agenda.published(event_id)))


def test_readers_see_a_document_once_the_programme_is_published_with_it(context: Flask) -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event)
        item = make_item(sitting)
        agenda_service.publish_agenda(None, event)
    with transaction():
        put(make_document(item))
        put(make_document(sitting), content=PNG)
    assert published(event.id) == []
    draft = agenda.draft_of(event, agenda.sittings_of(event.id))
    kinds = [change.kind for change in differences(agenda.published(event.id), draft)]
    assert kinds == [ChangeKind.OTHER_DOCUMENTS, ChangeKind.OTHER_DOCUMENTS]
    with transaction():
        agenda_service.publish_agenda(None, event)
    assert [[file.type for file in one.files] for one in published(event.id)] == [["image/png"], ["application/pdf"]]
    assert db.session.scalar(select(AuditEntry.action).where(AuditEntry.action == "document.file_added").limit(1))


def test_papers_of_interpreters_are_no_part_of_the_programme_nor_is_a_document_without_a_file(context: Flask) -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event)
        put(make_document(sitting, Visibility.INTERPRETERS))
        make_document(sitting)
        agenda_service.publish_agenda(None, event)
    assert published(event.id) == []


def test_a_file_that_was_replaced_stays_while_the_published_programme_has_it(context: Flask) -> None:
    with transaction():
        event = make_event()
        document = make_document(make_sitting(event))
        first = put(document)
        first_id, first_stored = first.id, first.stored
        agenda_service.publish_agenda(None, event)
    with transaction():
        second = put(document, content=PNG, name="new.png")
        second_stored = second.stored
    assert on_disk(context) == {first_stored, second_stored}
    assert [[file.id for file in one.files] for one in published(event.id)] == [[first_id]]
    with transaction():
        agenda_service.publish_agenda(None, event)
        service.tidy(event.id, folder(), clock.now())
    assert on_disk(context) == {second_stored}
    assert db.session.scalars(select(DocumentFile.stored)).all() == [second_stored]


def test_a_file_replaced_before_it_was_published_goes_at_once(context: Flask) -> None:
    with transaction():
        document = make_document(make_sitting(make_event()))
        put(document)
    with transaction():
        second = put(document, content=PNG).stored
    assert on_disk(context) == {second}


def test_a_removed_document_stays_for_readers_until_the_programme_is_published_again(context: Flask) -> None:
    with transaction():
        event = make_event()
        document = make_document(make_sitting(event))
        put(document)
        agenda_service.publish_agenda(None, event)
    with transaction():
        service.remove_document(None, document, folder=folder(), now=clock.now())
    assert len(published(event.id)) == 1
    assert len(on_disk(context)) == 1
    with transaction():
        agenda_service.publish_agenda(None, event)
        service.tidy(event.id, folder(), clock.now())
    assert published(event.id) == []
    assert on_disk(context) == set()
    assert db.session.scalars(select(Document)).all() == []


def test_a_file_without_a_row_goes_after_a_day(context: Flask) -> None:
    with transaction():
        sitting = make_sitting(event := make_event())
        put(make_document(sitting))
        agenda_service.remove_sitting(None, sitting)
        service.tidy(event.id, folder(), clock.now())
    assert len(on_disk(context)) == 1
    with transaction():
        service.tidy(event.id, folder(), clock.now() + storage.ORPHANED_AFTER + timedelta(minutes=1))
    assert on_disk(context) == set()


def test_a_file_that_is_refused_leaves_nothing_behind(context: Flask) -> None:
    with transaction():
        document = make_document(make_sitting(make_event()))
    with pytest.raises(FileRefused), transaction():
        put(document, content=b"<script>")
    assert on_disk(context) == set()


def test_a_link_is_a_document_too_and_must_be_encrypted(context: Flask) -> None:
    with transaction():
        event = make_event()
        document = make_document(make_sitting(event))
        service.put_link(None, document, "fr", "https://elsewhere.example/x", folder=folder(), now=clock.now())
        agenda_service.publish_agenda(None, event)
    assert published(event.id)[0].files[0].address == "https://elsewhere.example/x"
    with pytest.raises(InvalidInputError), transaction():
        service.put_link(None, document, "fr", "javascript:alert(1)", folder=folder(), now=clock.now())


def test_a_translation_is_out_of_date_once_the_original_is_replaced(context: Flask) -> None:
    with time_machine.travel("2026-11-02T09:00Z") as clocks, transaction():
        event = make_event()
        document = make_document(make_sitting(event))
        put(document, "en")
        put(document, "fr")
        clocks.shift(60)
        put(document, "en", PNG)
    added = {language: file.added_at for language, file in queries.current(document).items()}
    assert added["fr"] < added["en"]


def test_a_document_of_another_event_is_not_found(context: Flask) -> None:
    with transaction():
        document = make_document(make_sitting(make_event()))
        other = make_event()
        file = put(document, content=PDF)
    with pytest.raises(NotFoundError):
        queries.document_of(other.id, document.id)
    with pytest.raises(NotFoundError):
        queries.file_of(other.id, file.id)
