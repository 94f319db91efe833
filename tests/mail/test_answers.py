"""What the mail server answers has its consequence: sent, tried again, listed, or left open (security.md, case 41)."""

import pytest
from flask import Flask

from assembly import clock
from assembly.mail import deliver
from assembly.mail.models import DeliveryState
from assembly.mail.rules import FIRST_PAUSES
from tests.factories.mail import deliveries, post_notes
from tests.mail.outbox_clock import SendTo, make_due, states
from tests.mail.sink import DROP, TAKEN, Sink

pytestmark = pytest.mark.usefixtures("note")


def test_what_may_pass_is_tried_again_and_what_cannot_is_listed(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)
    sink.to_recipient["r002@people.example"] = "550 5.1.1 no such user"
    replies = {"r003@people.example": "452 4.3.1 full", "r005@people.example": "554 5.7.1 not this"}
    sink.to_content = lambda _number, recipient: replies.get(recipient, TAKEN)
    post_notes(6)
    before = clock.now()
    deliver.deliver_due()
    rows = {row.address[:4]: row for row in deliveries()}
    assert {name: row.state for name, row in rows.items()} == {
        "r001": DeliveryState.SENT,
        "r002": DeliveryState.FAILED,
        "r003": DeliveryState.RETRY,
        "r004": DeliveryState.SENT,
        "r005": DeliveryState.FAILED,
        "r006": DeliveryState.SENT,
    }
    assert rows["r002"].answer == "550 5.1.1 no such user"
    assert rows["r003"].due_at - before >= FIRST_PAUSES[0]
    assert sink.connections == 1

    replies.clear()
    make_due()
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 4, DeliveryState.FAILED: 2}
    assert {row.address[:4]: row.attempts for row in deliveries()}["r003"] == 2
    assert set(sink.recipients.values()) == {1}


def test_when_the_server_closes_the_connection_the_others_go_over_the_next_one(
    context: Flask, sink: Sink, send_to: SendTo
) -> None:
    send_to(sink.url)
    sink.to_content = lambda number, _recipient: "421 4.7.0 enough for now" if number == 4 else TAKEN
    post_notes(10)
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 9, DeliveryState.RETRY: 1}
    assert {row.attempts for row in deliveries()} == {1}
    assert sink.connections == 2


def test_a_connection_that_breaks_after_the_mail_went_leaves_it_uncertain(
    context: Flask, sink: Sink, send_to: SendTo
) -> None:
    send_to(sink.url)
    sink.to_content = lambda number, _recipient: DROP if number == 3 else TAKEN
    post_notes(5)
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 4, DeliveryState.UNCERTAIN: 1}
    [open_one] = [row for row in deliveries() if row.state == DeliveryState.UNCERTAIN]
    assert (open_one.uncertain, open_one.attempts) == (1, 1)

    make_due()
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 5}
    assert sink.recipients[open_one.address] == 2
    twice = [mail for mail in sink.mails if mail.recipients == (open_one.address,)]
    assert {mail.message["Message-ID"] for mail in twice} == {open_one.message_id}
    assert sum(row.uncertain for row in deliveries()) == 1


def test_a_server_that_takes_nothing_is_left_alone_for_a_while(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)
    sink.to_content = lambda _number, _recipient: "421 4.7.0 not now"
    post_notes(10)
    deliver.deliver_due()
    deliver.deliver_due()
    assert sink.connections == 1
    assert states() == {DeliveryState.RETRY: 1, DeliveryState.PENDING: 9}
    assert sum(row.attempts for row in deliveries()) == 1


def test_mail_waits_while_the_server_is_down_and_goes_when_it_is_back(
    context: Flask, sink: Sink, send_to: SendTo
) -> None:
    send_to("smtp://127.0.0.1:1")
    post_notes(5)
    for _six_hours in range(10):
        deliver.deliver_due()
        assert states() == {DeliveryState.RETRY: 5}
        make_due()
    assert {row.attempts for row in deliveries()} == {10}
    send_to(sink.url)
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 5}
    assert sum(row.uncertain for row in deliveries()) == 0


def test_after_a_day_without_a_server_it_is_given_up(context: Flask, send_to: SendTo) -> None:
    send_to("smtp://127.0.0.1:1")
    post_notes(1)
    tries = 0
    while states() != {DeliveryState.FAILED: 1}:
        make_due()
        deliver.deliver_due()
        tries += 1
        assert tries < 100
    assert deliveries()[0].attempts == 30
    assert "refused" in (deliveries()[0].answer or "").lower()
