"""Who may read a document, and what readers see of those of a sitting or an item."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from assembly.accounts.actor import Actor
from assembly.accounts.permissions import Permission
from assembly.agenda import queries as agenda
from assembly.agenda.channels.queries import admitted_as
from assembly.agenda.documents import queries, wording
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.models import DocumentFile
from assembly.agenda.documents.published import ProgrammeDocument, ProgrammeFile
from assembly.database_types import LocalizedText, Reading
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.i18n import current_language


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document as one reader sees it: `note` is "PDF, 240 kB", with the language where it is not theirs."""

    title: Reading
    url: str
    note: str
    external: bool


def audience_of(event: Event, actor: Actor | None) -> frozenset[Visibility]:
    """Return which documents of an event somebody may read."""
    if actor is None:
        return frozenset({Visibility.PUBLIC})
    if actor.may(Permission.MANAGE_AGENDA, event.id):
        return frozenset(Visibility)
    role = admitted_as(event.id, actor.person_id)
    if role is None:
        return frozenset({Visibility.PUBLIC})
    if role is ParticipantRole.INTERPRETER:
        return frozenset(Visibility)
    return frozenset({Visibility.PUBLIC, Visibility.PARTICIPANTS})


def may_read(event: Event, file: DocumentFile, actor: Actor | None) -> bool:
    """Whether somebody may read a file: one that is published to them, or as interpreter one that is theirs alone."""
    if actor and actor.may(Permission.MANAGE_AGENDA, event.id):
        return True
    audience = audience_of(event, actor)
    if file.document.visibility is Visibility.INTERPRETERS:
        return Visibility.INTERPRETERS in audience and file.replaced_at is None
    return any(
        known.id == file.id and one.visibility in audience
        for one in queries.published_in(agenda.published(event.id))
        for known in one.files
    )


def shown(event: Event, documents: Iterable[ProgrammeDocument], audience: frozenset[Visibility]) -> list[ShownDocument]:
    """Return the documents that a reader sees, each in their language, else in the one that is there."""
    return [_shown(event, document) for document in documents if document.visibility in audience and document.files]


def _shown(event: Event, document: ProgrammeDocument) -> ShownDocument:
    files = {file.language: file for file in document.files}
    language = current_language()
    file = files.get(language) or files.get(event.source_language) or document.files[0]
    return ShownDocument(
        title=LocalizedText(document.title).read(language, event.source_language),
        url=_address(event, file),
        note=wording.note(file.type, file.size, file.language if file.language != language else None),
        external=file.address is not None,
    )


def _address(event: Event, file: ProgrammeFile) -> str:
    return file.address or url_for("documents.file", event_slug=event.slug, file_id=file.id)
