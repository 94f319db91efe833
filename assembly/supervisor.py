"""Keeps the processes of one machine running together: web, worker and beat.

A child that dies is started again; when the supervisor ends, all of them end, and none outlives it,
even if it is killed. Each child leads a session of its own, so that Ctrl-C in the terminal reaches
the supervisor alone and the children end in order.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click


@dataclass(frozen=True)
class Child:
    """One process to keep running, and the name by which it is spoken of."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Timing:
    """How patient the supervisor is, all in seconds."""

    first_pause: float = 1.0  # before a child that died is started again; doubled at each death
    longest_pause: float = 30.0
    steady_after: float = 60.0  # a child that lived this long starts again with the first pause
    grace: float = 10.0  # between the request to end and the end by force
    orphan_grace: float = 5.0  # the same, when the supervisor itself was killed


class Guardian:
    """A small process that ends the process groups it watches once this process is gone."""

    def __init__(self, grace: float) -> None:
        program = Path(__file__).with_name("guardian.py")
        self._command = [sys.executable, "-IS", str(program), str(grace)]
        self._watched: set[int] = set()
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own file, run by our own interpreter
            self._command, bufsize=0, stdin=subprocess.PIPE, start_new_session=True
        )

    def watch(self, group: int) -> None:
        """End this process group too when this process is gone."""
        self._watched.add(group)
        self._tell(f"+{group}\n")

    def forget(self, group: int) -> None:
        """Leave alone a process group that has ended."""
        self._watched.discard(group)
        self._tell(f"-{group}\n")

    def check(self) -> None:
        """Start the guardian again if somebody killed it."""
        if self._process.poll() is not None:
            self._process = self._start()
            self._tell("".join(f"+{group}\n" for group in self._watched))

    def _tell(self, lines: str) -> None:
        assert self._process.stdin  # noqa: S101 - for the type checker
        with suppress(BrokenPipeError):  # killed a moment ago: check() starts it again and tells all
            self._process.stdin.write(lines.encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Let it end; what it still watches ends with it."""
        self._process.communicate()


class _Kept:
    """A child and what the supervisor remembers of it."""

    def __init__(self, child: Child, timing: Timing, guardian: Guardian) -> None:
        self._child, self._timing, self._guardian = child, timing, guardian
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause = timing.first_pause
        self.start_at = 0.0  # when to start it, by time.monotonic

    @property
    def runs(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the command is the caller's own
            self._child.command, stdin=subprocess.DEVNULL, start_new_session=True
        )
        self._guardian.watch(self._process.pid)
        self._started_at = time.monotonic()

    def ask_to_end(self) -> None:
        """Ask the child alone: it knows what to let what it started finish first."""
        if self._process is not None:
            self._process.terminate()

    def end_by_force(self) -> None:
        """End the child and all that it started."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def collect(self) -> str | None:
        """If the child has died, clear up after it and return how it ended, in words."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        self.end_by_force()  # what it started must not hold its port or its tasks
        self._guardian.forget(self._process.pid)
        self._process = None
        return f"signal {-code}, {signal.strsignal(-code)}" if code < 0 else f"exit code {code}"

    def plan_restart(self, how: str) -> None:
        now = time.monotonic()
        if now - self._started_at >= self._timing.steady_after:
            self._pause = self._timing.first_pause
        click.echo(f"{self._child.name} ended ({how}); it starts again in {self._pause:g} s.", err=True)
        self.start_at = now + self._pause
        self._pause = min(self._pause * 2, self._timing.longest_pause)


def run(children: Sequence[Child], timing: Timing | None = None) -> int:
    """Keep the children running until SIGINT, SIGTERM or SIGHUP, then end them.

    Return the process's exit code: 1 if a child had to be ended by force, else 0.
    """
    timing = timing or Timing()
    with _signals() as wake, Guardian(timing.orphan_grace) as guardian:
        kept = [_Kept(child, timing, guardian) for child in children]
        try:
            _keep_running(kept, guardian, wake)
        finally:
            forced = _end(kept, timing.grace, wake)
    return 1 if forced else 0


def _keep_running(kept: Sequence[_Kept], guardian: Guardian, wake: int) -> None:
    while True:
        guardian.check()
        for one in kept:
            if how := one.collect():
                one.plan_restart(how)
            if not one.runs and one.start_at <= time.monotonic():
                one.start()
        waiting = [one.start_at for one in kept if not one.runs]
        if _wait(wake, until=min(waiting, default=None)) - {signal.SIGCHLD}:
            return


def _end(kept: Sequence[_Kept], grace: float, wake: int) -> bool:
    """End all children, by force after the grace or a Ctrl-C more; tell whether force was needed."""
    click.echo("Ending what runs; Ctrl-C once more does not wait for it.", err=True)
    for one in kept:
        one.ask_to_end()
    deadline = time.monotonic() + grace
    forced = False
    while any(one.runs for one in kept if one.collect() is None):
        asked = _wait(wake, until=None if forced else deadline)
        if not forced and (signal.SIGINT in asked or time.monotonic() >= deadline):
            forced = True
            for one in kept:
                one.end_by_force()
    return forced


@contextmanager
def _signals() -> Iterator[int]:
    """Turn signals into bytes on a pipe, so that waiting for them needs no polling; gives its read end."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    before = {}
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup is respected
            before[number] = signal.signal(number, lambda *_: None)
    former = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    try:
        yield read
    finally:
        signal.set_wakeup_fd(former)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(read)
        os.close(write)


def _wait(wake: int, until: float | None) -> set[int]:
    """Sleep until a signal comes or the moment (by time.monotonic) is there; return the signals."""
    timeout = None if until is None else max(0.0, until - time.monotonic())
    ready, _, _ = select.select([wake], [], [], timeout)
    return set(os.read(wake, 1024)) if ready else set()
