"""Answers whose time is over: removed on the day that was promised beside their questions."""

from celery import shared_task
from flask import current_app

from assembly import clock, scope
from assembly.database import transaction
from assembly.registration.questions.answering import Files, forget_expired


@shared_task(name="questions.forget_expired")
def forget() -> None:
    """Remove what has expired; usually there is nothing."""
    files = Files(current_app.extensions["settings"].instance, [])
    with scope.everything(), transaction():
        forget_expired(files, clock.now())
