"""How long the lists of 10,000 people and the statistics of an event take on PostgreSQL, beside one bare query.

python -m benchmarks.people [PEOPLE]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, insert, select, text

from assembly import clock, create_app, schema, scope
from assembly.accounts.models import Person, Role
from assembly.config import Settings
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.folding import name_key
from assembly.members.geography import region_by_country
from assembly.members.models import Member
from assembly.registration.consents.models import Consent, ConsentPurpose
from assembly.registration.models import Delegation, Registration
from assembly.registration.rules import RegistrationState
from tests.factories.accounts import sign_in, staff
from tests.factories.registration import open_event
from tests.plugins.services import postgres_server

TIMES = 20
SEATS = 5
FIRST = ("Awa", "Zoë", "Moussa", "Айгерим", "José", "Nguyễn", "Łucja", "Fátima", "Li", "Ana")
LAST = ("Diallo", "Müller", "Keïta", "Нурланова", "de la Cruz", "Văn An", "Wójcik", "Benali", "Wei", "Silva")
ZONES = ("Africa/Bamako", "Asia/Bangkok", "America/Lima", "Europe/Vienna", "Asia/Almaty")
OFFICE, EVENT = "/en/secretariat/events/assembly", "/en/events/assembly"


def application(database: str, folder: str) -> Flask:
    """Return an application on an empty database."""
    engine = create_engine(database)
    schema.upgrade(engine)
    engine.dispose()
    settings = Settings(
        instance=Path(folder), secret_key=token_urlsafe(), database_url=database,
        base_url="http://localhost", redis_url=None, smtp_url=None, keys_dir=Path(folder) / "keys", demo=False,
        mail_lease=timedelta(seconds=120), proxies=(), log_level="WARNING",
    )  # fmt: skip
    return create_app(settings)


def fill(people: int) -> int:
    """Register so many people, five of each member, most of whom agreed to be listed; return a secretary's id."""
    now = clock.now()
    event, secretary = open_event(slug="assembly"), staff(Role.ADMINISTRATOR)
    countries = sorted(region_by_country().items())
    members = [
        {"code": f"M-{n}", "name": f"Réseau {n}", "name_key": name_key(f"Réseau {n}"), "country": countries[n % 150][0],
         "region": countries[n % 150][1], "language": "fr", "created_at": now}
        for n in range(people // SEATS)
    ]  # fmt: skip
    member_ids = insert_all(Member, members)
    delegations = [{"event_id": event.id, "member_id": one, "created_at": now} for one in member_ids]
    delegation_ids = insert_all(Delegation, delegations)
    persons = [
        {"email": f"p{n}@people.example", "name": f"{FIRST[n % 10]} {LAST[n // 10 % 10]} {n}", "latin_name": None,
         "language": ("en", "es", "fr", "ru")[n % 4], "zone": ZONES[n % 5], "created_at": now}
        for n in range(people)
    ]  # fmt: skip
    person_ids = insert_all(Person, persons)
    rows = [
        {"event_id": event.id, "delegation_id": delegation_ids[n // SEATS], "member_id": member_ids[n // SEATS],
         "person_id": person_ids[n], "role": ParticipantRole.DELEGATE, "seat": n % SEATS + 1,
         "state": RegistrationState.ACCEPTED, "created_at": now - timedelta(minutes=7 * n % 43_200)}
        for n in range(people)
    ]  # fmt: skip
    insert_all(Registration, rows)
    agreed = [
        {"event_id": event.id, "person_id": one, "purpose": purpose, "given_at": now}
        for n, one in enumerate(person_ids)
        for purpose in (ConsentPurpose.LIST_OF_PARTICIPANTS, ConsentPurpose.PICTURES)
        if n % 10
    ]
    insert_all(Consent, agreed)
    return secretary.id


def insert_all(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Store rows; return their ids in the same order."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))


def milliseconds(act: Callable[[], object]) -> tuple[float, float]:
    """Return the median and the longest of some runs, the first left out."""
    act()
    taken = []
    for _time in range(TIMES):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), max(taken)


def report(name: str, act: Callable[[], object]) -> None:
    median, longest = milliseconds(act)
    print(f"{median:8.1f} ms  (longest {longest:6.1f})  {name}")


def measure(app: Flask, secretary: int, people: int) -> None:
    """Print what each page takes, after the floor: one count of the same people."""
    client = app.test_client()
    sign_in(client, app, secretary)
    last = people // 100

    def get(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")

    with app.app_context(), scope.everything():
        report(f"floor: the names of {people} people, read and nothing else",
               lambda: db.session.execute(select(Person.name)).all())  # fmt: skip
    pages = {
        "people, first page": f"{OFFICE}/people",
        "people, last page": f"{OFFICE}/people?page={last}",
        "people, searched": f"{OFFICE}/people?q=muller",
        "people, filtered": f"{OFFICE}/people?role=delegate&state=accepted&region=europe&language=ru",
        "participants, first page": f"{EVENT}/participants",
        "participants, last page": f"{EVENT}/participants?page={last}",
        "participants, searched": f"{EVENT}/participants?q=muller",
        "statistics": f"{OFFICE}/statistics",
        "people as CSV": f"{OFFICE}/people.csv",
    }
    for name, address in pages.items():
        report(name, lambda address=address: get(address))  # type: ignore[misc]


def main(people: int) -> None:
    """Fill a database, then measure."""
    with postgres_server() as database, tempfile.TemporaryDirectory() as folder:
        app = application(database, folder)
        with app.app_context(), scope.everything(), transaction():
            secretary = fill(people)
        with app.app_context():
            db.session.execute(text("ANALYZE"))
            db.session.commit()
            assert db.session.scalar(select(Event.slug)) == "assembly"  # noqa: S101
        measure(app, secretary, people)
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
