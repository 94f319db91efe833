"""Backups by the clock."""

from celery import shared_task
from flask import current_app

from assembly import clock
from assembly.audit.service import record
from assembly.backup import schedule
from assembly.database import transaction


@shared_task(name="backup.make_if_due")
def make_if_due() -> None:
    """Make a backup where the settings ask for one by now, and note that it was made."""
    made = schedule.make_if_due(current_app.extensions["settings"], clock.now())
    if made is not None:
        with transaction():
            record(None, "backup.made", "backup", None, bytes=made.stat().st_size)
