"""Putting mail into the outbox, in the transaction of the fact that it tells of."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flask import current_app
from sqlalchemy import JSON, Insert, Table, TableValuedAlias, Text, cast, column, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assembly import queue
from assembly.accounts.models import Person
from assembly.config import Settings
from assembly.database import database_now, rows_touched
from assembly.extensions import db
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery, DeliveryState

ROWS_A_STATEMENT = 2000
UNIQUE = ("kind", "subject_id", "person_id")
TASK = "mail.deliver"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a mail goes to, as they are now. `member_id` says for which member they get it, if for one.

    `due_at` is when it goes; None: at once.
    """

    person_id: int
    address: str
    name: str
    language: str
    zone: str
    member_id: int | None = None
    due_at: datetime | None = None


def recipient_of(person: Person, member_id: int | None = None) -> Recipient:
    """Return a person as a recipient."""
    return Recipient(person.id, person.email, person.name, person.language, person.zone, member_id)


def post(
    kind: str,
    subject_id: int,
    recipients: Iterable[Recipient],
    *,
    event_id: int | None = None,
    now: datetime | None = None,
) -> int:
    """Put one mail for each recipient into the outbox and return how many are new.

    Who has one already of this kind and about this object is passed over, so that a button pressed twice sends one
    set; and so is who was erased, and has no address. A worker is woken after the commit. `now` is the database's
    clock, where it was just read.
    """
    session = db.session()
    about = {"kind": kind, "rank": kind_named(kind).rank, "subject_id": subject_id, "event_id": event_id}
    now = now or database_now(session)
    common = about | _fresh(now)
    rows = [common | _row(recipient, now) for recipient in recipients if recipient.address]
    added = sum(
        _insert(session, rows[start : start + ROWS_A_STATEMENT]) for start in range(0, len(rows), ROWS_A_STATEMENT)
    )
    if added:
        queue.enqueue(TASK)
    return added


def _fresh(now: datetime) -> dict[str, Any]:
    return {"state": DeliveryState.PENDING, "created_at": now, "attempts": 0, "uncertain": 0}


def _row(recipient: Recipient, now: datetime) -> dict[str, Any]:
    return {
        "due_at": recipient.due_at or now,
        "person_id": recipient.person_id,
        "member_id": recipient.member_id,
        "address": recipient.address,
        "name": recipient.name,
        "language": recipient.language,
        "zone": recipient.zone,
        "message_id": new_message_id(),
    }


def new_message_id() -> str:
    """Return a Message-ID in the domain of this site; it stays with the row however often it is sent."""
    settings: Settings = current_app.extensions["settings"]
    return f"<{uuid4().hex}@{urlsplit(settings.base_url).hostname}>"


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows that are not there yet; return how many."""
    dialect = session.get_bind().dialect.name
    if len(rows) == 1:  # a receipt, of which there may be hundreds a second
        return rows_touched(session.execute(_one(dialect), rows[0], execution_options={"preserve_rowcount": True}))
    if dialect == "postgresql":
        all_at_once = postgresql.insert(_table()).from_select(list(rows[0]), select(_given(list(rows[0]), rows)))
        statement = all_at_once.on_conflict_do_nothing(index_elements=UNIQUE)
        return rows_touched(session.execute(statement, execution_options={"preserve_rowcount": True}))
    return rows_touched(session.execute(_one(dialect), list(rows)))


@cache
def _one(dialect: str) -> Insert:
    if dialect == "postgresql":
        return postgresql.insert(_table()).on_conflict_do_nothing(index_elements=UNIQUE)
    return sqlite.insert(_table()).on_conflict_do_nothing(index_elements=UNIQUE)


def _table() -> Table:
    assert isinstance(Delivery.__table__, Table)  # noqa: S101 - for the type checker
    return Delivery.__table__


def _given(keys: Sequence[str], rows: Sequence[dict[str, Any]]) -> TableValuedAlias:
    """Return the rows as a table that PostgreSQL reads from one parameter: much quicker than one for each value."""
    packed = literal(json.dumps(rows, default=datetime.isoformat), Text)
    columns = [column(key, Delivery.__table__.c[key].type) for key in keys]
    return func.json_to_recordset(cast(packed, JSON)).table_valued(*columns).render_derived(with_types=True)
