"""Sending: every answer has its consequence, nothing is sent twice, nothing is lost."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from assembly import clock, scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail import batches, deliver, inbox, outbox
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.rules import FIRST_PAUSES
from tests.factories.mail import KIND, Note, a_letter, deliveries, post_notes
from tests.mail.sink import DROP, TAKEN, Sink

pytestmark = pytest.mark.usefixtures("note")
SendTo = Callable[[str | None], None]


def states() -> Counter[DeliveryState]:
    return Counter(row.state for row in deliveries())


def make_due() -> None:
    """Let the time pass until whatever waits is due."""
    with transaction() as session:
        for row in session.query(Delivery):
            row.due_at = row.due_at - timedelta(days=2)


def let_leases_expire() -> None:
    with transaction() as session:
        for row in session.query(Delivery).filter(Delivery.lease_until.is_not(None)):
            row.lease_until = clock.now() - timedelta(seconds=1)


def elsewhere(app: Flask, act: Callable[[], object]) -> None:
    """Do something as another process would, and wait for it."""

    def work() -> None:
        with app.app_context(), scope.everything():
            act()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


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
    assert len(inbox.summaries(context.extensions["settings"].inbox)) == 3


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


def test_who_withdrew_while_the_mail_was_queued_is_not_sent_it(
    context: Flask, sink: Sink, send_to: SendTo, note: Note
) -> None:
    send_to(sink.url)
    post_notes(4)
    note.still_due = lambda delivery: delivery.address != "r002@people.example"
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 3, DeliveryState.CANCELLED: 1}
    assert "r002@people.example" not in sink.recipients


def test_who_withdraws_after_the_batch_was_written_is_not_sent_it_either(
    context: Flask, sink: Sink, send_to: SendTo, note: Note
) -> None:
    send_to(sink.url)
    post_notes(4)
    withdrawn: set[str] = set()
    note.still_due = lambda delivery: delivery.address not in withdrawn

    def reply(number: int, _recipient: str) -> str:
        withdrawn.add("r004@people.example")  # while the first mail is on its way
        return TAKEN

    sink.to_content = reply
    deliver.deliver_due()
    assert states() == {DeliveryState.SENT: 3, DeliveryState.CANCELLED: 1}
    assert "r004@people.example" not in sink.recipients


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


def test_a_fault_while_looking_again_fails_alone(context: Flask, sink: Sink, send_to: SendTo, note: Note) -> None:
    send_to(sink.url)
    post_notes(3)
    asked: Counter[str] = Counter()

    def still_due(delivery: Delivery) -> bool:
        asked[delivery.address] += 1
        if asked["r002@people.example"] == 2 and delivery.address == "r002@people.example":
            db.session.execute(db.text("SELECT nothing FROM nowhere"))
        return True

    note.still_due = still_due
    deliver.deliver_due()
    assert [row.state for row in deliveries()] == ["sent", "failed", "sent"]


def test_an_address_that_is_none_fails_alone(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)
    post_notes(3)
    with transaction() as session:
        session.query(Delivery).filter_by(address="r002@people.example").update({"address": "ada, at home"})
    deliver.deliver_due()
    assert [row.state for row in deliveries()] == ["sent", "failed", "sent"]
    assert deliveries()[1].answer == "not an address that mail can be sent to"


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
        worker.join(60)
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


def test_the_language_of_a_mail_is_its_recipients(context: Flask, sink: Sink, send_to: SendTo, note: Note) -> None:
    from assembly.i18n import current_language

    send_to(sink.url)
    note.render = lambda _delivery: a_letter(subject=f"written in {current_language()}")
    post_notes(4, languages=("en", "es", "fr", "ru"))
    deliver.deliver_due()
    assert {(mail.message["Content-Language"], mail.message["Subject"]) for mail in sink.mails} == {
        (language, f"written in {language}") for language in ("en", "es", "fr", "ru")
    }


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
