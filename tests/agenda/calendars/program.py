"""Somebody's calendar program: it takes what the mails bring, as RFC 5546 asks, read by a parser that is not ours."""

from dataclasses import dataclass, field
from email.message import EmailMessage

from ical.calendar_stream import CalendarStream
from ical.event import Event, EventStatus
from sqlalchemy import select

from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery, DeliveryState
from tests.notices.mailbox import mail_of


@dataclass
class Program:
    """The entries by UID; what is not newer is passed over, and a CANCEL for what is not there is a fault."""

    entries: dict[str, Event] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)

    def take(self, mail: EmailMessage) -> None:
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                self._import(content.decode(), str(part.get_param("method")))

    def _import(self, content: str, method: str) -> None:
        [calendar] = CalendarStream.from_ics(content).calendars
        assert calendar.method == method, "the part says what its content says"
        assert len({event.uid for event in calendar.events}) == 1, "one entry a file"
        for event in calendar.events:
            known = self.entries.get(str(event.uid))
            assert method == "REQUEST" or known, "a CANCEL came before its REQUEST"
            if known and (event.sequence or 0) <= (known.sequence or 0):
                self.passed_over.append(str(event.uid))
                continue
            assert (event.status is EventStatus.CANCELLED) == (method == "CANCEL")
            self.entries[str(event.uid)] = event

    @property
    def standing(self) -> list[Event]:
        """What its owner sees, in order of time."""
        confirmed = [event for event in self.entries.values() if event.status is EventStatus.CONFIRMED]
        return sorted(confirmed, key=lambda event: event.start_datetime)


def deliver(programs: dict[int, Program] | None = None) -> list[EmailMessage]:
    """Let the outbox send what is due: each mail is written, taken by the recipient's program, and recorded as sent."""
    mails = []
    waiting = select(Delivery).where(Delivery.state == DeliveryState.PENDING).order_by(Delivery.id)
    for delivery in db.session.scalars(waiting).all():
        due = kind_named(delivery.kind).still_due(delivery)
        if due:
            mail = mail_of(delivery)
            mails.append(mail)
            if programs is not None:
                programs.setdefault(delivery.person_id, Program()).take(mail)
        with transaction():
            delivery.state = DeliveryState.SENT if due else DeliveryState.CANCELLED
    return mails
