"""Sending a mail once more, to an address that was corrected."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, select, update

from assembly import queue
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import ROWS_A_STATEMENT, TASK, Recipient, new_message_id


def readdress(kind: str, subject_id: int, recipient: Recipient) -> bool:
    """Send a mail again to where its recipient can be reached now; return whether there was such a mail.

    It is written anew and has a Message-ID of its own, since it goes to another mailbox. A worker
    that holds the row at this moment loses it, and what it would record of the old address is dropped.
    """
    session = db.session()
    changed = session.scalar(
        update(Delivery)
        .where(
            Delivery.kind == kind,
            Delivery.subject_id == subject_id,
            Delivery.person_id == recipient.person_id,
        )
        .values(
            address=recipient.address,
            name=recipient.name,
            language=recipient.language,
            zone=recipient.zone,
            message_id=new_message_id(),
            state=DeliveryState.PENDING,
            due_at=database_now(session),
            attempts=0,
            worker=None,
            lease_until=None,
            sent_at=None,
            bounced_at=None,
            answer=None,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session="fetch")
    )
    if changed is not None:
        queue.enqueue(TASK)
    return changed is not None


UNDELIVERED = (DeliveryState.FAILED, DeliveryState.BOUNCED)


def send_again(addresses: Mapping[int, str]) -> int:
    """Send mails that failed or came back once more: delivery id → address; return how many.

    One that was sent again meanwhile, or did not fail, is passed over. Each goes under a Message-ID of its own, as
    another mail: the one that came back is over.
    """
    return sum(_send_again(dict(some)) for some in _parts(addresses))


def _parts(addresses: Mapping[int, str]) -> Iterator[list[tuple[int, str]]]:
    rows = iter(addresses.items())
    while some := list(islice(rows, ROWS_A_STATEMENT)):
        yield some


def _send_again(addresses: Mapping[int, str]) -> int:
    session = db.session()
    failed = select(Delivery.id).where(Delivery.id.in_(addresses), Delivery.state.in_(UNDELIVERED))
    ids = session.scalars(failed.with_for_update()).all()
    now, row = database_now(session), Delivery.__table__.c
    values: dict[Any, Any] = {
        row.address: bindparam("to"), row.message_id: bindparam("new_id"), row.state: DeliveryState.PENDING,
        row.due_at: now, row.attempts: 0, row.answer: None, row.sent_at: None,
    }  # fmt: skip
    statement = update(Delivery.__table__).where(row.id == bindparam("this")).values(values)  # type: ignore[arg-type]
    if ids:
        renamed = [{"this": id_, "to": addresses[id_], "new_id": new_message_id()} for id_ in ids]
        session.connection().execute(statement, renamed)
        queue.enqueue(TASK)
    return len(ids)
