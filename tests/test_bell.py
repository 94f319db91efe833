"""The bell: whoever rings does not wait, and what it cannot send hurts nobody."""

import threading
import time
from collections.abc import Callable
from typing import Any, cast

import pytest
from celery import Celery

from assembly import bell as module
from assembly.bell import Bell

PATIENCE = 60.0
"""Seconds; a busy machine needs more than a quiet one."""


class Broker:
    """Takes wake-ups as a test wishes."""

    def __init__(self, take: Callable[[str], object] = lambda _task: None) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.threads: set[str] = set()
        self._take = take

    def send_task(self, task: str, args: tuple[int | str, ...]) -> None:
        self.threads.add(threading.current_thread().name)
        self._take(task)
        self.sent.append((task, args))


def bell(broker: Broker) -> Bell:
    return Bell(cast("Celery", broker))


def wait_for(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_wake_ups_are_sent_in_order_by_another_thread() -> None:
    broker = Broker()
    ours = bell(broker)
    for number in range(5):
        ours.ring("voting.count", (number,))
    wait_for(lambda: len(broker.sent) == 5)
    assert broker.sent == [("voting.count", (number,)) for number in range(5)]
    assert broker.threads == {"bell"}


def test_whoever_rings_does_not_wait_for_a_broker_that_hangs() -> None:
    hangs = threading.Event()
    broker = Broker(lambda _task: hangs.wait(PATIENCE))
    ours = bell(broker)
    for _ in range(module.MOST_WAITING + 10):
        ours.ring("mail.deliver", ())
    assert broker.sent == [], "nobody waited until it took one"
    hangs.set()
    wait_for(lambda: len(broker.sent) >= module.MOST_WAITING)


def test_a_broker_that_refuses_does_not_end_it() -> None:
    def refuse(task: str) -> None:
        if task == "mail.deliver":
            raise ConnectionRefusedError

    broker = Broker(refuse)
    ours = bell(broker)
    ours.ring("mail.deliver", ())
    ours.ring("voting.count", (1,))
    wait_for(lambda: broker.sent == [("voting.count", (1,))])


def test_its_thread_ends_when_nobody_rings_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)
    broker = Broker()
    ours = bell(broker)
    for number in range(20):
        ours.ring("voting.count", (number,))
        time.sleep(0.005 * (number % 5))
    wait_for(lambda: ours._thread is None)
    ours.ring("mail.deliver", ())
    wait_for(lambda: len(broker.sent) == 21)
