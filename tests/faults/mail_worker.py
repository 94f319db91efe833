"""The workers' application with the kind of mail of these tests, for `celery -A tests.faults.mail_worker`."""

from tests.factories.mail import register_note
from worker.app import app, flask

register_note(flask)

__all__ = ["app"]
