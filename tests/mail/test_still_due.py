"""Each mail is looked at again just before it goes: who withdrew is not sent it (security.md, case 43)."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask

from assembly.database import transaction
from assembly.extensions import db
from assembly.mail import batches, deliver, kinds, letterhead, looking
from assembly.mail.kinds import Form, InBulk, Letter, MailKind, Rank
from assembly.mail.marks import mark
from assembly.mail.models import Delivery, DeliveryState
from tests.factories.mail import KIND, PAPER, Note, a_letter, deliveries, post_notes
from tests.mail.outbox_clock import SendTo, elsewhere, let_leases_expire, states
from tests.mail.sink import TAKEN, Sink

pytestmark = pytest.mark.usefixtures("note")


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


class TestInBulk:
    """A kind that goes to thousands is asked for the whole batch, and again before long."""

    @pytest.fixture
    def withdrawn(self) -> set[str]:
        return set()

    @pytest.fixture
    def asked(self) -> list[int]:
        """How many rows each question was about."""
        return []

    @pytest.fixture
    def note(self, app: Flask, withdrawn: set[str], asked: list[int]) -> None:
        def forms(rows: Sequence[Delivery]) -> list[Form]:
            return [
                Form(row.language, lambda: a_letter(mark("name"), subject=mark("name")), {"name": row.name})
                for row in rows
            ]

        def due(rows: Sequence[Delivery]) -> dict[int, bool]:
            asked.append(len(rows))
            return {row.id: row.address not in withdrawn for row in rows if row.address != "r003@people.example"}

        kinds.register(app, [MailKind(KIND, refuse, still_due, Rank.MANY, InBulk(forms, due))])
        letterhead.provide(app, lambda: PAPER)

    def test_each_gets_their_own_words(self, context: Flask, sink: Sink, send_to: SendTo) -> None:
        send_to(sink.url)
        post_notes(4)
        deliver.deliver_due()
        assert states() == {DeliveryState.SENT: 4}
        for row, mail in zip(deliveries(), sink.mails, strict=True):
            assert mail.recipients == (row.address,)
            assert mail.message["Subject"] == row.name

    def test_one_question_for_all_who_go_at_once(
        self, context: Flask, sink: Sink, send_to: SendTo, asked: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(looking, "INSTANT", 60)
        send_to(sink.url)
        post_notes(4)
        deliver.deliver_due()
        assert asked == [4]

    def test_who_withdraws_is_not_sent_it_once_an_instant_has_passed(
        self, context: Flask, sink: Sink, send_to: SendTo, withdrawn: set[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(looking, "INSTANT", 0)
        send_to(sink.url)
        post_notes(4)

        def reply(_number: int, _recipient: str) -> str:
            withdrawn.add("r004@people.example")
            return TAKEN

        sink.to_content = reply
        deliver.deliver_due()
        assert states() == {DeliveryState.SENT: 3, DeliveryState.CANCELLED: 1}
        assert "r004@people.example" not in sink.recipients

    def test_after_a_lost_lease_nothing_that_was_seen_is_trusted(
        self, context: Flask, sink: Sink, send_to: SendTo, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(looking, "INSTANT", 60)
        send_to(sink.url)
        post_notes(4)

        def take_over() -> None:
            let_leases_expire()
            with transaction() as session:
                assert batches.claim(session, timedelta(seconds=120))

        def reply(number: int, _recipient: str) -> str:
            if number == 1:
                elsewhere(context, take_over)
            return TAKEN

        sink.to_content = reply
        deliver.deliver_due()
        assert len(sink.mails) == 1
        assert states() == {DeliveryState.SENDING: 4}


def refuse(_delivery: Delivery) -> Letter:
    raise AssertionError("it is written for all at once")


def still_due(delivery: Delivery) -> bool:
    """Asked only about the one of whom nothing is said together."""
    assert delivery.address == "r003@people.example"
    return True
