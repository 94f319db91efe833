"""Waking workers: after the commit, once, and never at the cost of the business."""

import pytest
from flask import Flask

from assembly import queue
from assembly.database import transaction

Sent = list[tuple[str, tuple[int | str, ...]]]


def test_a_worker_is_woken_after_the_commit_and_only_once(context: Flask, wake_ups: Sent) -> None:
    with transaction():
        for _ in range(3):
            queue.enqueue("mail.deliver")
        queue.enqueue("voting.count", 7)
        assert wake_ups == []
    assert wake_ups == [("mail.deliver", ()), ("voting.count", (7,))]


def test_nobody_is_woken_for_what_was_undone(context: Flask, wake_ups: Sent) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        queue.enqueue("mail.deliver")
        raise ZeroDivisionError
    assert wake_ups == []


def test_the_business_is_done_even_if_the_broker_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(app.extensions["celery"], "send_task", refuse)
    with app.app_context(), transaction():
        queue.enqueue("mail.deliver")


def test_a_wake_up_outside_of_a_transaction_is_a_fault_of_the_program(context: Flask) -> None:
    with pytest.raises(RuntimeError, match="no transaction"):
        queue.enqueue("mail.deliver")
