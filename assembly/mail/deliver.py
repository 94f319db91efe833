"""Sending what is due: claim a batch, write its letters, hand them over one by one, record each answer.

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

from assembly import clock
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail import batches
from assembly.mail.batches import Batch
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from assembly.mail.render import render
from assembly.mail.rules import FIRST_PAUSES, Answer, Outcome, mailable
from assembly.mail.smtp import Connection, Transport, TransportDownError, transport_for
from assembly.mail.writing import Draft, unwritten, write

log = structlog.get_logger()

RENEWALS_A_LEASE = 8
AT_ONCE = timedelta()

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
    """A batch on its way. `renewed_at` is by time.monotonic."""

    batch: Batch
    transport: Transport
    lease: timedelta
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
    while _deliver_batch(transport, settings.mail_lease) == Course.ON:
        pass


def _deliver_batch(transport: Transport, lease: timedelta) -> Course:
    claimed_at = time.monotonic()
    with transaction() as session:
        batch = batches.claim(session, lease)
    if batch is None:
        return Course.NOTHING_DUE
    with transaction() as session:
        drafts = write(session, batch)
    try:
        with transport.connect() as connection:
            return _send_all(connection, Run(batch, transport, lease, claimed_at), drafts)
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
        mail = _ready(run, draft)
        if mail is None:
            continue
        answer = _hand_over(connection, run, draft, mail)
        _record(run, draft.delivery, answer)
        if answer.broken:
            _release(run, AT_ONCE if served else FIRST_PAUSES[0])
            return Course.ON if served else Course.HALTED
        served = True
    return Course.ON


def _ready(run: Run, draft: Draft) -> bytes | None:
    """Return the mail; None where it is not to be sent after all, which is recorded."""
    _renew(run)
    try:
        if _still_due(run, draft.delivery.id):
            with speaking(draft.delivery.language):
                return render(draft.delivery, draft.letter, draft.letterhead, clock.now())
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go
        _record(run, draft.delivery, unwritten(draft.delivery.id, error))
        return None
    with transaction() as session:
        batches.cancel(session, run.batch, draft.delivery.id)
    return None


def _still_due(run: Run, delivery_id: int) -> bool:
    """Whether the row is still ours and the mail still wanted, asked immediately before it goes."""
    session = db.session()
    try:
        delivery = session.get(Delivery, delivery_id)
        return (
            delivery is not None
            and batches.holds(delivery, run.batch)
            and kind_named(delivery.kind).still_due(delivery)
        )
    finally:
        session.rollback()  # gives the connection back before the mail goes


def _hand_over(connection: Connection, run: Run, draft: Draft, mail: bytes) -> Answer:
    sender = run.transport.envelope_sender(draft.letterhead.sender_email, draft.delivery.id)
    recipient = mailable(draft.delivery.address)
    assert recipient  # noqa: S101 - for the type checker: a mail to any other address is not written
    return connection.send(sender, recipient, mail)


def _record(run: Run, delivery: Delivery, answer: Answer) -> None:
    with transaction() as session:
        kept = batches.record(session, run.batch, delivery.id, answer, delivery.attempts)
    if not kept:
        log.warning("mail_lease_lost", delivery=delivery.id, outcome=answer.outcome)


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
