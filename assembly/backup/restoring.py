"""Bringing a backup back: checked first, then put in place in one step, then made safe.

Safe means (`after`): votes that were open stay suspended until a scrutineer has compared them, nobody is signed in, no
draft opens by itself, and whom the database had forgotten is forgotten again. Until then no program works with it.
"""

import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from psycopg import sql
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, Select, column, func, inspect, literal, select, text
from sqlalchemy import table as table_clause
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from assembly import schema, triggers
from assembly.audit.models import AuditEntry
from assembly.backup import archive, copies
from assembly.backup.heads import MailedStand, last_mailed
from assembly.backup.making import FOLDERS, key_check
from assembly.backup.manifest import BrokenBackupError, Manifest
from assembly.config import Settings

_SUSPEND: Final = text("UPDATE vote SET state = 'suspended' WHERE state = 'open'")
_NO_DATABASE: Final = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_SERIALS: Final = text(
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND (column_default LIKE 'nextval%' OR is_identity = 'YES')"
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup that was checked, and lies in a folder."""

    manifest: Manifest
    folder: Path


def check(settings: Settings, source: Path, folder: Path) -> Unpacked:
    """Unpack a backup and look whether it can be restored here; raise `BrokenBackupError`. Nothing is changed."""
    manifest = archive.unpacked(source, folder)
    engine = "sqlite" if settings.database_url.startswith("sqlite") else "postgresql"
    if manifest.engine != engine:
        raise BrokenBackupError(
            f"The backup is of {manifest.engine}, and DATABASE_URL names {engine}. Name a database of the same kind."
        )
    if manifest.schema not in schema.known_versions():
        raise BrokenBackupError(
            f"The backup is of a newer version ({manifest.schema}, program {manifest.program}) than this program. "
            "Install the newer program, then restore."
        )
    return Unpacked(manifest, folder)


def same_key(settings: Settings, manifest: Manifest) -> bool:
    """Whether the backup was made with a secret key that this site has."""
    return manifest.key_check in map(key_check, (settings.secret_key, *settings.secret_key_fallbacks))


def in_use(settings: Settings) -> bool:
    """Whether the database holds anything: somebody, or an act."""
    path = copies.sqlite_path(settings.database_url)
    if settings.database_url.startswith("sqlite") and not path.exists():
        return False
    engine = copies.engine_for(settings.database_url)
    try:
        with engine.connect() as connection:
            there = [name for name in ("person", "audit_entry") if inspect(connection).has_table(name)]
            return any(connection.scalar(text(f"SELECT 1 FROM {name} LIMIT 1")) for name in there)  # noqa: S608 - ours
    except DatabaseError:
        if settings.database_url.startswith("sqlite"):
            return True  # a file that cannot be read may be all that somebody has
        raise
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class Replaced:
    """What the database that is replaced says of itself: its last entry, and what was mailed about open votes."""

    entries: int | None = None
    mailed: Mapping[int, MailedStand] = field(default_factory=dict)


def look_at_replaced(settings: Settings) -> Replaced:
    """Ask the database that is to be replaced; nothing is known where there is none, or it is broken."""
    path = copies.sqlite_path(settings.database_url)
    if settings.database_url.startswith("sqlite") and not path.exists():
        return Replaced()
    engine = copies.engine_for(settings.database_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(AuditEntry.__tablename__):
                return Replaced()
            return Replaced(copies.stand_of(connection).entries, last_mailed(connection))
    except SQLAlchemyError:
        return Replaced()
    finally:
        engine.dispose()


def put_in_place(settings: Settings, unpacked: Unpacked) -> None:
    """Replace the database in one step, brought to this program's version; then the uploaded files."""
    if unpacked.manifest.engine == "sqlite":
        _put_sqlite(copies.sqlite_path(settings.database_url), unpacked.folder / copies.SQLITE_PART)
    else:
        engine = copies.engine_for(settings.database_url)
        _put_postgresql(engine, unpacked)
        engine.dispose()
    for name in FOLDERS:
        _put_files(unpacked.folder / "files" / name, settings.instance / name)


def _put_sqlite(target: Path, source: Path) -> None:
    engine = copies.engine_for(f"sqlite:///{source}")
    with engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise BrokenBackupError("The database in the backup is damaged. Use another backup.")
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(_SUSPEND)
        schema.shut(connection)
    engine.dispose()
    copies.leave_one_file(source)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        copies.copy_sqlite(source, target)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in _NO_DATABASE:  # a full disk, a folder without rights: what is there stays
            raise BrokenBackupError(f"{target} cannot be written ({error}). Make room or mend its rights.") from None
        _put_aside(target)
        copies.copy_sqlite(source, target)


def _put_aside(broken: Path) -> None:
    """Keep what is no database any more beside the new one, with what SQLite had not yet brought into it."""
    for suffix in ("", "-wal", "-shm"):
        path = broken.with_name(f"{broken.name}{suffix}")
        if path.exists():
            path.rename(broken.with_name(f"{broken.name}.broken{suffix}"))


def _put_postgresql(engine: Engine, unpacked: Unpacked) -> None:
    """Do all of it in one transaction: whoever reads meanwhile sees the old database, and a failure leaves it."""
    manifest = unpacked.manifest
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{copies.PATIENCE}s'")
        _drop_all(connection)
        schema.migrate(connection, manifest.schema)
        _empty(connection)
        for name, columns in manifest.tables:
            _fill(connection, name, columns, unpacked.folder / copies.TABLES / name)
        _count_on(connection)
        connection.execute(_SUSPEND)
        schema.migrate(connection, "head")
        triggers.install(connection)
        schema.shut(connection)


def _drop_all(connection: Connection) -> None:
    """Remove all tables; whoever still works in one is not waited for."""
    try:
        for name in inspect(connection).get_table_names():
            connection.execute(text(f'DROP TABLE "{name}" CASCADE'))
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        raise BrokenBackupError("Somebody still works in the database. Stop web, workers and timer first.") from None


def _empty(connection: Connection) -> None:
    """Remove what migrations put into new tables: the backup has it, as it was."""
    for name, _columns in reversed(copies.tables_in_order(connection)):
        connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608 - names of our own tables


def _fill(connection: Connection, name: str, columns: tuple[str, ...], source: Path) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), copies.names_of(columns))
    with copies.driver_of(connection).cursor() as cursor, cursor.copy(statement) as rows, source.open("rb") as file:
        while block := file.read(1 << 20):
            rows.write(block)


def _count_on(connection: Connection) -> None:
    """Let numbers go on after the highest that there is."""
    for table, name in connection.execute(_SERIALS).all():
        highest: Select[Any] = select(func.coalesce(func.max(column(name)), 0) + 1).select_from(table_clause(table))
        sequence = func.pg_get_serial_sequence(table, name)
        connection.execute(select(func.setval(sequence, highest.scalar_subquery(), literal(value=False))))


def _put_files(source: Path, target: Path) -> None:
    """Put a folder in the place of another; the other one goes."""
    aside = target.with_name(f".{target.name}.replaced")
    shutil.rmtree(aside, ignore_errors=True)
    if target.exists():
        target.rename(aside)
    if source.exists():
        shutil.copytree(source, target)
        target.chmod(0o700)
    shutil.rmtree(aside, ignore_errors=True)
