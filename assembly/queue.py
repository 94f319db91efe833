"""Celery, and the wake-up that a commit may send. The database is the queue: a wake-up may be lost."""

from datetime import timedelta
from typing import Any

import structlog
from celery import Celery, Task
from flask import Flask

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


def broker_settings(settings: Settings) -> dict[str, Any]:
    """Return Celery's configuration for Redis, or for a folder where there is no Redis."""
    common: dict[str, Any] = {
        "task_ignore_result": True,
        "task_acks_late": True,  # a killed worker's task is given to another
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_publish_retry": False,  # a request never waits for the broker
        "broker_connection_timeout": 2,
        "broker_connection_retry_on_startup": True,
        "worker_hijack_root_logger": False,
        "worker_send_task_events": False,
        "worker_enable_remote_control": False,  # nobody asks; its queues would only gather dust
        "task_default_queue": "assembly",
    }
    if settings.redis_url:
        options: dict[str, Any] = {
            "visibility_timeout": int(timedelta(minutes=10).total_seconds()),
            "unacked_restore_interval": 5,  # Celery's own sweep takes about 100 s
            "unacked_restore_throttle": 1,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
        }
        return common | {"broker_url": settings.redis_url, "broker_transport_options": options}
    for name in ("messages", "control"):
        (settings.broker_folder / name).mkdir(parents=True, exist_ok=True)
    folders = {
        "data_folder_in": str(settings.broker_folder / "messages"),
        "data_folder_out": str(settings.broker_folder / "messages"),
        "control_folder": str(settings.broker_folder / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
    return common | {
        "broker_url": "filesystem://",
        "broker_transport": "assembly.folder_broker:Transport",
        "broker_transport_options": folders,
    }


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
