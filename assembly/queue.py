"""Celery, and the wake-up that a commit may send. The database is the queue: a wake-up may be lost."""

from typing import Any

import structlog
from celery import Celery, Task
from flask import Flask

from assembly.broker import broker_settings
from assembly.config import Settings
from assembly.database import after_commit

log = structlog.get_logger()


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
    return celery


def enqueue(task: str, *args: int | str) -> None:
    """Wake a worker after the commit of the open transaction. Ids only: a task's arguments may be seen."""
    after_commit(lambda: _send(task, args))


def _send(task: str, args: tuple[int | str, ...]) -> None:
    """Send the wake-up; if the broker is away, the sweep will find the work in the database."""
    from flask import current_app

    try:
        current_app.extensions["celery"].send_task(task, args=args)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the business is committed
        log.warning("wake_up_not_sent", task=task, error=type(error).__name__)
