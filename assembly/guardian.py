"""Ends the processes of a parent that is gone, even one that was killed.

Run as a program by its path (standard library only, so that it stays small). Its standard input is a
pipe whose other end only the parent holds: lines `+123` and `-123` say which process groups to watch,
and the end of the input means that the parent is no more.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

LOOK = 0
"""The signal that does nothing but tell whether there is a process."""

LOOK_EVERY = 0.1
"""Seconds."""


def end_groups(groups: set[int], grace: float) -> None:
    """Ask the leader of each group to end, wait up to `grace` seconds, then end by force what is left."""
    _reached(os.kill, groups, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while (left := _reached(os.killpg, groups, LOOK)) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY)
    _reached(os.killpg, left, signal.SIGKILL)


def _reached(send: Callable[[int, int], None], groups: set[int], number: int) -> set[int]:
    """Send a signal and return the groups that it reached."""
    reached = set()
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            send(group, number)
            reached.add(group)
    return reached


def main() -> None:
    """Watch until standard input ends; the argument is the grace in seconds."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it ends with its parent, not before
    groups: set[int] = set()
    for line in sys.stdin:
        change = groups.add if line.startswith("+") else groups.discard
        change(int(line[1:]))
    end_groups(groups, grace=float(sys.argv[1]))


if __name__ == "__main__":
    main()
