"""What the demonstration's assembly is prepared with: a paper in four languages, and who interprets when."""

from datetime import timedelta
from typing import Any, Final

from flask import current_app

from assembly.agenda import queries as agenda
from assembly.agenda.documents import service as documents
from assembly.agenda.documents.drafts import DocumentDraft, Upload
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.storage import Folder
from assembly.agenda.interpretation import queries
from assembly.agenda.interpretation import service as rota
from assembly.agenda.interpretation.service import TurnsDraft
from assembly.agenda.models import Sitting
from assembly.clock import now
from assembly.demo.documents import document
from assembly.events.models import Event

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
