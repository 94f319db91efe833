"""Celery, and the wake-up that a commit may send. The database is the queue: a wake-up may be lost."""

from typing import Any

from celery import Celery, Task
from flask import Flask

from assembly.bell import Bell
from assembly.broker import broker_settings
from assembly.config import Settings
from assembly.database import after_commit, unit_of_work


def init(app: Flask, settings: Settings) -> Celery:
    """Bind Celery to the application; tasks run inside its context (the Flask documentation's pattern)."""

    class ContextTask(Task):  # type: ignore[misc]
        def __call__(self, *args: object, **kwargs: object) -> Any:
            with app.app_context():
                return self.run(*args, **kwargs)

    celery = Celery("assembly", task_cls=ContextTask)
    celery.conf.update(broker_settings(settings))
    celery.set_default()
    app.extensions["celery"] = celery
    app.extensions["bell"] = Bell(celery)
    return celery


def enqueue(task: str, *args: int | str) -> None:
    """Wake a worker after the commit of the open transaction, once however often it is asked for.

    Ids only: a task's arguments may be seen.
    """
    wake_ups = unit_of_work().wake_ups
    if (task, args) not in wake_ups:
        wake_ups.add((task, args))
        after_commit(lambda: _send(task, args))


def _send(task: str, args: tuple[int | str, ...]) -> None:
    """Send the wake-up, without waiting for the broker."""
    from flask import current_app

    bell: Bell = current_app.extensions["bell"]
    bell.ring(task, args)
