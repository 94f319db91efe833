"""The Celery application of workers and of the timer: `celery -A worker.app worker`, `… beat`."""

from importlib import import_module

from celery import Celery

from assembly import create_app
from worker.schedule import SCHEDULE

TASKS = ("worker.accounts", "worker.mail", "worker.voting")
"""The modules that hold tasks, one for each feature that has any."""

flask = create_app()
app: Celery = flask.extensions["celery"]
app.conf.update(
    beat_schedule=SCHEDULE,
    beat_scheduler="celery.beat:Scheduler",  # in memory: the database knows what was missed
    beat_max_loop_interval=1,
)
for module in TASKS:
    import_module(module)
