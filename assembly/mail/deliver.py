"""Sending what is due: claim a batch, write its mails, hand them over one by one, record each answer.

The database is not held while the mail server is spoken to. Nothing is lost when the process is
killed, whatever it was doing: `batches` says what becomes of the rows.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

import structlog
from flask import current_app

from assembly import clock, queue
from assembly.config import Settings
from assembly.database import transaction
from assembly.mail import batches
from assembly.mail.batches import Batch, Ledger
from assembly.mail.bounces import verp
from assembly.mail.looking import Watch
from assembly.mail.outbox import TASK
from assembly.mail.rules import FIRST_PAUSES, Answer, Outcome, mailable
from assembly.mail.smtp import Connection, Transport, TransportDownError, transport_for
from assembly.mail.writing import Draft, unwritten, write

log = structlog.get_logger()

RENEWALS_A_LEASE = 8
AT_ONCE = timedelta()
TURN = 5.0
"""Seconds after which what is left of a batch goes back, so that what must go at once waits no longer."""

_running = threading.Lock()
_asked = threading.Event()
_stopping = threading.Event()


class Course(Enum):
    """How a batch went."""

    ON = auto()
    NOTHING_DUE = auto()
    HALTED = auto()  # the mail server takes nothing, or this process is ending


@dataclass(slots=True)
class Run:
    """A batch on its way. `key` signs where mails come back to; `begun_at`, `renewed_at` are by time.monotonic."""

    batch: Batch
    key: str
    transport: Transport
    lease: timedelta
    ledger: Ledger
    watch: Watch
    begun_at: float
    renewed_at: float


def run() -> None:
    """Send all that is due. One run at a time in a process: whoever asks meanwhile leaves it to that one.

    So a long run never takes all the threads of a worker, which has votes to close as well.
    """
    _asked.set()
    while _asked.is_set() and not _stopping.is_set() and _running.acquire(blocking=False):
        try:
            _asked.clear()
            deliver_due()
        finally:
            _running.release()


def stop() -> None:
    """End the run after the mail that is being sent; the rest goes back into the outbox."""
    _stopping.set()


def deliver_due() -> None:
    """Send batches until nothing is due or nothing goes."""
    settings: Settings = current_app.extensions["settings"]
    transport = transport_for(settings)
    if transport is None:
        return
    while _deliver_batch(transport, settings) == Course.ON:
        pass


def _deliver_batch(transport: Transport, settings: Settings) -> Course:
    claimed_at = time.monotonic()
    with transaction() as session:
        batch = batches.claim(session, settings.mail_lease)
        if batch and batch.full:
            queue.enqueue(TASK)  # there is more: another process may help
    if batch is None:
        return Course.NOTHING_DUE
    with transaction() as session:
        drafts = write(session, batch)
    try:
        with transport.connect() as connection, batches.ledger(batch) as ledger:
            watch = Watch(batch, [draft.delivery for draft in drafts])
            run = Run(
                batch, settings.secret_key, transport, settings.mail_lease, ledger, watch, time.monotonic(), claimed_at
            )
            return _send_all(connection, run, drafts)
    except TransportDownError as error:
        log.warning("mail_server_away", reason=str(error))
        with transaction() as session:
            batches.record_all(session, batch, Answer(Outcome.LATER, str(error)))
        return Course.HALTED


def _send_all(connection: Connection, run: Run, drafts: Sequence[Draft]) -> Course:
    served = False
    for draft in drafts:
        if _stopping.is_set():
            _release(run, AT_ONCE)
            return Course.HALTED
        if served and time.monotonic() - run.begun_at > TURN:
            _release(run, AT_ONCE)
            return Course.ON
        mail = _ready(run, draft)
        if mail is None:
            continue
        answer = _hand_over(connection, run, draft, mail)
        _record(run, draft, answer)
        if answer.broken:
            _release(run, AT_ONCE if served else FIRST_PAUSES[0])
            return Course.ON if served else Course.HALTED
        served = True
    return Course.ON


def _ready(run: Run, draft: Draft) -> bytes | None:
    """Return the mail; None where it is not to be sent after all, which is recorded."""
    _renew(run)
    try:
        if run.watch.still_due(draft.delivery):
            return draft.mail(clock.now())
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go
        _record(run, draft, unwritten(draft.delivery.id, error))
        return None
    with transaction() as session:
        batches.cancel(session, run.batch, draft.delivery.id)
    return None


def _hand_over(connection: Connection, run: Run, draft: Draft, mail: bytes) -> Answer:
    mark = verp.mark_of(run.key, draft.delivery.id, draft.delivery.message_id)
    sender = run.transport.envelope_sender(draft.skeleton.letterhead.sender_email, mark)
    recipient = mailable(draft.delivery.address)
    assert recipient  # noqa: S101 - for the type checker: a mail to any other address is not written
    return connection.send(sender, recipient, mail)


def _record(run: Run, draft: Draft, answer: Answer) -> None:
    if not run.ledger.record(draft.delivery.id, answer, draft.delivery.attempts):
        run.watch.look_again()
        log.warning("mail_lease_lost", delivery=draft.delivery.id, outcome=answer.outcome)


def _release(run: Run, pause: timedelta) -> None:
    with transaction() as session:
        batches.release(session, run.batch, pause)


def _renew(run: Run) -> None:
    """Renew the lease in good time: what follows until the next mail must fit into the rest."""
    if time.monotonic() - run.renewed_at < run.lease.total_seconds() / RENEWALS_A_LEASE:
        return
    with transaction() as session:
        batches.renew(session, run.batch, run.lease)
    run.renewed_at = time.monotonic()
