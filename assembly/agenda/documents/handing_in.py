"""Papers that registered speakers and interpreters hand in themselves, and the secretariat accepts for publication."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from assembly.agenda.documents import queries, rules, service
from assembly.agenda.documents.drafts import Upload
from assembly.agenda.documents.models import Document, DocumentFile, PaperAsked, PaperHandedIn
from assembly.agenda.documents.queries import Place
from assembly.agenda.documents.storage import Folder
from assembly.agenda.interpretation.queries import interpreters
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.people import registered
from assembly.audit.service import record
from assembly.errors import DomainError, NotFoundError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration.models import Registration

ASKED: Final = "paper-asked"
DUE: Final = "paper-due"
REMINDED_BEFORE: Final = timedelta(days=3)


class DeadlinePassedError(DomainError):
    """The paper would come too late."""

    code = "deadline_passed"
    message = _l("The deadline has passed. Please write to the secretariat: it can still add your paper.")


def ask(
    actor_id: int | None, document: Document, registration: Registration | None, *, folder: Folder, now: datetime
) -> None:
    """Ask somebody registered for a document, and write to them; None takes it back. Asked again, nothing happens."""
    known = asked_for(document.id)
    if known and registration and known.registration_id == registration.id:
        return
    if known:
        for handed in handed_in(document.id):
            turn_down(actor_id, handed, folder=folder)
        db.session.delete(known)
        db.session.flush()
    if registration:
        asked = PaperAsked(document_id=document.id, registration_id=registration.id, asked_at=now)
        db.session.add(asked)
        document.owed_by = registration.person.name
        db.session.flush()
        record(actor_id, "paper.asked", "document", document.id, registration_id=registration.id)
        recipient = recipient_of(registration.person, registration.member_id)
        post(ASKED, asked.id, [recipient], event_id=registration.event_id)


def remind(now: datetime) -> int:
    """Write to those whose deadline is near and of whom nothing is here, once each; return to how many.

    Whoever was asked within the last day knows it.
    """
    near = (Document.due_at > now) & (Document.due_at <= now + REMINDED_BEFORE)
    statement = (
        select(PaperAsked)
        .join(PaperAsked.document)
        .where(near, Document.removed_at.is_(None), PaperAsked.asked_at <= now - timedelta(days=1))
    )
    reminded = 0
    for asked in db.session.scalars(statement).all():
        if is_missing(asked.document):
            person, event_id = asked.registration.person, asked.registration.event_id
            reminded += post(DUE, asked.id, [recipient_of(person, asked.registration.member_id)], event_id=event_id)
    return reminded


def is_missing(document: Document) -> bool:
    """Whether nothing was handed in for a document, in any language."""
    return not queries.current(document) and not handed_in(document.id)


def hand_in(
    actor_id: int, asked: PaperAsked, language: str, upload: Upload, *, folder: Folder, now: datetime
) -> PaperHandedIn:
    """Take a file for a language in the place of one that waits. Raise `DeadlinePassedError` or `FileRefused`."""
    document = asked.document
    db.session.refresh(document, with_for_update=True)
    if now >= takes_until(document):
        raise DeadlinePassedError
    facts = service.kept(upload, folder)
    for old in handed_in(document.id):
        if old.language == language:
            _drop(old, folder)
    new = PaperHandedIn(
        document_id=document.id, registration_id=asked.registration_id, language=language, handed_in_at=now, **facts
    )
    db.session.add(new)
    db.session.flush()
    record(actor_id, "paper.handed_in", "document", document.id, language=language)
    return new


def accept(actor_id: int | None, handed: PaperHandedIn, *, folder: Folder, now: datetime) -> DocumentFile:
    """Make what was handed in the document's file of its language; readers see it once the programme is published."""
    document, language = handed.document, handed.language
    facts = {name: getattr(handed, name) for name in ("stored", "name", "type", "size", "digest")}
    db.session.delete(handed)
    db.session.flush()
    record(actor_id, "paper.accepted", "document", document.id, language=language)
    return service.put_facts(actor_id, document, language, facts, folder=folder, now=now)


def turn_down(actor_id: int | None, handed: PaperHandedIn, *, folder: Folder) -> None:
    """Do not take what was handed in; until the deadline another file can come."""
    record(actor_id, "paper.turned_down", "document", handed.document_id, language=handed.language)
    _drop(handed, folder)


def _drop(handed: PaperHandedIn, folder: Folder) -> None:
    folder.remove_later(handed.stored)
    db.session.delete(handed)
    db.session.flush()


def takes_until(document: Document) -> datetime:
    """Return until when a document can be handed in."""
    return rules.takes_until(document.due_at, place_of(document).starts_at)


def place_of(document: Document) -> Place:
    """Return what a document is for."""
    place = document.item or document.sitting
    if place is None:
        raise LookupError("a document hangs on a sitting or an item")
    return place


def asked_for(document_id: int) -> PaperAsked | None:
    """Return of whom a document is asked."""
    return db.session.scalar(select(PaperAsked).where(PaperAsked.document_id == document_id))


def asked_of(registration_id: int) -> list[PaperAsked]:
    """Return what somebody is asked for, the next deadline first."""
    statement = (
        select(PaperAsked)
        .join(PaperAsked.document)
        .outerjoin(Document.item)
        .where(
            PaperAsked.registration_id == registration_id,
            Document.removed_at.is_(None),
            AgendaItem.removed_at.is_(None),
        )
        .options(contains_eager(PaperAsked.document).joinedload(Document.files))
        .options(contains_eager(PaperAsked.document).joinedload(Document.sitting))
    )
    return sorted(db.session.scalars(statement).unique(), key=lambda one: takes_until(one.document))


def owing(event_id: int) -> Select[int]:
    """Select the registrations of which something is asked that is not here in any language, also past its deadline."""
    here = exists().where(DocumentFile.document_id == Document.id, DocumentFile.replaced_at.is_(None))
    waits = exists().where(PaperHandedIn.document_id == Document.id)
    sitting_id = func.coalesce(Document.sitting_id, AgendaItem.sitting_id)
    return (
        select(PaperAsked.registration_id)
        .join(Registration, Registration.id == PaperAsked.registration_id)
        .join(PaperAsked.document)
        .outerjoin(Document.item)
        .join(Sitting, Sitting.id == sitting_id)
        .where(Registration.event_id == event_id, ~here, ~waits)
        .where(Document.removed_at.is_(None), AgendaItem.removed_at.is_(None), Sitting.removed_at.is_(None))
    )


def open_for(registration_id: int, now: datetime) -> list[PaperAsked]:
    """Return what somebody is asked for, has not handed in, and still can."""
    asked = [one for one in asked_of(registration_id) if now < takes_until(one.document)]
    return [one for one in asked if is_missing(one.document)]


def asked_at(event_id: int, document_id: int, registration_id: int) -> PaperAsked:
    """Return that this person is asked for this document; raise `NotFoundError`."""
    document = queries.document_of(event_id, document_id)
    found = asked_for(document.id)
    if found is None or found.registration_id != registration_id:
        raise NotFoundError
    return found


def handed_in(document_id: int) -> Sequence[PaperHandedIn]:
    """Return what waits to be accepted for a document."""
    statement = select(PaperHandedIn).where(PaperHandedIn.document_id == document_id)
    return db.session.scalars(statement.order_by(PaperHandedIn.language)).all()


def waiting(sitting_ids: Sequence[int]) -> dict[int, list[PaperHandedIn]]:
    """Return what waits to be accepted, by document."""
    ids = [document.id for document in queries.documents_of(sitting_ids)]
    found: defaultdict[int, list[PaperHandedIn]] = defaultdict(list)
    for one in db.session.scalars(select(PaperHandedIn).where(PaperHandedIn.document_id.in_(ids))):
        found[one.document_id].append(one)
    return dict(found)


def handed_in_at(event_id: int, handed_id: int) -> PaperHandedIn:
    """Return something handed in for a document of this event; raise `NotFoundError`."""
    found = db.session.get(PaperHandedIn, handed_id, options=[joinedload(PaperHandedIn.document)])
    if found is None or queries.event_of(found.document) != event_id:
        raise NotFoundError
    return found


def who_can_be_asked(event_id: int, place: Place) -> dict[int, str]:
    """Return who may be asked for a document: who speaks there, then the interpreters of the event, by name."""
    items = place.items if isinstance(place, Sitting) else [place]
    speakers = registered(one.registration_id for item in items for one in item.speakers if one.registration_id)
    names = {number: one.name for number, one in speakers.items() if one.accepted}
    return names | {one.id: one.person.name for one in interpreters(event_id)}
