"""Workers share the outbox: none takes what another holds, none doubles, the dead give back what they held."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from assembly import scope
from assembly.database import transaction
from assembly.mail import batches, deliver, outbox
from assembly.mail.models import Delivery, DeliveryState
from tests.factories.mail import KIND, deliveries, post_notes
from tests.mail.outbox_clock import SendTo, elsewhere, let_leases_expire, states
from tests.mail.sink import TAKEN, Sink

pytestmark = pytest.mark.usefixtures("note")


def test_a_batch_whose_worker_died_comes_back_after_its_lease(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)
    post_notes(5)
    with transaction() as session:
        dead = batches.claim(session, timedelta(seconds=120))
    assert dead
    deliver.deliver_due()
    assert sink.mails == []  # it may still be alive

    let_leases_expire()
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 5}
    assert [row.uncertain for row in deliveries()] == [1, 0, 0, 0, 0]


def test_two_dead_batches_leave_one_uncertain_mail_each(context: Flask, send_to: SendTo) -> None:
    post_notes(batches.MAILS_A_BATCH + 5)
    for _dead in range(2):
        with transaction() as session:
            batches.claim(session, timedelta(seconds=120))
    let_leases_expire()
    with transaction() as session:
        batches.claim(session, timedelta(seconds=120))
    uncertain = [row.id for row in deliveries() if row.uncertain]
    first = deliveries()[0].id
    assert uncertain == [first, first + batches.MAILS_A_BATCH]


def test_a_worker_that_was_only_slow_sends_nothing_that_another_has_taken(
    context: Flask, sink: Sink, send_to: SendTo
) -> None:
    """Its lease runs out while its first mail is on its way, and another takes the whole batch."""
    send_to(sink.url)
    post_notes(4)

    def reply(number: int, _recipient: str) -> str:
        if number == 1:
            elsewhere(context, take_over)
        return TAKEN

    def take_over() -> None:
        let_leases_expire()
        with transaction() as session:
            assert batches.claim(session, timedelta(seconds=120))

    sink.to_content = reply
    deliver.deliver_due()
    assert states() == {DeliveryState.SENDING: 4}
    assert len(sink.mails) == 1

    let_leases_expire()
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 4}
    assert sorted(sink.recipients.values()) == [1, 1, 1, 2]
    assert deliveries()[0].uncertain == 1


def test_a_lease_is_renewed_while_its_worker_is_at_work(
    context: Flask, sink: Sink, send_to: SendTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_to(sink.url)
    post_notes(3)
    monkeypatch.setattr(deliver, "RENEWALS_A_LEASE", 10**9)
    leases = []

    def reply(_number: int, _recipient: str) -> str:
        elsewhere(context, lambda: leases.append(deliveries()[2].lease_until))
        return TAKEN

    sink.to_content = reply
    deliver.deliver_due()
    assert leases[0] < leases[1] < leases[2]


def test_a_worker_that_is_told_to_end_puts_the_rest_back(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)

    def reply(number: int, _recipient: str) -> str:
        if number == 3:
            deliver.stop()
        return TAKEN

    sink.to_content = reply
    post_notes(10)
    deliver.run()
    assert states() == {DeliveryState.SENT: 3, DeliveryState.PENDING: 7}
    deliver._stopping.clear()
    deliver.run()
    assert set(sink.recipients.values()) == {1}
    assert states() == {DeliveryState.SENT: 10}


def test_two_workers_share_without_doubling(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)
    post_notes(3 * batches.MAILS_A_BATCH)

    def work() -> None:
        with context.app_context(), scope.everything():
            deliver.deliver_due()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert states() == {DeliveryState.SENT: 3 * batches.MAILS_A_BATCH}
    assert set(sink.recipients.values()) == {1}


def test_the_database_is_not_held_while_the_mail_server_is_spoken_to(
    context: Flask, sink: Sink, send_to: SendTo
) -> None:
    """Somebody else writes while a mail is on its way."""
    send_to(sink.url)
    post_notes(2)
    wrote: list[int] = []

    def write() -> None:
        with transaction() as session:
            session.query(Delivery).filter_by(address="r002@people.example").update({"zone": "UTC"})
        wrote.append(sink.seen)

    def reply(_number: int, _recipient: str) -> str:
        elsewhere(context, write)
        return TAKEN

    sink.to_content = reply
    deliver.deliver_due()
    assert wrote == [1, 2]


def test_a_run_leaves_nothing_that_was_posted_while_it_ran(context: Flask, sink: Sink, send_to: SendTo) -> None:
    """Whoever asks while another runs in the same process goes away at once; the other looks again."""
    send_to(sink.url)
    post_notes(1)
    [row] = deliveries()
    somebody = outbox.Recipient(row.person_id, "again@people.example", "Ada", "en", "UTC")

    def post_and_ask() -> None:
        with transaction():
            outbox.post(KIND, 2, [somebody])
        deliver.run()

    def reply(number: int, _recipient: str) -> str:
        if number == 1:
            elsewhere(context, post_and_ask)
        return TAKEN

    sink.to_content = reply
    deliver.run()
    assert states() == {DeliveryState.SENT: 2}


def test_a_run_that_another_asked_for_is_not_forgotten(
    context: Flask, sink: Sink, send_to: SendTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked when the run had found nothing more, and had not yet ended."""
    send_to(sink.url)
    post_notes(1)
    rounds: list[int] = []

    def nothing_more() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            elsewhere(context, deliver.run)

    monkeypatch.setattr(deliver, "deliver_due", nothing_more)
    deliver.run()
    assert len(rounds) == 2
