"""Mail that waited when a backup was made: after a restore nobody knows whether it went, so that somebody decides."""

from datetime import datetime
from typing import Any

from sqlalchemy import Update, select, update

from assembly import queue
from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.backup.models import Restoration
from assembly.database import database_now, rows_touched
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import TASK

NOT_GONE = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.RETRY, DeliveryState.UNCERTAIN)


def hold(now: datetime) -> int:
    """Hold back what has not gone; return how many."""
    waiting = Delivery.state.in_(NOT_GONE), Delivery.held_at.is_(None)
    return _number(update(Delivery).where(*waiting).values(held_at=now))


def undecided() -> Restoration | None:
    """Return the restore whose mails somebody has to decide about; None where there is none."""
    waiting = Restoration.held > 0, Restoration.decided_at.is_(None)
    return db.session.scalar(select(Restoration).where(*waiting).order_by(Restoration.id.desc()).limit(1))


def decide(actor: Actor, restoration_id: int, *, send: bool) -> int:
    """Let the mails go, or leave them unsent for good; return how many. Pressing twice is once."""
    row = db.session.get(Restoration, restoration_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError
    if row.decided_at is not None:
        return 0
    now = database_now(db.session())
    row.decided_at, row.decided_by = now, actor.person_id
    db.session.flush()
    values: dict[str, Any] = {"held_at": None}
    if not send:
        values["state"] = DeliveryState.CANCELLED
    number = _number(update(Delivery).where(Delivery.held_at == row.restored_at).values(**values))
    if send:
        queue.enqueue(TASK)
    record(actor.person_id, "backup.mail_sent" if send else "backup.mail_dropped", "restoration", row.id, mails=number)
    return number


def _number(statement: Update) -> int:
    return rows_touched(db.session.execute(statement.execution_options(synchronize_session=False)))
