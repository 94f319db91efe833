"""Celery's configuration. Imports little, so that the timer, which needs nothing else, stays small."""

from datetime import timedelta
from typing import Any

from assembly.config import Settings


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
    folder = settings.broker_folder / "messages"
    folder.mkdir(parents=True, exist_ok=True)
    folders = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "store_processed": False,
        "polling_interval": 0.2,
    }
    return common | {
        "broker_url": "filesystem://localhost",
        "broker_transport": "assembly.folder_broker:Transport",
        "broker_transport_options": folders,
    }
