"""Writing the letters of a batch: each in its recipient's language, all in one transaction."""

from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.i18n import speaking
from assembly.mail import batches
from assembly.mail.batches import Batch
from assembly.mail.kinds import Letter, kind_named
from assembly.mail.letterhead import Letterhead, current_letterhead
from assembly.mail.models import Delivery
from assembly.mail.render import UnmailableError
from assembly.mail.rules import Answer, Outcome

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter, the paper that it goes on, and its row as it was, which no session holds any more."""

    delivery: Delivery
    letter: Letter
    letterhead: Letterhead


def write(session: Session, batch: Batch) -> list[Draft]:
    """Return the letters in the order of the batch.

    What is not wanted any more is cancelled; what cannot be written fails alone.
    """
    rows = select(Delivery).where(Delivery.worker == batch.worker).order_by(Delivery.position)
    letterheads: dict[str, Letterhead] = {}
    drafts = []
    for delivery in session.scalars(rows).all():
        try:
            with session.begin_nested(), speaking(delivery.language):
                paper = letterheads.get(delivery.language) or current_letterhead()
                letterheads[delivery.language] = paper
                letter = _letter_of(delivery)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go
            batches.record(session, batch, delivery.id, unwritten(delivery.id, error), delivery.attempts)
            continue
        if letter is None:
            batches.cancel(session, batch, delivery.id)
        else:
            session.expunge(delivery)
            drafts.append(Draft(delivery, letter, paper))
    return drafts


def _letter_of(delivery: Delivery) -> Letter | None:
    kind = kind_named(delivery.kind)
    return kind.render(delivery) if kind.still_due(delivery) else None


def unwritten(delivery_id: int, error: Exception) -> Answer:
    """Return what is recorded of a mail that could not be written; log it unless the address is to blame."""
    if isinstance(error, UnmailableError):
        return Answer(Outcome.NEVER, str(error))
    log.error("mail_not_written", delivery=delivery_id, exc_info=error)
    return Answer(Outcome.NEVER, f"could not be written: {type(error).__name__}")
