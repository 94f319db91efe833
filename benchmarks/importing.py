"""How long a worker takes to store a sheet of 10,000 members in 12 columns, beside the floor: read it, and COPY it.

python -m benchmarks.importing [ROWS]
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import psycopg
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine

from assembly import clock, create_app, schema, scope
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Purpose
from assembly.config import Settings
from assembly.database import transaction
from assembly.exports import Table, as_xlsx
from assembly.extensions import db
from assembly.members import importer, queries, runs
from assembly.members.queries import MemberFilter
from tests.plugins.services import postgres_server
from worker.members import import_members

HEADINGS = [
    "code", "name", "country", "kind", "status", "weight", "language", "website", "joined_on",
    "contact_name", "contact_email", "contact_zone",
]  # fmt: skip
COUNTRIES = ("ML", "Cambodge", "Россия", "Perú", "France", "KE")
AGAIN = 3
"""Runs of the floor, of which the quickest counts."""


def row(number: int, weight: int) -> list[str | int]:
    name = ("Бюро по правам ребёнка", "Éducation pour tous", "Child Rights Centre")[number % 3]
    return [
        f"M-{number}", f"{name} {number}", COUNTRIES[number % len(COUNTRIES)], "organisation", "full", weight, "fr",
        f"https://member-{number}.example", "2019-03-25",
        f"Aminata Koné {number}", f"focal-{number}@member-{number}.example", "Africa/Bamako",
    ]  # fmt: skip


def sheet(rows: int, weight: int) -> bytes:
    return as_xlsx(Table("members", HEADINGS, [row(number, weight) for number in range(rows)]))


def floor(url: str, content: bytes) -> float:
    """Return the seconds to read the cells and to COPY them into a table of texts: nothing is looked at."""
    address = url.replace("postgresql+psycopg://", "postgresql://")
    columns = ", ".join(f"{heading} text" for heading in HEADINGS)
    times = []
    for _again in range(AGAIN):
        begun = time.perf_counter()
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        with psycopg.connect(address) as connection:
            connection.execute("DROP TABLE IF EXISTS floor")
            connection.execute(f"CREATE TABLE floor ({columns})")
            with connection.cursor() as cursor, cursor.copy("COPY floor FROM STDIN") as copy:
                for cells in rows[1:]:
                    copy.write_row([str(cell) for cell in cells])
        times.append(time.perf_counter() - begun)
    return min(times)


@contextmanager
def application(database: str) -> Iterator[Flask]:
    engine = create_engine(database)
    schema.upgrade(engine)
    engine.dispose()
    with tempfile.TemporaryDirectory(prefix="assembly-benchmark-") as folder:
        settings = Settings(
            instance=Path(folder), secret_key="x" * 40, database_url=database, base_url="http://localhost",
            redis_url=None, smtp_url=None, keys_dir=Path(folder) / "keys", demo=False,
            mail_lease=timedelta(seconds=120), proxies=(), log_level="WARNING",
        )  # fmt: skip
        yield create_app(settings)


def secretary() -> Actor:
    with transaction():
        person = Person(
            email="s@f.example", name="S", language="en", zone="UTC", zone_confirmed=True, created_at=clock.now()
        )
        db.session.add(person)
        db.session.flush()
        return Actor(person.id, 1, "S", "en", "UTC", Purpose.SIGN_IN, ())


def confirmed(actor: Actor, instance: Path, content: bytes) -> int:
    """Upload and confirm a sheet, as the secretariat does."""
    with transaction():
        run = runs.begin(actor, instance, content)
        outcome = importer.examine(runs.sheet_of(run, runs.raw_of(instance, run)).rows)
        runs.confirm(run, outcome.fingerprint)
        return run.id


def measured(label: str, act: Callable[[], object], bare: float) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{wall:6.2f} s ({cpu:5.2f} s of them computing)  {wall / bare:5.1f} × the floor  {label}")


def main(rows: int) -> None:
    """Store a sheet of new members, the same sheet with one changed column, and the same again; then list them."""
    with postgres_server(durable=True) as database, application(database) as app:
        new, changed = sheet(rows, 1), sheet(rows, 2)
        bare = floor(database, new)
        print(f"{bare:6.2f} s  floor: calamine reads {rows} rows of {len(HEADINGS)} columns, COPY stores them as text")
        instance = app.extensions["settings"].instance
        with app.app_context(), scope.everything():
            actor = secretary()
            for label, content in (("new", new), ("changed in one column", changed), ("unchanged", changed)):
                run_id = confirmed(actor, instance, content)
                measured(f"the task, every row {label}", partial(import_members, run_id), bare)
            measured("a page of the list, searched", lambda: queries.members_page(MemberFilter(search="éduc"), 3), bare)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
