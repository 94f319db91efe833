"""A kind of mail, paper, and mails in the outbox, to test with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select

from assembly.database import transaction
from assembly.extensions import db
from assembly.mail import kinds, letterhead, outbox
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.letterhead import Letterhead
from assembly.mail.models import Delivery
from tests.factories.accounts import person

KIND = "test-note"

PAPER = Letterhead(
    wordmark="Federation of Examples",
    sender_name="Secretariat of the Federation",
    sender_email="secretariat@federation.example",
    reply_to="office@federation.example",
    phone="+66 2 000 0000",
    whatsapp="+66 80 000 0000",
    email="help@federation.example",
    zone="Asia/Bangkok",
    signature_name="Ada Example",
    signature_function="Head of the secretariat",
)


@dataclass
class Note:
    """The kind of mail of these tests; what it does can be changed while a test runs."""

    render: Callable[[Delivery], Letter] = field(default=lambda delivery: a_letter(delivery.name))
    still_due: Callable[[Delivery], bool] = field(default=lambda _delivery: True)


def a_letter(name: str = "Ada", **changes: object) -> Letter:
    values: dict[str, object] = {
        "subject": "The programme of the assembly",
        "body": f"Dear **{name}**,\n\nhere is the [programme](https://assembly.example/en/programme).",
        "facts": (Fact("Begins", "Thursday, 18:00, Bangkok", "Thursday, 11:00, Bamako"),),
        "button": Button("Open the programme", "https://assembly.example/en/programme"),
    }
    return Letter(**(values | changes))  # type: ignore[arg-type]


def register_note(app: Flask, note: Note | None = None) -> Note:
    """Make the application know the kind, and give it paper."""
    told = note or Note()

    def render(delivery: Delivery) -> Letter:
        return told.render(delivery)

    def still_due(delivery: Delivery) -> bool:
        return told.still_due(delivery)

    kinds.register(app, [MailKind(KIND, render, still_due)])
    letterhead.provide(app, lambda: PAPER)
    return told


def post_notes(count: int, *, subject_id: int = 1, languages: Sequence[str] = ("en",)) -> int:
    """Put as many notes into the outbox, each to a person of their own; return how many are new."""
    with transaction():
        people = [
            person(email=f"r{number:03}@people.example", language=languages[(number - 1) % len(languages)])
            for number in range(1, count + 1)
        ]
        return outbox.post(KIND, subject_id, map(outbox.recipient_of, people))


def deliveries() -> list[Delivery]:
    """Return all rows of the outbox as they are in the database now."""
    db.session.rollback()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))
