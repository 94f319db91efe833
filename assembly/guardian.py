"""Ends the processes of a parent that is gone, even one that was killed.

Run as a program by its path (standard library only, so that it stays small). Its standard input is a
pipe whose other end only the parent holds: lines `+123` and `-123` say which process groups to watch,
and the end of the input means that the parent is no more.
"""

import os
import signal
import sys
import time
from contextlib import suppress

_LOOK_EVERY = 0.1


def end_groups(groups: set[int], grace: float) -> None:
    """Ask the groups to end, wait up to `grace` seconds, then end by force what is left."""
    _signal(groups, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while (left := _signal(groups, 0)) and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY)
    _signal(left, signal.SIGKILL)


def _signal(groups: set[int], number: int) -> set[int]:
    """Return the groups that the signal reached; number 0 only looks."""
    reached = set()
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
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
