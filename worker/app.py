"""The workers' Celery application: `celery -A worker.app worker`."""

from importlib import import_module

from celery import Celery

from assembly import create_app
from worker import logs, system

TASKS = (
    "worker.accounts",
    "worker.backup",
    "worker.calendars",
    "worker.documents",
    "worker.escalation",
    "worker.mail",
    "worker.members",
    "worker.privacy",
    "worker.registration",
    "worker.signups",
    "worker.system",
    "worker.trail",
    "worker.voting",
)
"""The modules that hold tasks, one for each feature that has any."""

flask = create_app()
app: Celery = flask.extensions["celery"]
for module in TASKS:
    import_module(module)
system.watch_with(flask)
logs.keep_quiet()
