"""Questions of an event, and answers to them. Inside of a transaction."""

from pathlib import Path
from typing import Any

from assembly import clock
from assembly.events.models import Event
from assembly.registration.models import Registration
from assembly.registration.questions import answering, service
from assembly.registration.questions.answering import Files, Given, Saved
from assembly.registration.questions.drafts import OptionDraft, QuestionDraft
from assembly.registration.questions.kinds import AnsweredBy, Answerer, QuestionKind
from assembly.registration.questions.models import Question

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40


def options(*keys: str) -> tuple[OptionDraft, ...]:
    """Return answers to choose from, each called as its key."""
    return tuple(OptionDraft({"en": key.capitalize()}, key) for key in keys)


def draft(kind: QuestionKind = QuestionKind.TEXT, **fields: Any) -> QuestionDraft:
    """Return a question that the focal point may answer too, and that need not be answered."""
    values: dict[str, Any] = {
        "kind": kind,
        "label": {"en": f"A {kind.value}?"},
        "purpose": {"en": "We plan with it."},
        "answered_by": AnsweredBy.FOCAL_POINT,
        "options": options("red", "blue") if kind in {QuestionKind.CHOICE, QuestionKind.CHOICES} else (),
    }
    return QuestionDraft(**(values | fields))


def ask(event: Event, kind: QuestionKind = QuestionKind.TEXT, **fields: Any) -> Question:
    """Add a question."""
    return service.add(None, event, draft(kind, **fields), now=clock.now())


def answer(
    registration: Registration, given: Given, *, by: Answerer = Answerer.PERSON, instance: Path = Path("nowhere")
) -> Saved:
    """Answer questions for somebody."""
    return answering.save(None, registration, given, Files(instance, []), by=by, now=clock.now())
