"""One engine of each kind for all the databases of a process, since an engine keeps the statements that it compiled.

Its connections, and SQLite's write lock, are waited for longer than by those who use the software: fifty press at
once here, and on a busy machine the last of them waits for all the others.
"""

import sqlite3
from functools import partial
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

ENGINES: dict[str, Engine] = {}
PATIENCE = 300
"""Seconds."""


def engine_for(url: str, options: dict[str, Any]) -> Engine:
    """Return the engine of this kind; from now on its connections lead to `url`. To be ended with `dispose()`."""
    kind = make_url(url).get_backend_name()
    if kind not in ENGINES:
        ENGINES[kind] = create_engine(url, **options, pool_timeout=PATIENCE)
        event.listen(ENGINES[kind], "connect", _be_patient)
        event.listen(ENGINES[kind], "do_connect", partial(_connect, ENGINES[kind]))
    ENGINES[kind].url = make_url(url)
    return ENGINES[kind]


def _be_patient(connection: DBAPIConnection, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")


def _connect(engine: Engine, dialect: Dialect, *_as_it_was_made: object) -> DBAPIConnection:
    arguments, named = dialect.create_connect_args(engine.url)
    return dialect.connect(*arguments, **named)
