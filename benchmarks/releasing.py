"""How long the pages of a message to 10,000 take, and its release, on PostgreSQL, beside writing the bare rows.

python -m benchmarks.releasing [PEOPLE]
"""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from assembly import clock, scope
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.notices import service
from assembly.notices.audience import AllOf, Audience, Has, Not
from assembly.notices.kinds import YES, Fact, Template
from assembly.notices.service import NoticeDraft
from assembly.notices.starting_texts import start
from benchmarks.people import application, fill
from tests.factories.accounts import sign_in
from tests.plugins.services import postgres_server

TIMES = 5
MESSAGES = "/en/secretariat/events/assembly/messages"
TOMORROW = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT08:00")
DEMANDING = AllOf((Not(Has(Fact.VOTER, frozenset({YES}))), Has(Fact.DECLARED, frozenset({YES}))))


def report(name: str, act: Callable[[], object]) -> None:
    """Print the median of some runs, the first left out."""
    act()
    taken = []
    for _time in range(TIMES):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    print(f"{statistics.median(taken):8.1f} ms  {name}", flush=True)


def write() -> int:
    """Begin a message to everybody; return its id."""
    event = event_by_slug("assembly")
    begun = start(Template.CONFIRMATION, event.languages)
    draft = NoticeDraft(begun.subject, begun.body)
    return service.create_notice(None, event, begun.kind, draft, Audience(who=DEMANDING)).id


def floor(people: int) -> Callable[[], None]:
    """Return what writes as many rows as a release does, and nothing else."""

    def act() -> None:
        with transaction() as session:
            now = clock.now()
            rows = [
                {"kind": "floor", "subject_id": number, "person_id": 1, "address": "a@people.example", "name": "Ana",
                 "language": "en", "zone": "UTC", "message_id": f"<{now.timestamp()}-{number}>", "created_at": now,
                 "due_at": now, "attempts": 0, "uncertain": 0}
                for number in range(people)
            ]  # fmt: skip
            session.execute(insert(Delivery), rows)
            session.rollback()

    return act


def released(client: FlaskClient, notice_id: int, **when: str) -> float:
    """Review and release a message; return how long the release took, in seconds."""
    page = client.get(f"{MESSAGES}/{notice_id}/review", query_string=when).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    began = time.perf_counter()
    answer = client.post(f"{MESSAGES}/{notice_id}/release", data={**hidden, **when})
    taken = time.perf_counter() - began
    if not answer.location.endswith("/progress"):
        raise RuntimeError(answer.location)
    return taken


def measure(app: Flask, secretary: int, people: int) -> None:
    client = app.test_client()
    sign_in(client, app, secretary)
    with app.app_context(), scope.everything():
        report(f"floor: {people} rows of the outbox, written and nothing else", floor(people))
        with transaction():
            first, second = write(), write()
    for name, rest in (("audience", "audience"), ("recipients", "recipients"), ("preview", "preview"),
                       ("review", "review"), ("mails to one's own clock", f"review?when=own&at={TOMORROW}")):  # fmt: skip
        report(name, lambda rest=rest: client.get(f"{MESSAGES}/{first}/{rest}"))
    print(f"{1000 * released(client, first):8.1f} ms  release at once")
    print(f"{1000 * released(client, second, when='own', at=TOMORROW):8.1f} ms  release by each one's own clock")
    report("progress", lambda: client.get(f"{MESSAGES}/{second}/progress"))
    for act in ("pause", "resume"):
        began = time.perf_counter()
        client.post(f"{MESSAGES}/{second}/steer", data={"act": act})
        print(f"{1000 * (time.perf_counter() - began):8.1f} ms  {act}")
    began = time.perf_counter()
    client.post(f"{MESSAGES}/{second}/cancel")
    print(f"{1000 * (time.perf_counter() - began):8.1f} ms  call off")
    with app.app_context():
        print(dict(db.session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()))


def main(people: int) -> None:
    """Fill a database, then measure."""
    with postgres_server() as database, tempfile.TemporaryDirectory() as folder:
        app = application(database, folder)
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context(), scope.everything(), transaction():
            secretary = fill(people)
        measure(app, secretary, people)
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
