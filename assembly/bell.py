"""Ringing for workers from a thread of its own: no request ever waits for the broker.

A wake-up may be lost, with the process or because the broker is away; the timer's sweep finds the work.
"""

import threading
from queue import Empty, Full, Queue

import structlog
from celery import Celery

log = structlog.get_logger()

MOST_WAITING = 1000
IDLE_SECONDS = 30.0


class Bell:
    """Sends wake-ups, one after another, in the order in which they were asked for."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery
        self._waiting: Queue[tuple[str, tuple[int | str, ...]]] = Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self, task: str, args: tuple[int | str, ...]) -> None:
        """Have a worker woken soon; returns at once."""
        with self._lock:
            try:
                self._waiting.put_nowait((task, args))
            except Full:
                log.warning("wake_up_dropped", task=task)
            if self._thread is None or not self._thread.is_alive():  # it does not outlive a fork
                self._thread = threading.Thread(target=self._work, name="bell", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            try:
                task, args = self._waiting.get(timeout=IDLE_SECONDS)
            except Empty:
                if self._rest():
                    return
            else:
                self._send(task, args)

    def _rest(self) -> bool:
        """Whether the thread may end: not if somebody has asked at this instant."""
        with self._lock:
            if self._waiting.empty():
                self._thread = None
                return True
            return False

    def _send(self, task: str, args: tuple[int | str, ...]) -> None:
        try:
            self._celery.send_task(task, args=args)
        except Exception as error:  # noqa: BLE001 - whatever the broker does, the business is committed
            log.warning("wake_up_not_sent", task=task, error=type(error).__name__)
