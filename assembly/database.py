"""Transactions, and what differs between SQLite and PostgreSQL."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Connection, CursorResult, Engine, Result, event, func, select, text
from sqlalchemy.orm import Session

from assembly.extensions import db

log = structlog.get_logger()

Callback = Callable[[], None]
WORK = "unit_of_work"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=20000", "secure_delete=ON")


@dataclass(slots=True)
class UnitOfWork:
    """What waits for the end of the open transaction."""

    before_commit: list[Callback] = field(default_factory=list)
    after_commit: list[Callback] = field(default_factory=list)
    audit: list[Any] = field(default_factory=list)
    wake_ups: set[tuple[Any, ...]] = field(default_factory=set)


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: object) -> None:
    """Make SQLite durable and strict, have it overwrite what is deleted, and leave BEGIN to us."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin SQLite transactions, those that write at once with the write lock.

    A read that turns into a write fails with "database is locked", whatever the timeout.
    """
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def transaction() -> Iterator[Session]:
    """Do a unit of work: commit at the end, roll back on any error, then run what waits for the commit.

    Used by entry points only (views, tasks, commands); services flush. Does not nest.
    What was read before is read again, since the read is ended to take the write lock.
    """
    session = db.session()
    if WORK in session.info:
        raise RuntimeError("a transaction is already open: services flush, entry points commit")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside of a transaction")
    session.rollback()
    work = session.info[WORK] = UnitOfWork()
    try:
        session.connection(execution_options={"writes": True})
        yield session
        session.flush()
        for callback in work.before_commit:
            callback()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info[WORK]
    for callback in work.after_commit:
        _run_quietly(callback)


def _run_quietly(callback: Callback) -> None:
    """Run what followed a commit; the business is done, so that a fault here is only logged."""
    try:
        callback()
    except Exception:
        log.exception("after_commit_failed")


def before_commit(callback: Callback) -> None:
    """Run this immediately before the commit of the open transaction."""
    unit_of_work().before_commit.append(callback)


def after_commit(callback: Callback) -> None:
    """Run this after the commit of the open transaction, and only then."""
    unit_of_work().after_commit.append(callback)


def unit_of_work() -> UnitOfWork:
    """Return what waits for the end of the open transaction; raise `RuntimeError` where none is open."""
    work: UnitOfWork | None = db.session.info.get(WORK)
    if work is None:
        raise RuntimeError("no transaction is open: entry points open one with transaction()")
    return work


_CLOCK = select(func.clock_timestamp())
_SQLITE_CLOCK = text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")


def database_now(session: Session) -> datetime:
    """Return the database's clock at this instant (not at the start of the transaction)."""
    if session.get_bind().dialect.name == "sqlite":
        stamp = session.scalar(_SQLITE_CLOCK)
        return datetime.fromisoformat(str(stamp)).replace(tzinfo=UTC)
    moment: datetime | None = session.scalar(_CLOCK)
    if moment is None:
        raise RuntimeError("the database did not tell the time")
    return moment.astimezone(UTC)


def rows_touched(done: Result[Any]) -> int:
    """Return how many rows a statement that writes has touched."""
    if not isinstance(done, CursorResult):
        raise TypeError("only a statement that writes tells how many rows it touched")
    return done.rowcount
