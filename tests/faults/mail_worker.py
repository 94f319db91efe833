"""The workers' application with the kind of mail of these tests, for `celery -A tests.faults.mail_worker`."""

from celery.signals import worker_shutting_down

from tests.factories.mail import register_note
from worker.app import app, flask

TOLD_TO_END = "told-to-end"
"""Name of a file that a worker writes once it knows; from then on it begins no other mail."""

register_note(flask)


@worker_shutting_down.connect
def tell(**_details: object) -> None:
    """Say so after the workers' own receiver, which was connected first, has been called."""
    (flask.extensions["settings"].instance / TOLD_TO_END).touch()


__all__ = ["app"]
