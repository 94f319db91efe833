"""People in a meeting in person who answered what a visa letter says. Inside of a transaction."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from assembly import clock
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.registration.models import Registration
from assembly.registration.questions import service
from assembly.registration.questions.queries import questions_of
from tests.factories.questions import answer
from tests.factories.registration import Invited, invited_member, open_event, register

PASSPORT = {
    "visa": "yes",
    "passport-name": "AWA MARIAM DIALLO",
    "passport-number": "B 1234567",
    "birth-date": "1984-03-02",
    "nationality": "CI",
}


def in_person(**fields: Any) -> Event:
    """Add an event in Bangkok that asks for the data of a visa letter."""
    place = LocalizedText(en="Bangkok, Thailand", fr="Bangkok, Thaïlande", ru="Бангкок, Таиланд")
    event = open_event(**({"online": False, "place": place} | fields))
    for key in ("travel", "visa"):
        service.add_ready_made(None, event, key, now=clock.now())
    return event


def traveller(
    event: Event, home: Invited | None = None, given: dict[str, str] | None = None, **person: Any
) -> Registration:
    """Register somebody who gives these answers, by the names of the questions."""
    home = home or invited_member(event, name="Network of Lomé", country="TG")
    one = register(home.delegation, **({"name": "Awa Diallo", "language": "en"} | person))
    say(one, PASSPORT if given is None else given)
    return one


def say(registration: Registration, given: dict[str, str]) -> None:
    """Answer ready-made questions by their names."""
    asked = {question.ready_made: question.id for question in questions_of(registration.event_id)}
    answer(registration, {asked[name]: value for name, value in given.items()})


def words(content: bytes) -> str:
    """Return what a PDF says, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
