"""How many guests a second go their whole way on two gunicorn workers and PostgreSQL: the event page, the form behind
the link in their mail, the form sent, the page that says that they are registered; with the mail queued.

The same client asks for the floor in the same run: as many bare pages as a journey has requests.

python -m benchmarks.journey [GUESTS]
"""

import re
import secrets
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from sqlalchemy import func, select

from assembly import clock, create_app, scope
from assembly.accounts.models import Person, Purpose, Token
from assembly.config import load_settings
from assembly.database import transaction
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration.models import Registration, RegistrationState
from assembly.security import new_token, token_hash
from benchmarks.people import insert_all
from benchmarks.running import bare_gunicorn, command, free_port, instance, running, seconds_to_first_page
from tests.factories.registration import open_event
from tests.plugins.services import postgres_server, redis_server

CLIENTS = 8
REQUESTS = 4
SLUG = "journey"
WARM = 100
"""Journeys before the clock starts: each process has to load what it needs."""


def invite(guests: int) -> list[str]:
    """Add an event and so many invited guests; return the tokens of their links."""
    now = clock.now()
    event = open_event(slug=SLUG)
    tokens = [new_token() for _number in range(guests)]
    persons = [
        {"email": f"g{n}@guests.example", "name": f"Guest {n}", "latin_name": None, "language": "en",
         "zone": "Africa/Bamako", "created_at": now}
        for n in range(guests)
    ]  # fmt: skip
    person_ids = insert_all(Person, persons)
    rows = [
        {"event_id": event.id, "person_id": one, "role": ParticipantRole.GUEST, "state": RegistrationState.DRAFT,
         "party": secrets.token_hex(8), "created_at": now}
        for one in person_ids
    ]  # fmt: skip
    registration_ids = insert_all(Registration, rows)
    links = [
        {"purpose": Purpose.GUEST, "person_id": person, "subject_id": registration, "hash": token_hash(token),
         "created_at": now, "expires_at": now + timedelta(days=9)}
        for person, registration, token in zip(person_ids, registration_ids, tokens, strict=True)
    ]  # fmt: skip
    insert_all(Token, links)
    return tokens


class Browser:
    """One guest's browser: it keeps the cookie, and asks for each page anew, as behind nginx."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[HTTPResponse, str]:
        """Return the answer and its text."""
        headers = {"Cookie": self.cookie, "Connection": "close"}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body=urlencode(fields or {}), headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        return answer, text


def journey(port: int, token: str) -> None:
    """Register one guest; raise where an answer is not as it should be."""
    browser, link = Browser(port), f"/en/guest/{token}"
    event, _text = browser.ask("GET", f"/en/events/{SLUG}")
    form, page = browser.ask("GET", link)
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    if (event.status, form.status) != (HTTPStatus.OK, HTTPStatus.OK) or not found:
        raise RuntimeError(f"{event.status} {form.status} {page[:200]}")
    typed = {"name": "Li Wei", "latin_name": "", "language": "fr", "zone": "Africa/Bamako", "position": "Researcher"}
    sent, page = browser.ask("POST", link, typed | {"csrf_token": found[1]})
    _done, page = browser.ask("GET", link)
    if sent.status != HTTPStatus.SEE_OTHER or "You are registered" not in page:
        raise RuntimeError(f"{sent.status} {page[:200]}")


def bare(port: int) -> None:
    """Ask for as many bare pages as a journey has requests."""
    for _request in range(REQUESTS):
        Browser(port).ask("GET", "/")


def rate(act: Callable[[str], None], arguments: list[str]) -> float:
    """Return how often a second it was done, by so many clients at once."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _done in pool.map(act, arguments):
            pass
    return len(arguments) / (time.perf_counter() - began)


def main(guests: int) -> None:
    """Invite the guests, let them register, and print the figures."""
    with (
        postgres_server() as database,
        redis_server() as broker,
        instance(DATABASE_URL=database, REDIS_URL=broker) as env,
    ):
        port, floor_port = free_port(), free_port()
        env |= {"BASE_URL": f"http://127.0.0.1:{port}"}
        app = create_app(load_settings(env))
        with app.app_context(), scope.everything(), transaction():
            tokens = invite(WARM + guests)
        with running(bare_gunicorn(floor_port, workers=2), env):
            seconds_to_first_page(f"http://127.0.0.1:{floor_port}/", time.perf_counter())
            floor = rate(lambda _token: bare(floor_port), tokens[:WARM])
            print(f"{floor:8.1f}/s  floor: {REQUESTS} bare templates of 50 rows")
        with running(command("serve", "--port", str(port), "--workers", "2"), env):
            seconds_to_first_page(f"http://127.0.0.1:{port}/en/", time.perf_counter())
            rate(lambda token: journey(port, token), tokens[:WARM])
            journeys = rate(lambda token: journey(port, token), tokens[WARM:])
            print(f"{journeys:8.1f}/s  journeys of {REQUESTS} requests, {floor / journeys:.1f} × slower than the floor")
        with app.app_context(), scope.everything():
            queued = db.session.scalar(select(func.count()).where(Delivery.kind == "registration-confirmed"))
            came = db.session.scalar(select(func.count()).where(Registration.state == RegistrationState.ACCEPTED,
                                                                Registration.role == ParticipantRole.GUEST))  # fmt: skip
            print(f"{came} guests are registered, {queued} mails of confirmation wait (the demonstration's among them)")
            db.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
