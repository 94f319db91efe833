"""A consistent copy of the database while the site runs, and what it says of the trail and of open votes.

SQLite by its backup interface; PostgreSQL by COPY of each table in one snapshot, so that nothing has to be installed
and the versions of its programs do not matter. Only columns are read that every version of the schema has.
"""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, select, text
from sqlalchemy.pool import NullPool

from assembly import schema
from assembly.audit.chain import GENESIS
from assembly.audit.models import AuditEntry
from assembly.backup.manifest import BrokenBackupError, OpenVote, Stand
from assembly.voting.models import Cast, Vote
from assembly.voting.receipts import hash_of_receipts
from assembly.voting.rules import VoteState

PATIENCE: Final = 15
"""Seconds to wait for whoever still works in a database that is to be replaced."""
_HELD: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
SQLITE_PART: Final = "database.sqlite"
TABLES: Final = "tables"
VERSIONS: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class Copy:
    """What was copied into a folder: the version of its schema, and for PostgreSQL its tables and their columns."""

    engine: str
    schema: str
    stand: Stand
    tables: tuple[tuple[str, tuple[str, ...]], ...]
    files: tuple[str, ...]


def engine_for(url: str) -> Engine:
    """Return an engine without the patience of pages: a large table takes as long as it takes."""
    return create_engine(url, poolclass=NullPool)


def copy_database(url: str, folder: Path) -> Copy:
    """Copy the database into a folder; raise `BrokenBackupError` where there is nothing to copy."""
    return _copy_sqlite(url, folder) if url.startswith("sqlite") else _copy_postgresql(url, folder)


def sqlite_path(url: str) -> Path:
    """Return the file of an SQLite database."""
    return Path(make_url(url).database or "")


def _copy_sqlite(url: str, folder: Path) -> Copy:
    target, path = folder / SQLITE_PART, sqlite_path(url)
    if not path.exists():
        raise BrokenBackupError(f"There is no database yet: {path}.")
    copy_sqlite(path, target)
    engine = engine_for(f"sqlite:///{target}")
    with engine.connect() as connection:
        copied = Copy("sqlite", _version(connection), stand_of(connection), (), (SQLITE_PART,))
    engine.dispose()
    leave_one_file(target)
    return copied


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy one SQLite database over another, in one step: readers and writers see the old one or the new one.

    Raise `BrokenBackupError` where somebody does not let go of one of them: SQLite itself would wait for ever.
    """
    ends = time.monotonic() + PATIENCE

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in _HELD and time.monotonic() > ends:
            raise BrokenBackupError("Somebody still works in the database. Stop web, workers and timer first.")

    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=PATIENCE)) as new:
        old.backup(new, progress=look)


def leave_one_file(path: Path) -> None:
    """Bring what SQLite keeps beside the file into it."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _copy_postgresql(url: str, folder: Path) -> Copy:
    (folder / TABLES).mkdir()
    engine = engine_for(url)
    with engine.connect() as plain:
        snapshot = plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with snapshot.begin():
            version, stand = _version(snapshot), stand_of(snapshot)
            tables = tables_in_order(snapshot)
            for name, columns in tables:
                _copy_table(snapshot, name, columns, folder / TABLES / name)
    engine.dispose()
    return Copy("postgresql", version, stand, tables, tuple(f"{TABLES}/{name}" for name, _columns in tables))


def tables_in_order(connection: Connection) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the tables with their columns, each after those that it points at."""
    looked = inspect(connection)
    names = [name for name, _keys in looked.get_sorted_table_and_fkc_names() if name and name != VERSIONS]
    return tuple((name, tuple(column["name"] for column in looked.get_columns(name))) for name in names)


def _copy_table(connection: Connection, name: str, columns: Sequence[str], target: Path) -> None:
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(name), names_of(columns))
    with driver_of(connection).cursor() as cursor, cursor.copy(statement) as rows, target.open("wb") as file:
        for block in rows:
            file.write(block)


def names_of(columns: Sequence[str]) -> sql.Composed:
    """Return names of columns for a statement."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def driver_of(connection: Connection) -> Any:
    """Return psycopg's own connection, which knows COPY."""
    return connection.connection.driver_connection


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSIONS):
        raise BrokenBackupError("The database is empty: there is nothing to back up.")
    version = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    if version == schema.UNFINISHED:
        raise BrokenBackupError("A restore of this database was not finished. Restore once more, with --replace.")
    return version


def stand_of(connection: Connection) -> Stand:
    """Return where the trail ends and how many ballots each open vote has, in this snapshot."""
    last = connection.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    under_way = select(Vote.id, Vote.event_id, Vote.state).where(Vote.state.in_((VoteState.OPEN, VoteState.SUSPENDED)))
    votes = connection.execute(under_way.order_by(Vote.id)).all()
    return Stand(
        entries=last.id if last else 0,
        head=last.hash if last else GENESIS,
        votes=tuple(_open_vote(connection, *row) for row in votes),
    )


def _open_vote(connection: Connection, vote_id: int, event_id: int, state: VoteState) -> OpenVote:
    receipts = connection.scalars(select(Cast.receipt).where(Cast.vote_id == vote_id)).all()
    return OpenVote(vote_id, event_id, state.value, len(receipts), hash_of_receipts(receipts))
