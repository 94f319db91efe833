"""Personal data whose time is over: removed once a day, as the page of the secretariat foretold."""

from celery import shared_task
from flask import current_app

from assembly import clock, scope
from assembly.privacy.erasing import Places
from assembly.privacy.retention import run_if_due


@shared_task(name="privacy.remove_expired")
def remove_expired() -> None:
    """Remove what is due, unless that was done today."""
    with scope.everything():
        run_if_due(Places.of(current_app.extensions["settings"]), clock.now())
