"""Sending: to each their own mail, in their language; what cannot be written fails alone."""

import pytest
from flask import Flask

from assembly.database import transaction
from assembly.mail import deliver, inbox
from assembly.mail.models import Delivery, DeliveryState
from tests.factories.mail import Note, a_letter, deliveries, post_notes
from tests.mail.outbox_clock import SendTo, states
from tests.mail.sink import TAKEN, Sink

pytestmark = pytest.mark.usefixtures("note")


def test_each_recipient_gets_one_mail_over_one_connection(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)
    post_notes(20)
    deliver.deliver_due()
    assert set(sink.recipients.values()) == {1}
    assert len(sink.mails) == 20
    assert sink.connections == 1
    row = deliveries()[0]
    assert (row.state, row.answer, row.attempts) == (DeliveryState.SENT, TAKEN, 1)
    assert row.sent_at is not None
    assert (row.worker, row.lease_until) == (None, None)


def test_a_mail_goes_to_one_recipient_and_carries_the_id_of_its_row(
    context: Flask, sink: Sink, send_to: SendTo
) -> None:
    send_to(sink.url)
    post_notes(3)
    deliver.deliver_due()
    for row, mail in zip(deliveries(), sink.mails, strict=True):
        assert mail.recipients == (row.address,)
        assert mail.message["Message-ID"] == row.message_id
        assert mail.message["Cc"] is None
        assert mail.message["Bcc"] is None
        assert [address.addr_spec for address in mail.message["To"].addresses] == [row.address]


def test_without_a_mail_server_mail_waits(context: Flask, send_to: SendTo) -> None:
    send_to(None)
    post_notes(2)
    deliver.deliver_due()
    assert states() == {DeliveryState.PENDING: 2}


def test_the_demonstration_puts_mail_into_its_inbox(context: Flask) -> None:
    post_notes(3)
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 3}
    assert len(inbox.ids(context.extensions["settings"].inbox)) == 3


def test_a_letter_that_cannot_be_written_fails_alone(context: Flask, sink: Sink, send_to: SendTo, note: Note) -> None:
    send_to(sink.url)
    post_notes(3)

    def render(delivery: Delivery) -> object:
        if delivery.address == "r002@people.example":
            raise KeyError("a fault of the program")
        return a_letter(delivery.name)

    note.render = render  # type: ignore[assignment]
    deliver.deliver_due()
    assert [row.state for row in deliveries()] == ["sent", "failed", "sent"]
    assert deliveries()[1].answer == "could not be written: KeyError"


def test_an_address_that_is_none_fails_alone(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)
    post_notes(3)
    with transaction() as session:
        session.query(Delivery).filter_by(address="r002@people.example").update({"address": "ada, at home"})
    deliver.deliver_due()
    assert [row.state for row in deliveries()] == ["sent", "failed", "sent"]
    assert deliveries()[1].answer == "not an address that mail can be sent to"


def test_the_language_of_a_mail_is_its_recipients(context: Flask, sink: Sink, send_to: SendTo, note: Note) -> None:
    from assembly.i18n import current_language

    send_to(sink.url)
    note.render = lambda _delivery: a_letter(subject=f"written in {current_language()}")
    post_notes(4, languages=("en", "es", "fr", "ru"))
    deliver.deliver_due()
    assert {(mail.message["Content-Language"], mail.message["Subject"]) for mail in sink.mails} == {
        (language, f"written in {language}") for language in ("en", "es", "fr", "ru")
    }
