"""A notice as it comes out of the outbox: its row, its letter, its mail."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import select

from assembly import clock
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import Letter, kind_named
from assembly.mail.letterhead import current_letterhead
from assembly.mail.models import Delivery
from assembly.mail.render import render
from assembly.notices import service
from assembly.notices.kinds import NoticeKind
from assembly.registration.models import Registration
from tests.factories.agenda import make_programme
from tests.factories.events import make_event
from tests.factories.notices import (
    make_notice,
    register,
)


def released(event: Event, kind: NoticeKind = NoticeKind.AGENDA, **notice: object) -> Delivery:
    """Release a notice to the one person who is registered; return the row of the outbox."""
    with transaction():
        made = make_notice(event, kind, **notice)  # type: ignore[arg-type]
        accepted = [line.language for line in service.language_lines(made, service.recipients_of(made))]
        service.release_notice(None, made, service.Order(accepted))
    return db.session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()  # type: ignore[return-value]


def letter_of(delivery: Delivery) -> Letter:
    with transaction(), speaking(delivery.language):
        return kind_named(delivery.kind).render(delivery)


def mail_of(delivery: Delivery) -> EmailMessage:
    letter = letter_of(delivery)
    with speaking(delivery.language):
        content = render(delivery, letter, current_letterhead(), clock.now())
    return message_from_bytes(content, policy=default)  # type: ignore[return-value]


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def an_event_with_programme(**person: object) -> tuple[Event, Registration]:
    with transaction():
        event = make_event()
        make_programme(event)
        return event, register(event, **person)  # type: ignore[arg-type]
