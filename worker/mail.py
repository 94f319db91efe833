"""Sending what is in the outbox."""

from celery import shared_task
from celery.signals import worker_shutting_down

from assembly import scope
from assembly.mail import deliver


@shared_task(name="mail.deliver")
def deliver_mail() -> None:
    """Send all that is due; one run at a time in each process, the others leave it to that one."""
    with scope.everything():
        deliver.run()


@worker_shutting_down.connect
def stop(**_details: object) -> None:
    """End after the mail that is being sent; what was claimed goes back into the outbox."""
    deliver.stop()
