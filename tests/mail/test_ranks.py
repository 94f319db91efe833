"""What somebody waits for goes first, however much waits; and nobody is left waiting behind a slow batch."""

from collections.abc import Sequence

import pytest
from flask import Flask

from assembly.accounts.mails import KINDS as SIGN_IN
from assembly.database import transaction
from assembly.mail import deliver, kinds, outbox
from assembly.mail.kinds import MailKind, Rank
from tests.factories.accounts import person
from tests.factories.mail import a_letter, deliveries, post_notes
from tests.mail.outbox_clock import SendTo, elsewhere
from tests.mail.sink import TAKEN, Sink

pytestmark = pytest.mark.usefixtures("note")


def post(app: Flask, kind: str, rank: Rank, addresses: Sequence[str]) -> None:
    kinds.register(app, [MailKind(kind, lambda _row: a_letter(), lambda _row: True, rank)])
    with transaction():
        outbox.post(kind, 1, [outbox.recipient_of(person(email=address)) for address in addresses])


def test_mails_to_sign_in_are_of_the_first_rank() -> None:
    assert [kind.rank for kind in SIGN_IN] == [Rank.AT_ONCE]


def test_it_goes_before_what_waited_longer(context: Flask, sink: Sink, send_to: SendTo) -> None:
    send_to(sink.url)
    post(context, "to-many", Rank.MANY, ["many@people.example"])
    post_notes(2)
    post(context, "sign-in-now", Rank.AT_ONCE, ["hurry@people.example"])
    deliver.deliver_due()
    assert [mail.recipients[0] for mail in sink.mails] == [
        "hurry@people.example", "r001@people.example", "r002@people.example", "many@people.example",
    ]  # fmt: skip


def test_it_does_not_wait_for_a_slow_batch_to_end(
    context: Flask, sink: Sink, send_to: SendTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes while a batch is on its way goes when its turn is over; the rest of the batch loses nothing."""
    send_to(sink.url)
    post_notes(5)

    def reply(number: int, _recipient: str) -> str:
        if number == 2:
            elsewhere(context, lambda: post(context, "sign-in-now", Rank.AT_ONCE, ["hurry@people.example"]))
        monkeypatch.setattr(deliver, "TURN", 0.0 if number == 2 else 60.0)
        return TAKEN

    sink.to_content = reply
    deliver.deliver_due()
    assert sink.mails[2].recipients == ("hurry@people.example",)
    assert set(sink.recipients.values()) == {1}
    assert {row.attempts for row in deliveries()} == {1}
