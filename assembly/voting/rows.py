"""Rows of which the key lets in one: what is cast, and the ballots."""

from functools import cache

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from assembly.database import rows_touched
from assembly.database_types import Base
from assembly.extensions import db


def put_in(model: type[Base], **values: object) -> bool:
    """Insert a row in the open transaction; return False where its key was taken, and nothing is changed.

    Whoever comes second waits until the first has committed. Unlike an error, the answer leaves the transaction
    usable, so that no savepoint is needed around it.
    """
    statement = _statement(model, db.session.get_bind().dialect.name)
    done = db.session.execute(statement, values, execution_options={"preserve_rowcount": True})
    return rows_touched(done) == 1


@cache
def _statement(model: type[Base], dialect: str) -> Insert:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - for the type checker
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
