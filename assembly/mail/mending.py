"""Sending a mail once more, to an address that was corrected."""

from sqlalchemy import update

from assembly import queue
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import TASK, Recipient, new_message_id


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
            position=None,
            sent_at=None,
            answer=None,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session="fetch")
    )
    if changed is not None:
        queue.enqueue(TASK)
    return changed is not None
