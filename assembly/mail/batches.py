"""The outbox as a queue: claiming a batch for a while, recording each answer, mending after a crash."""

import os
import socket
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, bindparam, select, update
from sqlalchemy.orm import Session

from assembly import clock
from assembly.database import database_now, rows_touched
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.rules import ANSWER_LENGTH, Answer, Outcome, pause_after

MAILS_A_BATCH = 50
WAITING = (DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.UNCERTAIN)
IN_ORDER = (Delivery.rank, Delivery.due_at, Delivery.id)
"""How mails go: within a batch as among those that wait. Nothing of it changes while a row is held."""
FREE: dict[str, Any] = {"worker": None, "lease_until": None}
STATES = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.LATER: DeliveryState.RETRY,
    Outcome.NEVER: DeliveryState.FAILED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}

_row: Any = Delivery.__table__.c
RECORD = (
    # One statement for every answer, made once: it runs for each mail.
    update(Delivery.__table__)  # type: ignore[arg-type]
    .where(
        _row.id == bindparam("this"),
        _row.worker == bindparam("ours"),
        _row.state == DeliveryState.SENDING,
    )
    .values(
        {
            _row.state: bindparam("now_state"),
            _row.attempts: bindparam("now_attempts"),
            _row.answer: bindparam("now_answer"),
            _row.sent_at: bindparam("now_sent_at"),
            _row.due_at: bindparam("now_due_at"),
            _row.uncertain: _row.uncertain + bindparam("doubt"),
        }
        | {_row[name]: value for name, value in FREE.items()}
    )
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries that are ours to send until the lease runs out: those whose worker is this one.

    `ahead` is how far the database's clock was ahead of this machine's when they were claimed. All
    times in the outbox are the database's, since workers on several machines share it. `full` says that
    there may be more to claim.
    """

    worker: str
    ahead: timedelta
    full: bool = False

    def now(self) -> datetime:
        """Return the present moment by the database's clock, without asking it again."""
        return clock.now() + self.ahead


def claim(session: Session, lease: timedelta) -> Batch | None:
    """Take what is due, by rank, then the oldest; None where nothing is. Several workers never take the same row."""
    now = database_now(session)
    _recover(session, now)
    due = (
        select(Delivery.id)
        .where(Delivery.state.in_(WAITING), Delivery.due_at <= now, Delivery.held_at.is_(None))
        .order_by(*IN_ORDER)
        .limit(MAILS_A_BATCH)
        .with_for_update(skip_locked=True)
    )
    ids = tuple(session.scalars(due))
    if not ids:
        return None
    name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:16]}"
    batch = Batch(name, now - clock.now(), full=len(ids) == MAILS_A_BATCH)
    _set(
        session,
        [Delivery.id.in_(ids)],
        state=DeliveryState.SENDING,
        worker=batch.worker,
        lease_until=now + lease,
    )
    return batch


def _recover(session: Session, now: datetime) -> None:
    """Take back what workers held that died.

    Each sends in order and records each answer before the next mail, so that only the first row that
    still waits for one may have gone. Two may do this at once: whoever changes that first row takes
    back the rest of the batch.
    """
    dead = [Delivery.state == DeliveryState.SENDING, Delivery.lease_until < now]
    for worker in session.scalars(select(Delivery.worker).where(*dead).distinct()).all():
        batch = [*dead, Delivery.worker == worker]
        first = session.scalar(select(Delivery.id).where(*batch).order_by(*IN_ORDER).limit(1))
        changed = _set(
            session,
            [*batch, Delivery.id == first],
            state=DeliveryState.UNCERTAIN,
            uncertain=Delivery.uncertain + 1,
            attempts=Delivery.attempts + 1,
            due_at=now,
            **FREE,
        )
        if changed:
            _set(session, batch, state=DeliveryState.PENDING, **FREE)


def held(session: Session, batch: Batch, ids: Collection[int]) -> list[Delivery]:
    """Return those of some rows that are still ours, as they are now."""
    statement = select(Delivery).where(*_of(batch), Delivery.id.in_(ids)).order_by(*IN_ORDER)
    return list(session.scalars(statement))


def renew(session: Session, batch: Batch, lease: timedelta) -> None:
    """Keep what is left of the batch for a lease more."""
    _set(session, _of(batch), lease_until=batch.now() + lease)


class Ledger:
    """Where the answers of a batch are written down, each committed by itself before the next mail goes."""

    def __init__(self, connection: Connection, batch: Batch) -> None:
        """Take a connection that nobody else uses meanwhile."""
        self._connection, self._batch = connection, batch

    def record(self, delivery_id: int, answer: Answer, attempts: int) -> bool:
        """Commit the answer for a row; False where it is ours no longer. `attempts` were made before this one."""
        kept = record(self._connection, self._batch, delivery_id, answer, attempts)
        self._connection.commit()
        return kept


@contextmanager
def ledger(batch: Batch) -> Iterator[Ledger]:
    """Open the ledger of a batch: one connection, on which PostgreSQL commits each statement without being told."""
    postgresql = db.engine.dialect.name == "postgresql"
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"} if postgresql else {"writes": True}
    with db.engine.connect().execution_options(**options) as connection:
        yield Ledger(connection, batch)


def record(session: Session | Connection, batch: Batch, delivery_id: int, answer: Answer, attempts: int) -> bool:
    """Record the answer for a row; False where it is ours no longer. `attempts` were made before this one."""
    values = _evidence(answer, attempts + 1, batch.now()) | {"this": delivery_id, "ours": batch.worker}
    return rows_touched(session.execute(RECORD, values)) == 1


def _evidence(answer: Answer, attempts: int, now: datetime) -> dict[str, Any]:
    pause = pause_after(attempts)
    state = DeliveryState.FAILED if pause is None else STATES[answer.outcome]
    if answer.outcome == Outcome.SENT:
        state = DeliveryState.SENT
    return {
        "now_state": state,
        "now_attempts": attempts,
        "now_answer": answer.text[:ANSWER_LENGTH],
        "now_sent_at": now if state == DeliveryState.SENT else None,
        "now_due_at": now + (pause or timedelta()),
        "doubt": int(answer.outcome == Outcome.UNCERTAIN),
    }


def record_all(session: Session, batch: Batch, answer: Answer) -> None:
    """Record the same answer for all that is left: no connection could be made, so nothing went."""
    left = session.execute(select(Delivery.id, Delivery.attempts).where(*_of(batch))).all()
    for delivery_id, attempts in left:
        record(session, batch, delivery_id, answer, attempts)


def cancel(session: Session, batch: Batch, delivery_id: int) -> None:
    """Record that a mail is not wanted any more."""
    _set(session, [*_of(batch), Delivery.id == delivery_id], state=DeliveryState.CANCELLED, **FREE)


def release(session: Session, batch: Batch, pause: timedelta) -> None:
    """Put what was not tried back, to be due after a pause; it does not count as an attempt."""
    values: dict[str, Any] = {"due_at": batch.now() + pause} if pause else {}
    _set(session, _of(batch), state=DeliveryState.PENDING, **values, **FREE)


def _of(batch: Batch) -> list[ColumnElement[bool]]:
    return [Delivery.worker == batch.worker, Delivery.state == DeliveryState.SENDING]


def _set(session: Session, where: Sequence[ColumnElement[bool]], **values: Any) -> int:
    """Change the rows that meet the conditions at this instant; return how many."""
    statement = update(Delivery).where(*where).values(**values).execution_options(synchronize_session=False)
    return rows_touched(session.execute(statement))
