"""Writing the mails of a batch: each in its recipient's language, all in one transaction."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.i18n import current_language, speaking
from assembly.mail import batches
from assembly.mail.batches import Batch
from assembly.mail.kinds import Form, InBulk, kind_named
from assembly.mail.letterhead import Letterhead, current_letterhead
from assembly.mail.marks import Values
from assembly.mail.models import Delivery
from assembly.mail.render import Skeleton, UnmailableError, filled, skeleton
from assembly.mail.rules import Answer, Outcome

log = structlog.get_logger()

EXTENSION = "mail_skeletons"
SKELETONS = 256
"""How many are kept: four languages in as many zones as an assembly has. Each is about as large as a mail."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail but for its last filling, and its row as it was, which no session holds any more."""

    delivery: Delivery
    skeleton: Skeleton
    values: Values
    calendar: bytes | None

    def mail(self, now: datetime) -> bytes:
        """Return the mail as it goes."""
        with speaking(self.delivery.language):
            return filled(self.skeleton, self.delivery, self.values, self.calendar, now)


@dataclass(slots=True)
class Desk:
    """Where a batch is written: the session, the batch, and the paper in each language."""

    session: Session
    batch: Batch
    papers: dict[str, Letterhead]

    def paper(self) -> Letterhead:
        """Return the letterhead in the language being spoken, asked for once a batch."""
        language = current_language()
        if language not in self.papers:
            self.papers[language] = current_letterhead()
        return self.papers[language]


def write(session: Session, batch: Batch) -> list[Draft]:
    """Return the mails in the order of the batch.

    What is not wanted any more is cancelled; what cannot be written fails alone.
    """
    desk = Desk(session, batch, {})
    statement = select(Delivery).where(Delivery.worker == batch.worker).order_by(*batches.IN_ORDER)
    rows = list(session.scalars(statement))
    drafts = [draft for _kind, some in groupby(rows, lambda row: row.kind) for draft in _of_a_kind(desk, list(some))]
    session.flush()
    for draft in drafts:
        session.expunge(draft.delivery)
    return drafts


def _of_a_kind(desk: Desk, rows: list[Delivery]) -> Iterator[Draft]:
    try:
        kind = kind_named(rows[0].kind)
        if kind.in_bulk and len(rows) > 1:
            with desk.session.begin_nested():
                return iter(_in_bulk(desk, kind.in_bulk, rows))
    except Exception as error:  # noqa: BLE001 - one of them is to blame: each is tried for itself
        log.warning("mails_not_written_in_bulk", kind=rows[0].kind, error=type(error).__name__)
    return filter(None, (_one(desk, row) for row in rows))


def _in_bulk(desk: Desk, in_bulk: InBulk, rows: Sequence[Delivery]) -> list[Draft]:
    drafts = []
    for row, form in zip(rows, in_bulk.forms(rows), strict=True):
        if form is None:
            batches.cancel(desk.session, desk.batch, row.id)
        else:
            with speaking(row.language):
                drafts.append(Draft(row, _skeleton(desk, form), form.values, form.calendar))
    return drafts


def _skeleton(desk: Desk, form: Form) -> Skeleton:
    """Return the skeleton of a form, made once by this process."""
    kept: OrderedDict[object, Skeleton] = current_app.extensions.setdefault(EXTENSION, OrderedDict())
    paper = desk.paper()
    key = (form.key, paper, current_language())
    found = kept.get(key) or skeleton(form.make(), paper)
    kept[key] = found
    kept.move_to_end(key)
    if len(kept) > SKELETONS:
        kept.popitem(last=False)
    return found


def _one(desk: Desk, row: Delivery) -> Draft | None:
    try:
        with desk.session.begin_nested(), speaking(row.language):
            kind = kind_named(row.kind)
            if kind.still_due(row):
                letter = kind.render(row)
                return Draft(row, skeleton(letter, desk.paper()), {}, letter.calendar)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go
        batches.record(desk.session, desk.batch, row.id, unwritten(row.id, error), row.attempts)
        return None
    batches.cancel(desk.session, desk.batch, row.id)
    return None


def unwritten(delivery_id: int, error: Exception) -> Answer:
    """Return what is recorded of a mail that could not be written; log it unless the address is to blame."""
    if isinstance(error, UnmailableError):
        return Answer(Outcome.NEVER, str(error))
    log.error("mail_not_written", delivery=delivery_id, exc_info=error)
    return Answer(Outcome.NEVER, f"could not be written: {type(error).__name__}")
