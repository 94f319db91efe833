"""How long each kind of retention lasts, and from when: the end of the event that a row belongs to."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, FromClause, Table, func, select

from assembly.database_types import Base, Retention, UTCDateTime
from assembly.events.models import Event

PERIODS: Final[dict[Retention, timedelta | None]] = {
    Retention.ACCOUNT: timedelta(days=30),
    Retention.EVENT: timedelta(days=365),
    Retention.NOTICE: timedelta(days=3 * 365),
    Retention.SESSION: timedelta(days=30),
    Retention.STATUTORY: None,
    Retention.QUESTION: None,
}
"""After what each begins to run: the account was closed, the event ended, the session ended. What is kept as long as
the statutes ask has no end here; of questions each says its own."""

BEYOND: Final = frozenset({"person", "member", "partner", "rule_profile"})
"""Tables that belong to no event, though rows of events point at them."""


def reference(table: Table) -> ColumnElement[Any] | None:
    """Return when the event of a row ended, or when the row was made where it has none; None if neither is known."""
    moments = [one for one in (_ends_at(table, table, frozenset()), _made(table)) if one is not None]
    return func.coalesce(*moments) if len(moments) > 1 else next(iter(moments), None)


def _made(table: Table) -> Column[Any] | None:
    """Return the first moment that every row of a table has: when it was made, or used."""
    moments = (column for column in table.columns if isinstance(column.type, UTCDateTime))
    return next((column for column in moments if not column.nullable and "personal" not in column.info), None)


def _ends_at(table: Table, row: FromClause, passed: frozenset[str]) -> ColumnElement[Any] | None:
    """Follow what a row points at until an event is met."""
    if table is Event.__table__:
        return row.c["ends_at"]
    found = []
    for column, target in _leads_on(table, passed):
        there = target.alias()
        moment = _ends_at(target, there, passed | {table.name})
        if moment is not None:
            key = next(iter(target.primary_key.columns)).name
            found.append(select(moment).where(there.c[key] == row.c[column.name]).scalar_subquery())
    return func.coalesce(*found) if len(found) > 1 else next(iter(found), None)


def _leads_on(table: Table, passed: frozenset[str]) -> Iterator[tuple[Column[Any], Table]]:
    """Yield the columns by which a row may lead to its event, with the tables that they point at."""
    pointing = [(column, key.column.table) for column in table.columns for key in column.foreign_keys]
    direct = [(column, target) for column, target in pointing if target is Event.__table__]
    for column, target in direct or pointing:
        if target.name not in BEYOND | passed | {table.name}:
            yield column, Base.metadata.tables[target.name]
