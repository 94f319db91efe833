"""Signs of life, and the look at everything, in the worker."""

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from flask import Flask

from assembly import scope
from assembly.overview.system.rules import Subject
from assembly.overview.system.watch import Watch, beat


@shared_task(name="system.tick")
def tick() -> None:
    """Note that the timer is alive: it sent this."""
    with scope.everything():
        beat(Subject.TIMER)


def watch_with(app: Flask) -> None:
    """Look at everything once a minute for as long as the worker runs."""
    watch = Watch(app, Subject.WORKER)
    worker_ready.connect(lambda **_sent: watch.start(), weak=False)
    worker_shutting_down.connect(lambda **_sent: watch.stop(), weak=False)
