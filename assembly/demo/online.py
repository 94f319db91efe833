"""What the demonstration's assembly is prepared with: a paper, a speaker who owes one, and who interprets when."""

from datetime import timedelta
from typing import Any, Final

from flask import current_app
from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.agenda import queries as agenda
from assembly.agenda.documents import handing_in
from assembly.agenda.documents import service as documents
from assembly.agenda.documents.drafts import DocumentDraft, Upload
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.storage import Folder
from assembly.agenda.drafts import SpeakerDraft
from assembly.agenda.interpretation import queries
from assembly.agenda.interpretation import service as rota
from assembly.agenda.interpretation.service import TurnsDraft
from assembly.agenda.kinds import SpeakerPart
from assembly.agenda.models import Sitting
from assembly.agenda.service import add_speaker
from assembly.clock import now
from assembly.demo.documents import document
from assembly.demo.timetable import Timetable
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Registration

TURN: Final = timedelta(minutes=30)
PAPER_OF: Final = 0
"""Which item of the second sitting has the paper: the debate on what is voted."""


def paper(actor_id: int, event: Event) -> None:
    """Add a paper on what is voted, to be published with the programme."""
    motion: dict[str, Any] = document("motion")
    item = agenda.sittings_of(event.id)[-1].items[PAPER_OF]
    draft = DocumentDraft(title=dict(item.title), visibility=Visibility.PUBLIC)
    added = documents.add_document(actor_id, item, draft, now())
    folder = Folder(current_app.extensions["settings"].instance)
    for language, text in motion["background"].items():
        upload = Upload(f"{item.title[language]}.txt", f"{motion['question'][language]}\n\n{text}\n".encode())
        documents.put_file(actor_id, added, language, upload, folder=folder, now=now())


def speaker(actor_id: int, event: Event, when: Timetable) -> None:
    """Let somebody registered speak, and ask her for her slides; nobody where nobody registered yet."""
    asked: dict[str, Any] = document("programme")["asked"]
    of_event = select(Registration).join(Registration.person).where(Registration.event_id == event.id)
    registration = db.session.scalar(of_event.where(Person.email == asked["person"]))
    if registration is None:
        return
    keys = [item["key"] for sitting in document("programme")["sittings"] for item in sitting["items"]]
    items = [item for sitting in agenda.sittings_of(event.id) for item in agenda.items_in(sitting)]
    item = dict(zip(keys, items, strict=True))[asked["item"]]
    part = SpeakerPart(asked["part"])
    add_speaker(actor_id, item, SpeakerDraft(part, function=asked["function"], registration_id=registration.id))
    due_at = when.at(1 - asked["due_days_before"], asked["due"])
    draft = DocumentDraft(title=asked["title"], visibility=Visibility.PUBLIC, due_at=due_at)
    added = documents.add_document(actor_id, item, draft, now())
    folder = Folder(current_app.extensions["settings"].instance)
    handing_in.ask(actor_id, added, registration, folder=folder, now=now())


def interpreters(actor_id: int, event: Event) -> None:
    """Give those who interpret into a language their turns; of the last sitting one half hour is left to fill."""
    sittings = agenda.sittings_of(event.id)
    for sitting in sittings:
        for language in event.languages[1:]:
            is_last = (sitting, language) == (sittings[-1], event.languages[-1])
            _turns(actor_id, event, sitting, language, until_the_end=not is_last)


def _turns(actor_id: int, event: Event, sitting: Sitting, language: str, *, until_the_end: bool) -> None:
    people = [one for one in queries.interpreters(event.id) if one.person.language == language]
    draft = TurnsDraft(
        source=event.source_language,
        target=language,
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at if until_the_end else sitting.ends_at - TURN,
        length=TURN,
    )
    rota.add_turns(actor_id, sitting, people, draft)
