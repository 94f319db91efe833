"""Answering those who ask to sign in, and sweeping up behind them."""

from celery import shared_task

from assembly import clock, scope
from assembly.accounts import sign_in, sweep
from assembly.database import transaction
from assembly.registration import staying


@shared_task(name=sign_in.TASK)
def answer_sign_in(request_id: int) -> None:
    """Look the address of one request up and post the mail to whoever has it."""
    with scope.everything(), transaction():
        sign_in.answer(request_id, clock.now())


@shared_task(name="accounts.answer_waiting")
def answer_waiting() -> None:
    """Answer the requests whose wake-up was lost."""
    with scope.everything():
        requests = sign_in.waiting(clock.now())
    for request_id in requests:
        answer_sign_in(request_id)


@shared_task(name="accounts.sweep")
def sweep_accounts() -> None:
    """Remove what signing in left behind and is kept no longer; keep those signed in whose assembly goes on."""
    with scope.everything(), transaction():
        staying.keep_signed_in(clock.now())
        sweep.sweep(clock.now())
