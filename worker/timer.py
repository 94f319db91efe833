"""The timer's Celery application: `celery -A worker.timer beat`. It only sends wake-ups, and is small."""

from celery import Celery

from assembly.broker import broker_settings
from assembly.config import load_settings
from worker import logs
from worker.schedule import SCHEDULE

app = Celery("assembly")
app.conf.update(broker_settings(load_settings()))
app.conf.update(
    beat_schedule=SCHEDULE,
    beat_scheduler="celery.beat:Scheduler",  # in memory: the database knows what was missed
    beat_max_loop_interval=1,
)
logs.keep_quiet()
