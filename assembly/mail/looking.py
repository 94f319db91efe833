"""Looking again, immediately before a mail goes: is the row still ours, is the mail still wanted?

A kind that goes to thousands is asked for all that is left of the batch at once, and the answer holds for the mails
that go within an instant; every other kind is asked for each mail.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from sqlalchemy.orm import Session

from assembly.extensions import db
from assembly.mail import batches
from assembly.mail.batches import Batch
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery

INSTANT = 0.05
"""Seconds for which an answer holds."""


class Watch:
    """What is still to be sent of a batch."""

    def __init__(self, batch: Batch, rows: Sequence[Delivery]) -> None:
        """Take the rows in the order in which they go."""
        self._batch = batch
        self._left = {row.id: kind_named(row.kind).in_bulk is not None for row in rows}
        self._seen: dict[int, bool] = {}
        self._looked_at = float("-inf")

    def look_again(self) -> None:
        """Trust nothing that was seen before."""
        self._looked_at = float("-inf")

    def still_due(self, row: Delivery) -> bool:
        """Whether a mail should go now; it is not asked about again."""
        if self._left[row.id] and time.monotonic() - self._looked_at > INSTANT:
            self._seen = self._look()
            self._looked_at = time.monotonic()
        del self._left[row.id]
        return self._seen[row.id] if row.id in self._seen else self._ask_alone(row)

    def _look(self) -> dict[int, bool]:
        ids = [one for one, in_bulk in self._left.items() if in_bulk]
        with _reading() as session:
            rows = batches.held(session, self._batch, ids)
            seen = dict.fromkeys(set(ids) - {row.id for row in rows}, False)
            for kind, some in groupby(rows, lambda row: row.kind):
                asked = kind_named(kind).in_bulk
                seen |= asked.due(list(some)) if asked else {}
            return seen

    def _ask_alone(self, row: Delivery) -> bool:
        with _reading() as session:
            return any(kind_named(one.kind).still_due(one) for one in batches.held(session, self._batch, [row.id]))


@contextmanager
def _reading() -> Iterator[Session]:
    session = db.session()
    try:
        yield session
    finally:
        session.rollback()  # gives the connection back before the mail goes
