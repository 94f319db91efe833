"""How many mails a second leave: a notice in four languages, each mail with its own links and a committed state.

python -m benchmarks.mailing [RECIPIENTS…]

PostgreSQL (durable), Redis, two workers as processes of their own, and a mail server that only counts. For each number
of recipients a notice that carries nothing, and one that carries the programme and a calendar file.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from subprocess import Popen

from flask import Flask
from sqlalchemy import create_engine, func, select, text

from assembly import clock, create_app, schema, scope
from assembly.accounts.models import Person
from assembly.config import Settings
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.folding import name_key
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.geography import region_by_country
from assembly.members.models import Member
from assembly.notices import service
from assembly.notices.audience import Audience
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice
from assembly.notices.service import NoticeDraft
from assembly.registration.models import Delegation, Registration
from assembly.registration.rules import RegistrationState
from benchmarks.people import FIRST, LAST, SEATS, ZONES, insert_all
from benchmarks.running import command, proportional_memory, running
from benchmarks.sink import Seen, limit, sink
from tests.factories.agenda import make_programme
from tests.factories.notices import FOUR_BODIES, FOUR_SUBJECTS
from tests.factories.registration import open_event
from tests.plugins.services import postgres_server, redis_server

LANGUAGES = ("en", "es", "fr", "ru")
WORKERS = 2
WARM_UP = 200
PATIENCE = 600.0
MORE = {
    "en": "The assembly begins on ((dates)). Registration is open until ((deadline)).",
    "es": "La asamblea empieza el ((dates)). La inscripción está abierta hasta el ((deadline)).",
    "fr": "L’assemblée commence le ((dates)). L’inscription est ouverte jusqu’au ((deadline)).",
    "ru": "Ассамблея начинается ((dates)). Регистрация открыта до ((deadline)).",
}


@contextmanager
def application(environment: Mapping[str, str]) -> Iterator[Flask]:
    """Give an application on an empty database, and end its connections."""
    engine = create_engine(environment["DATABASE_URL"])
    schema.upgrade(engine)
    engine.dispose()
    settings = Settings(
        instance=Path(environment["ASSEMBLY_INSTANCE"]), secret_key=environment["SECRET_KEY"],
        database_url=environment["DATABASE_URL"], base_url=environment["BASE_URL"], redis_url=environment["REDIS_URL"],
        smtp_url=environment["SMTP_URL"], keys_dir=Path(environment["ASSEMBLY_INSTANCE"]) / "keys", demo=False,
        mail_lease=timedelta(seconds=120), proxies=(), log_level="WARNING",
    )  # fmt: skip
    app = create_app(settings)
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def an_event(people: int) -> Event:
    """Register so many people for an event of their own, five of each member, in four languages and five zones."""
    now = clock.now()
    event = open_event(slug=f"assembly-{people}")
    countries = sorted(region_by_country().items())
    prefix = f"M{people}"
    members = [
        {"code": f"{prefix}-{n}", "name": f"Réseau {prefix}-{n}", "name_key": name_key(f"Réseau {prefix}-{n}"),
         "country": countries[n % 150][0], "region": countries[n % 150][1], "language": "fr", "created_at": now}
        for n in range(-(-people // SEATS))
    ]  # fmt: skip
    member_ids = insert_all(Member, members)
    delegations = [{"event_id": event.id, "member_id": one, "created_at": now} for one in member_ids]
    delegation_ids = insert_all(Delegation, delegations)
    persons = [
        {"email": f"p{n}@{prefix}.example", "name": f"{FIRST[n % 10]} {LAST[n // 10 % 10]} {n}",
         "language": LANGUAGES[n % 4], "zone": ZONES[n % 5], "created_at": now}
        for n in range(people)
    ]  # fmt: skip
    person_ids = insert_all(Person, persons)
    rows = [
        {"event_id": event.id, "delegation_id": delegation_ids[n // SEATS], "member_id": member_ids[n // SEATS],
         "person_id": person_ids[n], "role": ParticipantRole.DELEGATE, "seat": n % SEATS + 1,
         "state": RegistrationState.ACCEPTED, "created_at": now}
        for n in range(people)
    ]  # fmt: skip
    insert_all(Registration, rows)
    make_programme(event)
    return event


def a_notice(event_id: int, kind: NoticeKind) -> int:
    """Write a notice to all of an event; return its id."""
    event = db.session.get_one(Event, event_id)
    bodies = {language: f"{FOUR_BODIES[language]}\n\n{MORE[language]}" for language in LANGUAGES}
    return service.create_notice(None, event, kind, NoticeDraft(FOUR_SUBJECTS, bodies), Audience()).id


def released(notice_id: int) -> float:
    """Release a notice; return the seconds that the page would take."""
    began = time.perf_counter()
    with transaction():
        service.release_notice(None, db.session.get_one(Notice, notice_id))
    return time.perf_counter() - began


def wait_until_recorded() -> float:
    """Return when the last state was committed."""
    waiting = select(func.count()).where(Delivery.state != DeliveryState.SENT)
    while db.session.scalar(waiting):
        db.session.rollback()
        time.sleep(0.01)
    db.session.rollback()
    return time.perf_counter()


def measure(event_id: int, people: int, kind: NoticeKind, seen: Seen, workers: list[Popen[bytes]]) -> None:
    """Print what one notice takes."""
    with transaction():
        notice_id = a_notice(event_id, kind)
    seen.forget()
    before = [proportional_memory(worker) for worker in workers]
    began = time.perf_counter()
    release = released(notice_id)
    seconds = seen.wait_for(people, PATIENCE) - began
    recorded = wait_until_recorded() - began
    after = [proportional_memory(worker) for worker in workers]
    print(
        f"{people:7} {kind.value:8} released in {release:5.2f} s, last accepted after {seconds:6.2f} s "
        f"({people / seconds:5.0f}/s), recorded after {recorded:6.2f} s; {seen.size.value // people} bytes a mail; "
        f"workers {'+'.join(f'{mb:.0f}' for mb in before)} → {'+'.join(f'{mb:.0f}' for mb in after)} MB",
        flush=True,
    )


def main(sizes: list[int]) -> None:
    """Fill a database for each number of recipients, and send."""
    with ExitStack() as stack:
        port, seen = stack.enter_context(sink())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="assembly-benchmark-"))
        environment = {
            "ASSEMBLY_INSTANCE": folder, "SECRET_KEY": token_urlsafe(48), "BASE_URL": "https://assembly.example",
            "DATABASE_URL": stack.enter_context(postgres_server(durable=True)),
            "REDIS_URL": stack.enter_context(redis_server()), "SMTP_URL": f"smtp://127.0.0.1:{port}",
            "LOG_LEVEL": "WARNING",
        }  # fmt: skip
        app = stack.enter_context(application(environment))
        print(f"the mail server's own limit, 16 kB a mail: {limit(port, seen, 16_000):.0f}/s", flush=True)
        with app.app_context(), scope.everything():
            workers = [stack.enter_context(running(command("worker"), environment)) for _ in range(WORKERS)]
            run(sizes, seen, workers)


def run(sizes: list[int], seen: Seen, workers: list[Popen[bytes]]) -> None:
    """Warm the workers, then measure each size."""
    for people in [WARM_UP, *sizes]:
        with transaction():
            event_id = an_event(people).id
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        for kind in (NoticeKind.MESSAGE, NoticeKind.AGENDA):
            measure(event_id, people, kind, seen, workers)


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [232, 10_000, 100_000])
