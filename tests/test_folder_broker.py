"""The broker in a folder: a message is there whole or not at all, and is read once."""

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from celery import Celery
from kombu import Connection

from assembly.broker import broker_settings
from assembly.config import Settings

PATIENCE = 60.0
"""Seconds; a busy machine needs more than a quiet one."""


@pytest.fixture
def connection(settings: Settings) -> Iterator[Connection]:
    celery = Celery("test", set_as_current=False)
    celery.conf.update(broker_settings(settings))
    with celery.connection_for_write() as connection:
        yield connection


@pytest.fixture
def database_url() -> str:
    return "sqlite://"


def messages(settings: Settings) -> list[Path]:
    return list((settings.broker_folder / "messages").iterdir())


def test_what_is_put_is_got_in_order(connection: Connection, settings: Settings) -> None:
    queue = connection.SimpleQueue("assembly")
    for number in range(5):
        queue.put({"number": number})
    assert len(messages(settings)) == 5
    got = [queue.get(timeout=PATIENCE) for _ in range(5)]
    assert [message.payload["number"] for message in got] == list(range(5))
    assert messages(settings) == []
    with pytest.raises(Empty):
        queue.get(block=False)
    queue.close()


def test_what_is_still_being_written_is_not_read(connection: Connection, settings: Settings) -> None:
    queue = connection.SimpleQueue("assembly")
    seen_while_writing = []

    def look_before_it_is_whole(unfinished: Path, target: Path) -> None:
        assert unfinished.read_text(encoding="utf-8").endswith("}")
        with pytest.raises(Empty):
            queue.get(block=False)
        seen_while_writing.append(target)
        unfinished.rename(target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", look_before_it_is_whole)
        queue.put({"number": 1})
    assert messages(settings) == seen_while_writing
    assert queue.get(timeout=PATIENCE).payload == {"number": 1}
    queue.close()


def test_several_write_and_read_at_once_and_each_message_is_read_once(settings: Settings) -> None:
    count, got, faults = 300, [], []
    celery = Celery("test", set_as_current=False)
    celery.conf.update(broker_settings(settings))

    def write() -> None:
        with celery.connection_for_write() as connection:
            queue = connection.SimpleQueue("assembly")
            for number in range(count):
                queue.put({"number": number, "padding": "x" * 20_000})
            queue.close()

    def read() -> None:
        with celery.connection_for_read() as connection:
            queue = connection.SimpleQueue("assembly")
            while len(got) < count and not faults:
                try:
                    message = queue.get(timeout=0.3)
                    got.append(message.payload["number"])
                    message.ack()
                except Empty:
                    continue  # the other reader was quicker, or the writer is slow
                except Exception as error:  # noqa: BLE001 - told below
                    faults.append(error)
            queue.close()

    threads = [threading.Thread(target=write), threading.Thread(target=read), threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert faults == []
    assert sorted(got) == list(range(count))
