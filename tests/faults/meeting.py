"""A point where those who race meet, so that a negative control fails by construction and not by luck.

Each comes to it after it has read and before it writes. Nobody goes on before all have read, however slow
the machine is: whatever a missing guard lets happen has happened. No pause is long enough for that.
"""

from collections.abc import Callable
from multiprocessing import get_context
from threading import BrokenBarrierError
from typing import Any

PATIENCE = 120.0
"""Seconds to wait for somebody who never comes: then the test fails. Nobody waits so long who is only slow."""


class Meeting:
    """Lets go as many as it is for, all at once, when the last has come: threads, also of several forked processes."""

    def __init__(self, number: int, patience: float = PATIENCE) -> None:
        self._barrier = get_context("fork").Barrier(number)
        self._patience = patience

    def wait(self) -> None:
        """Wait for all the others; raise `BrokenBarrierError` where one of them never comes."""
        self._barrier.wait(self._patience)

    def after(self, look: Callable[..., Any]) -> Callable[..., Any]:
        """Return `look`, followed by the meeting: what it returns is what all have seen."""

        def looked(*asked: Any, **more: Any) -> Any:
            found = look(*asked, **more)
            self.wait()
            return found

        return looked


class Hesitation(Meeting):
    """The same where a guard lets in one at a time: nobody else can come, so that whoever waits goes on soon."""

    def __init__(self, number: int) -> None:
        super().__init__(number, patience=1.0)

    def wait(self) -> None:
        """Wait for the others a moment, but only once: whoever comes later goes on."""
        try:
            super().wait()
        except BrokenBarrierError:
            return
