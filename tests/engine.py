"""One engine of each kind for all the databases of a process, since an engine keeps the statements that it compiled."""

from functools import partial
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

ENGINES: dict[str, Engine] = {}


def engine_for(url: str, options: dict[str, Any]) -> Engine:
    """Return the engine of this kind; from now on its connections lead to `url`. To be ended with `dispose()`."""
    kind = make_url(url).get_backend_name()
    if kind not in ENGINES:
        ENGINES[kind] = create_engine(url, **options)
        event.listen(ENGINES[kind], "do_connect", partial(_connect, ENGINES[kind]))
    ENGINES[kind].url = make_url(url)
    return ENGINES[kind]


def _connect(engine: Engine, dialect: Dialect, *_as_it_was_made: object) -> DBAPIConnection:
    arguments, named = dialect.create_connect_args(engine.url)
    return dialect.connect(*arguments, **named)
