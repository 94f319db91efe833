"""Mail through crashes: a real worker, killed at its worst moments (security.md, cases 39, 40 and 44).

Everybody gets the mail; at most one gets it twice, with the same Message-ID, and that is counted.
"""

import dataclasses
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
import redis
from flask import Flask
from sqlalchemy import make_url

from assembly.config import Settings
from assembly.mail.models import DeliveryState
from tests.factories.mail import deliveries, post_notes, register_note
from tests.faults.processes import Crew, crew
from tests.mail.sink import TAKEN, Sink, smtp_sink

pytestmark = pytest.mark.slow

EVERYBODY = 232
WORST = 117
PATIENCE = 180.0
"""Seconds within which everything must have gone; a busy machine needs more than a quiet one."""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def settings(settings: Settings, sink: Sink) -> Settings:
    """A real mail server, and a lease so short that a test can wait for its end."""
    return dataclasses.replace(settings, smtp_url=sink.url, demo=False, mail_lease=timedelta(seconds=2))


@pytest.fixture
def app(app: Flask) -> Flask:
    register_note(app)
    return app


@pytest.fixture
def wake_ups() -> None:
    """Workers are really woken."""


@pytest.fixture
def workers(settings: Settings) -> Iterator[Crew]:
    with crew(settings) as workers:
        yield workers


def states() -> Counter[DeliveryState]:
    return Counter(row.state for row in deliveries())


def wake(app: Flask) -> None:
    """Wake a worker, as the timer does every few seconds."""
    app.extensions["celery"].send_task("mail.deliver", expires=5)


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)


def wait_until(holds: Callable[[], bool], meanwhile: Callable[[], object], workers: Crew) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{states()}\n{workers.told()}"
        meanwhile()
        time.sleep(0.3)


def wait_until_all_is_sent(app: Flask, workers: Crew, meanwhile: Callable[[], object] | None = None) -> None:
    wait_until(lambda: states() == {DeliveryState.SENT: EVERYBODY}, meanwhile or (lambda: wake(app)), workers)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)


def everybody_once_but(sink: Sink, at_most: int) -> list[str]:
    """Check that everybody has the mail and few have it twice; return those."""
    assert len(sink.recipients) == EVERYBODY
    assert set(sink.recipients.values()) <= {1, 2}
    twice = [address for address, count in sink.recipients.items() if count == 2]
    assert len(twice) <= at_most
    for address in twice:
        ids = {mail.message["Message-ID"] for mail in sink.mails if address in mail.recipients}
        assert len(ids) == 1
    return twice


def test_killed_before_the_answer_at_117_of_232(context: Flask, sink: Sink, workers: Crew) -> None:
    worker = workers.worker()

    def reply(number: int, _recipient: str) -> str:
        if number == WORST:
            kill(worker)
        return TAKEN

    sink.to_content = reply
    post_notes(EVERYBODY)
    wait_until(lambda: worker.poll() is not None, lambda: None, workers)
    assert states()[DeliveryState.SENT] == WORST - 1

    workers.worker()
    wait_until_all_is_sent(context, workers)
    twice = everybody_once_but(sink, at_most=1)
    uncertain = [row for row in deliveries() if row.uncertain]
    assert [row.address for row in uncertain] == twice == [sink.mails[WORST - 1].recipients[0]]
    assert uncertain[0].uncertain == 1


@contextmanager
def nobody_writes(url: str) -> Iterator[None]:
    """Hold the outbox, so that whoever wants to write waits."""
    parts = make_url(url)
    if parts.drivername == "sqlite":
        held: sqlite3.Connection | psycopg.Connection = sqlite3.connect(
            parts.database or "", isolation_level=None, check_same_thread=False
        )
        held.execute("BEGIN IMMEDIATE")
    else:
        held = psycopg.connect(parts.set(drivername="postgresql").render_as_string(hide_password=False))
        held.execute("LOCK TABLE delivery IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        held.rollback()
        held.close()


def test_killed_between_the_answer_and_the_commit_at_117_of_232(
    context: Flask, sink: Sink, workers: Crew, settings: Settings
) -> None:
    """The server has said 250, and the worker waits for the database to write that down.

    PostgreSQL does not notice that who waits is dead, and may write it down after all: then nobody gets it twice.
    """
    worker = workers.worker()
    held, released = threading.Event(), threading.Event()

    def hold_and_kill() -> None:
        with nobody_writes(settings.database_url):
            held.set()
            time.sleep(1)
            kill(worker)
        released.set()

    def reply(number: int, _recipient: str) -> str:
        if number == WORST:
            threading.Thread(target=hold_and_kill).start()
            assert held.wait(PATIENCE)
        return TAKEN

    sink.to_content = reply
    post_notes(EVERYBODY)
    wait_until(released.is_set, lambda: None, workers)
    assert len(sink.mails) == WORST
    assert states()[DeliveryState.SENT] in {WORST - 1, WORST}

    workers.worker()
    wait_until_all_is_sent(context, workers)
    twice = everybody_once_but(sink, at_most=1)
    assert {row.address for row in deliveries() if row.uncertain} >= set(twice)
    assert sum(row.uncertain for row in deliveries()) == 1


def test_several_workers_share_without_doubling(context: Flask, sink: Sink, settings: Settings) -> None:
    """The lease is the usual one: two of whom none dies, however slowly they are let run."""
    with crew(dataclasses.replace(settings, mail_lease=timedelta(minutes=10))) as workers:
        _several_share(context, sink, workers)


def _several_share(context: Flask, sink: Sink, workers: Crew) -> None:
    for _ in range(2):
        workers.worker()
    post_notes(EVERYBODY)
    wait_until_all_is_sent(context, workers)
    assert everybody_once_but(sink, at_most=0) == []
    assert sum(row.uncertain for row in deliveries()) == 0


def test_told_to_end_it_ends_after_one_mail_and_doubles_none(
    context: Flask, sink: Sink, workers: Crew, settings: Settings
) -> None:
    worker = workers.worker()
    told = settings.instance / "told-to-end"  # as tests/faults/mail_worker.py says

    def reply(number: int, _recipient: str) -> str:
        if number == WORST:
            worker.terminate()
            wait_for(told.exists)
        return TAKEN

    sink.to_content = reply
    post_notes(EVERYBODY)
    assert worker.wait(PATIENCE) == 0
    assert states() == {DeliveryState.SENT: WORST, DeliveryState.PENDING: EVERYBODY - WORST}

    workers.worker()
    wait_until_all_is_sent(context, workers)
    assert everybody_once_but(sink, at_most=0) == []
    assert sum(row.uncertain for row in deliveries()) == 0


class TestRedis:
    """Redis only wakes: emptied in the middle, with the worker that held its message killed, nothing is lost."""

    @pytest.fixture
    def settings(self, settings: Settings, redis_url: str) -> Settings:
        return dataclasses.replace(settings, redis_url=redis_url)

    def test_emptied_while_mail_is_sent(self, context: Flask, sink: Sink, workers: Crew, redis_url: str) -> None:
        worker = workers.worker()

        def reply(number: int, _recipient: str) -> str:
            if number == WORST:
                kill(worker)
                with redis.Redis.from_url(redis_url) as client:
                    client.flushdb()
            return TAKEN

        sink.to_content = reply
        post_notes(EVERYBODY)
        wait_until(lambda: worker.poll() is not None, lambda: None, workers)

        workers.worker()
        workers.timer()
        wait_until_all_is_sent(context, workers, meanwhile=lambda: None)
        everybody_once_but(sink, at_most=1)

    def test_emptied_before_anybody_was_woken(self, context: Flask, sink: Sink, workers: Crew, redis_url: str) -> None:
        post_notes(EVERYBODY)
        with redis.Redis.from_url(redis_url) as client:
            client.flushdb()
        workers.worker()
        workers.timer()
        wait_until_all_is_sent(context, workers, meanwhile=lambda: None)
        assert everybody_once_but(sink, at_most=0) == []


def test_without_redis_the_request_succeeds(settings: Settings, make_app: Callable[[Settings], Flask]) -> None:
    """The broker is away: the rows are written, and the timer finds them later. Nobody waits: tests/test_bell.py."""
    away = dataclasses.replace(settings, redis_url="redis://127.0.0.1:1/0")
    app = make_app(away)
    register_note(app)
    from assembly import scope

    with app.app_context(), scope.everything():
        assert post_notes(3) == 3
        assert len(deliveries()) == 3
