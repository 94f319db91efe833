"""Whether the database is of the version that this program needs.

Asked at every start, and therefore without Alembic, whose import would make each of them slower.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembly.config import load_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"


def newest() -> str:
    """Return the newest version: the number with which the name of the last migration begins."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def check_database() -> None:
    """Stop where the database is empty, older or newer, and say what to do.

    One that does not answer is no reason to stop: it may come back, and pages and workers wait for it.
    """
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import OperationalError, ProgrammingError

    engine = create_engine(load_settings().database_url)
    try:
        with engine.connect() as connection:
            if connection.scalar(text("SELECT version_num FROM alembic_version")) == newest():
                return
        _say_which(engine)
    except ProgrammingError:  # PostgreSQL: there is no such table
        _say_which(engine)
    except OperationalError as error:
        if "no such table" in str(error.orig):
            _say_which(engine)
        click.echo(f"The database does not answer: {error.orig}. See: assembly check", err=True)
    finally:
        engine.dispose()


def _say_which(engine: "Engine") -> None:
    from assembly import schema

    schema.check_version(engine)
