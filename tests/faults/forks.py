"""Processes forked from a test: each with its own connections, to race with others or to be killed in the middle."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from assembly import scope
from assembly.extensions import db

Job = Callable[[], Any]
EVENTS = ("before_cursor_execute", "commit")
PATIENCE = 300.0
"""Seconds; a busy machine needs more than a quiet one."""


def killed_at(app: Flask, number: int, job: Job) -> bool:
    """Do the job in a process that kills itself at its nth database event; return whether it died of that."""
    status = _in_child(app, lambda: _counting(lambda seen: _die() if seen == number else None, job))
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def events_of(app: Flask, job: Job, note: Path) -> int:
    """Do the job in a process of its own; return how many database events it has."""

    def count() -> None:
        last = 0

        def see(seen: int) -> None:
            nonlocal last
            last = seen

        _counting(see, job)
        note.write_text(str(last))

    assert _in_child(app, count) == 0
    return int(note.read_text())


def _counting(see: Callable[[int], None], job: Job) -> None:
    seen = 0

    def one_more(*_details: Any, **_more: Any) -> None:
        nonlocal seen
        seen += 1
        see(seen)

    for name in EVENTS:
        event.listen(Engine, name, one_more)
    job()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _in_child(app: Flask, job: Job) -> int:
    """Do the job in a forked process; return its wait status."""
    _let_go(app)
    child = os.fork()
    if child == 0:
        try:
            with app.app_context(), scope.everything():
                job()
        except BaseException:  # noqa: BLE001 - told, then the process ends without the test's own clean-up
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def _let_go(app: Flask) -> None:
    """Leave no connection that two processes would share."""
    db.session.remove()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def race(app: Flask, jobs: Sequence[Callable[[], str]], processes: int = 4) -> list[str]:
    """Do all jobs at once, in threads of several processes; return what each answered, in no order."""
    _let_go(app)
    context = get_context("fork")
    answers, start = context.Queue(), context.Barrier(processes)
    shares = [jobs[number::processes] for number in range(processes)]
    children = [context.Process(target=_runner, args=(app, share, start, answers)) for share in shares]
    for child in children:
        child.start()
    found = [answers.get(timeout=PATIENCE) for _ in jobs]
    for child in children:
        child.join(PATIENCE)
    assert [child.exitcode for child in children] == [0] * processes
    return found


def _runner(app: Flask, jobs: Sequence[Callable[[], str]], start: Any, answers: Any) -> None:
    def run(job: Callable[[], str]) -> None:
        try:
            with app.app_context(), scope.everything():
                answers.put(job())
        except Exception as error:  # noqa: BLE001 - the test reads it
            answers.put(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    start.wait(PATIENCE)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.flush()
