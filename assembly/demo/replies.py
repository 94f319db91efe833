"""What the consultation asks of its participants, and what they answered: diet, visa, access, the field visit."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.demo.agreed import acting
from assembly.demo.documents import INVENTED
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.consents import queries as consents
from assembly.registration.consents import service as declarations
from assembly.registration.models import Registration, RegistrationState
from assembly.registration.questions import answering, service
from assembly.registration.questions.drafts import OptionDraft, QuestionDraft
from assembly.registration.questions.kinds import NO, YES, AnsweredBy, Answerer, QuestionKind
from assembly.registration.questions.rules import Condition, Value

FIELD_VISIT, TRANSPORT = "field-visit", "transport"
LATE_EVERY: Final = 9
"""Each ninth guest or person of an invented member has not accepted and answered yet."""

DIETS: Final[tuple[list[str], ...]] = ([], ["vegetarian"], ["halal"], [], ["vegan", "no-gluten"], ["allergy"])
NEEDS: Final[tuple[list[str], ...]] = ([], [], [], ["captions"], [], [], ["wheelchair"], ["other"], ["large-print"])

Questions = Mapping[str, int]
"""The numbers of the questions by their keys."""


def ask(actor_id: int, event: Event, described: Mapping[str, Any], *, now: datetime) -> Questions:
    """Add ready-made questions, and two of the secretariat's own: one is asked of those who join the visit."""
    asked = {
        str(question.ready_made): question.id
        for key in described["event"]["ready_made"]
        for question in service.add_ready_made(actor_id, event, key, now=now)
    }
    visit, transport = described["field_visit"], described["transport"]
    joins = QuestionDraft(
        kind=QuestionKind.YES_NO, label=visit["label"], purpose=visit["purpose"], required=True,
        answered_by=AnsweredBy.FOCAL_POINT, kept_days=30,
    )  # fmt: skip
    asked[FIELD_VISIT] = service.add(actor_id, event, joins, now=now).id
    rides = QuestionDraft(
        kind=QuestionKind.CHOICE, label=transport["label"], purpose=visit["purpose"], kept_days=30,
        options=tuple(OptionDraft(label, key) for key, label in transport["options"].items()),
        answered_by=AnsweredBy.FOCAL_POINT, condition=Condition(asked[FIELD_VISIT], frozenset({YES})),
    )  # fmt: skip
    asked[TRANSPORT] = service.add(actor_id, event, rides, now=now).id
    return asked


def load(event: Event, questions: Questions, *, now: datetime) -> None:
    """Let those who come accept what is asked of them, and answer, each for themselves."""
    coming = (Registration.event_id == event.id, Registration.state == RegistrationState.ACCEPTED)
    people = joinedload(Registration.person), joinedload(Registration.member)
    texts = consents.asked_at(event)
    rows = db.session.scalars(select(Registration).where(*coming).options(*people).order_by(Registration.id)).all()
    for number, one in enumerate(rows, start=1):
        if not number % LATE_EVERY and not _is_real(one):
            continue
        declarations.accept(acting(one.person), one, texts, now=now)
        given = {questions[key]: value for key, value in _answers(number, one).items()}
        files = answering.Files(Path(), [])
        answering.save(one.person_id, one, given, files, by=Answerer.PERSON, now=now)


def _is_real(registration: Registration) -> bool:
    return registration.member is not None and not registration.member.name.endswith(INVENTED)


def _answers(number: int, one: Registration) -> dict[str, Value]:
    language = one.person.language
    found: dict[str, Value] = {
        "interpretation": ["none"] if language == "en" else [language],
        "visa": NO if number % 3 else YES,
        FIELD_VISIT: YES if number % 4 else NO,
    }
    if found["visa"] == YES:
        found |= {
            "passport-name": (one.person.latin_name or one.person.name).upper(),
            "passport-number": f"X{number:07}",
            "birth-date": f"{1960 + number}-05-17",
            "nationality": one.member.country if one.member else "TH",
        }
    if found[FIELD_VISIT] == YES:
        found[TRANSPORT] = "bus" if number % 5 else "own"
    if diet := DIETS[number % len(DIETS)]:
        found["diet"] = diet
    if "allergy" in diet:
        found["diet-allergy"] = "Peanuts"
    if needs := NEEDS[number % len(NEEDS)]:
        found["accessibility"] = needs
    if "other" in needs:
        found["accessibility-other"] = "A seat near the door"
    return found
