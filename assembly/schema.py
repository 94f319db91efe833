"""Bringing a database to the version that this program needs, and telling when it is another."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from assembly import models, triggers

MIGRATIONS = Path(__file__).parent / "migrations"
UNFINISHED = "restoring"
"""The version of a database that came out of a backup and was not made safe: no program works with it."""
_SET_VERSION = text("UPDATE alembic_version SET version_num = :version")


class DatabaseVersionError(Exception):
    """The database is older or newer than the program; the message says what to do."""


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, all or none; raise `DatabaseVersionError` if rows no longer fit together."""
    refuse_newer(engine)
    with (
        engine.connect().execution_options(writes=True) as connection,
        _references_checked_last(connection),
        connection.begin(),
    ):
        _take_all_the_time(connection)
        triggers.remove(connection)
        migrate(connection, "head")
        triggers.install(connection)
        _check_references(connection)


def migrate(connection: Connection, version: str) -> None:
    """Run the migrations up to a version within an open transaction; triggers must be away."""
    command.upgrade(_config(connection), version)


def known_versions() -> frozenset[str]:
    """Return every version that this program knows."""
    return frozenset(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def _take_all_the_time(connection: Connection) -> None:
    """Let a migration of a large table run as long as it takes, whatever patience pages have."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


@contextlib.contextmanager
def _references_checked_last(connection: Connection) -> Iterator[None]:
    """Let SQLite's tables be built anew while others point at them; it listens only outside of a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseVersionError(
            f"The upgrade was undone: rows of {broken[0]} point at nothing in {broken[2]}. Nothing was changed."
        )


def current_version(connection: Connection) -> str | None:
    """Return the version of the database, None if it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str | None:
    """Return the version that this program needs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def shut(connection: Connection) -> None:
    """Keep every program out of a database until `open_again`; in the transaction that is open."""
    connection.execute(_SET_VERSION, {"version": UNFINISHED})


def open_again(connection: Connection) -> None:
    """Let programs work with a database that was shut; in the transaction that is open."""
    connection.execute(_SET_VERSION, {"version": newest_version()})


def refuse_newer(engine: Engine) -> None:
    """Raise `DatabaseVersionError` if a newer program made this database, or a restore was not finished."""
    with engine.connect() as connection:
        version = current_version(connection)
    if version == UNFINISHED:
        raise DatabaseVersionError(
            "The database came out of a backup, and the restore was stopped before it was made safe. "
            "Restore once more: assembly restore FILE --replace"
        )
    if version is not None and version not in known_versions():
        raise DatabaseVersionError(
            f"The database is of a newer version ({version}) than this program. "
            "Install the newer program again, or restore a backup made before the upgrade. Nothing was changed."
        )


def check_version(engine: Engine) -> None:
    """Raise `DatabaseVersionError` unless the database is of exactly the version needed."""
    refuse_newer(engine)
    with engine.connect() as connection:
        version = current_version(connection)
    if version != newest_version():
        state = "is empty" if version is None else f"is of an older version ({version})"
        raise DatabaseVersionError(
            f"The database {state}. Make a backup if it holds anything, then run: assembly db upgrade"
        )


def _config(connection: Connection) -> Config:
    assert models  # noqa: S101 - imported so that every table is known
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    return config
