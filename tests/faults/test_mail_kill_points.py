"""Sending, killed at its nth database event and on both sides of its nth mail (security.md, cases 39 and 40).

Whatever the moment: the next run gives everybody the mail, at most one gets it twice, with the same Message-ID, and
whoever may have got it twice is counted.
"""

import dataclasses
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from assembly.database import transaction
from assembly.mail import deliver
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.rules import Answer
from assembly.mail.smtp import Session
from tests.factories.mail import deliveries, post_notes, register_note
from tests.faults.forks import events_of, killed_at
from tests.mail.outbox_clock import let_leases_expire, make_due, states
from tests.mail.sink import Sink, smtp_sink

PEOPLE = 4
SAMPLE = 6
NEVER = 10**9


@pytest.fixture
def sink(context: Flask) -> Iterator[Sink]:
    register_note(context)
    with smtp_sink() as sink:
        settings = context.extensions["settings"]
        context.extensions["settings"] = dataclasses.replace(
            settings, smtp_url=sink.url, demo=False, mail_lease=timedelta(seconds=30)
        )
        yield sink


def send_to_the_end(sink: Sink) -> None:
    """Do what the next worker does, and check what came of it all."""
    let_leases_expire()
    for _again in range(3):
        deliver.deliver_due()
        make_due()
    assert states() == {DeliveryState.SENT: PEOPLE}
    assert len(sink.recipients) == PEOPLE
    twice = [address for address, count in sink.recipients.items() if count > 1]
    assert len(twice) <= 1
    assert set(sink.recipients.values()) <= {1, 2}
    assert {row.address for row in deliveries() if row.uncertain} >= set(twice)
    assert sum(row.uncertain for row in deliveries()) <= 1
    for address in twice:
        assert len({mail.message["Message-ID"] for mail in sink.mails if address in mail.recipients}) == 1


def points(app: Flask, sink: Sink, note: Path) -> int:
    """Return how many database events sending has: counted once, on mails that are sent then."""
    post_notes(PEOPLE)
    found = events_of(app, deliver.deliver_due, note)
    sink.mails.clear()
    with transaction() as session:
        session.query(Delivery).update({"state": DeliveryState.PENDING, "sent_at": None})
    make_due()
    return found


@pytest.mark.parametrize("nth", range(SAMPLE))
def test_killed_at_a_database_event(context: Flask, sink: Sink, tmp_path: Path, nth: int) -> None:
    """A sample, spread over the whole run."""
    last = points(context, sink, tmp_path / "events")
    assert killed_at(context, 1 + nth * (last - 1) // (SAMPLE - 1), deliver.deliver_due)
    send_to_the_end(sink)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("mail", [1, 3, PEOPLE])
def test_killed_on_either_side_of_a_mail(
    context: Flask, sink: Sink, monkeypatch: pytest.MonkeyPatch, mail: int, *, after: bool
) -> None:
    """Before it is handed over, or when the server has said 250 and nobody has written that down."""
    post_notes(PEOPLE)
    send, count = Session.send, 0

    def counted(session: Session, sender: str, recipient: str, content: bytes) -> Answer:
        nonlocal count
        count += 1
        if count == mail and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = send(session, sender, recipient, content)
        if count == mail:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(Session, "send", counted)
        assert killed_at(context, NEVER, deliver.deliver_due)
    assert len(sink.mails) == (mail if after else mail - 1)
    send_to_the_end(sink)
    assert len(sink.mails) == PEOPLE + after
    assert sum(row.uncertain for row in deliveries()) == 1
