"""Celery's broker in a folder, where there is no Redis: kombu's own, with two faults mended.

Kombu writes a message in place, so that a reader may take a file that is still empty and stumble
over it; here a message appears under its name only when it is whole. And it keeps which queue
belongs to which exchange in a file that processes overwrite while others read it; here each
exchange has one queue, which has its name, and nothing needs to be kept.
"""

import json
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem


class Channel(filesystem.Channel):
    """A channel whose messages appear whole."""

    # kombu's own classes disagree on the name of the second argument
    def _put(self, queue: str, payload: dict[str, Any], **_options: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns()}_{uuid4().hex}.{queue}.msg"
        unfinished = folder / f".{name}.new"
        unfinished.write_text(json.dumps(payload), encoding="utf-8")
        unfinished.replace(folder / name)

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        """Return the one queue of an exchange."""
        return [filesystem.exchange_queue_t(exchange, "", exchange)]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Keep nothing: see `get_table`."""


class Transport(filesystem.Transport):
    """The transport of these channels."""

    Channel = Channel
