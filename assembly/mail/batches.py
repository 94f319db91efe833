"""The outbox as a queue: claiming a batch for a while, recording each answer, mending after a crash."""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, CursorResult, Result, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from assembly import clock
from assembly.database import database_now
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.rules import ANSWER_LENGTH, Answer, Outcome, pause_after

MAILS_A_BATCH = 50
WAITING = (DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.UNCERTAIN)
FREE: dict[str, Any] = {"worker": None, "lease_until": None, "position": None}
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
    times in the outbox are the database's, since workers on several machines share it.
    """

    worker: str
    ahead: timedelta

    def now(self) -> datetime:
        """Return the present moment by the database's clock, without asking it again."""
        return clock.now() + self.ahead


def claim(session: Session, lease: timedelta) -> Batch | None:
    """Take what is due, oldest first; None where nothing is. Several workers never take the same row."""
    now = database_now(session)
    _recover(session, now)
    due = (
        select(Delivery.id)
        .where(Delivery.state.in_(WAITING), Delivery.due_at <= now, Delivery.held_at.is_(None))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(MAILS_A_BATCH)
        .with_for_update(skip_locked=True)
    )
    ids = tuple(session.scalars(due))
    if not ids:
        return None
    batch = Batch(f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:16]}", now - clock.now())
    positions = {id_: position for position, id_ in enumerate(ids)}
    _set(
        session,
        [Delivery.id.in_(ids)],
        state=DeliveryState.SENDING,
        worker=batch.worker,
        lease_until=now + lease,
        position=case(positions, value=Delivery.id),
    )
    return batch


def _recover(session: Session, now: datetime) -> None:
    """Take back what workers held that died.

    Each sends in order and records each answer before the next mail, so that only the first row that
    still waits for one may have gone. Two may do this at once: whoever changes that first row takes
    back the rest of the batch.
    """
    dead = [Delivery.state == DeliveryState.SENDING, Delivery.lease_until < now]
    first = func.min(Delivery.position)
    for worker, position in session.execute(
        select(Delivery.worker, first).where(*dead).group_by(Delivery.worker)
    ).all():
        batch = [*dead, Delivery.worker == worker]
        changed = _set(
            session,
            [*batch, Delivery.position == position],
            state=DeliveryState.UNCERTAIN,
            uncertain=Delivery.uncertain + 1,
            attempts=Delivery.attempts + 1,
            due_at=now,
            **FREE,
        )
        if changed:
            _set(session, batch, state=DeliveryState.PENDING, **FREE)


def holds(delivery: Delivery | None, batch: Batch) -> bool:
    """Whether a row is still ours."""
    return delivery is not None and delivery.state == DeliveryState.SENDING and delivery.worker == batch.worker


def renew(session: Session, batch: Batch, lease: timedelta) -> None:
    """Keep what is left of the batch for a lease more."""
    _set(session, _of(batch), lease_until=batch.now() + lease)


def record(session: Session, batch: Batch, delivery_id: int, answer: Answer, attempts: int) -> bool:
    """Record the answer for a row; False where it is ours no longer. `attempts` were made before this one."""
    values = _evidence(answer, attempts + 1, batch.now()) | {"this": delivery_id, "ours": batch.worker}
    return _changed(session.execute(RECORD, values)) == 1


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
    return _changed(session.execute(statement))


def _changed(result: Result[Any]) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101 - for the type checker
    return result.rowcount
