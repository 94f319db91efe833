"""What became of each mail, as the secretariat reads it."""

from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.database import transaction
from assembly.mail.models import Delivery, DeliveryState
from assembly.notices import queries, service
from assembly.notices.kinds import NoticeState
from tests.factories.events import make_event
from tests.factories.notices import make_notice, register


def test_the_list_counts_the_mails_of_each_notice(context: Flask) -> None:
    with transaction():
        event = make_event()
        for _ in range(3):
            register(event)
        make_notice(event)
        released = make_notice(event)
        version_id = service.release_notice(None, released).id
    with transaction() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        rows[0].state, rows[1].state = DeliveryState.SENT, DeliveryState.FAILED
        rows[1].answer = "550 no such mailbox"
    newest, oldest = queries.notices_of(event.id, clock.now())
    assert (oldest.state, oldest.mails.total) == (NoticeState.DRAFT, 0)
    mails = newest.mails
    assert (newest.state, mails.total, mails.sent, mails.undelivered) == (NoticeState.SENDING, 3, 1, 1)
    assert queries.proofs(version_id, 1)[0].answer == "550 no such mailbox"
    assert [row.answer for row in queries.undelivered_of(event.id)] == ["550 no such mailbox"]
