"""Celery's own log: only what went wrong. What was done is logged by those who did it."""

import logging
from typing import Any

from celery.signals import setup_logging


def keep_quiet() -> None:
    """Take Celery's logging over; without this it tells of every task that begins and ends."""
    setup_logging.connect(_set_up, weak=False)


def _set_up(**_details: Any) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
