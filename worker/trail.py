"""The daily mail to scrutineers about the end of the audit trail."""

from celery import shared_task

from assembly import clock, scope
from assembly.database import transaction
from assembly.trail import heads


@shared_task(name="trail.mail_head")
def mail_head() -> None:
    """Mail it unless that was done within the day."""
    with scope.everything(), transaction():
        heads.mail_head(clock.now())
