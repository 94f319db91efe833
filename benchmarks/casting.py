"""How many ballots a second voters who are signed in cast, with two gunicorn workers on a durable PostgreSQL.

Each has its page open, as in a sitting in which the chair says "vote now": what is measured is the cast itself, from
the request to the answer after the commit. The same client asks for the floor in the same run: a bare Flask POST with
two writes, on the same server and database.

python -m benchmarks.casting [VOTERS]
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from statistics import median, quantiles
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import text

from assembly import create_app, scope
from assembly.config import load_settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.voting import queries
from assembly.voting.models import RuleProfile, Secrecy
from benchmarks.journey import Browser
from benchmarks.running import bare_gunicorn, command, cpu_seconds, free_port, instance, running, seconds_to_first_page
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.events import make_event
from tests.factories.voting import Scene
from tests.plugins.services import postgres_server, redis_server

CLIENTS = 8
WARM = 100
"""Ballots before the clock starts: each process has to load what it needs."""


class Voter(NamedTuple):
    """A browser with the page open, and the form that it will send."""

    browser: Browser
    path: str
    form: dict[str, str]


def assemble(members: int) -> tuple[Scene, int]:
    """Add an event with so many members that vote, beside those of the demonstration, and open a secret motion."""
    with transaction():
        event = make_event(slug="casting")
        seats = tuple(make.seat(event) for _member in range(members))
        profile = RuleProfile(name=event.title, article=event.title, rules=make.RULES.as_data())
        db.session.add(profile)
        staff = accounts.staff()
        db.session.flush()
        scene = Scene(event.id, event.slug, staff.id, profile.id, seats)
    return scene, make.open_vote(scene, secrecy=Secrecy.SEALED)


def with_page_open(app: Flask, port: int, scene: Scene, vote_id: int, number: int) -> Voter:
    """Sign one delegate in, and open the ballot: it has the token that the form must carry."""
    seat, client = scene.seats[number], app.test_client()
    sign_in(client, app, seat.delegate_id)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    browser, path = Browser(port), f"/en/events/{scene.slug}/votes/{vote_id}"
    browser.cookie = f"{cookie.key}={cookie.value}" if cookie else ""
    _answer, page = browser.ask("GET", path)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    if token is None:
        raise RuntimeError(page[:500])
    with app.app_context(), scope.everything():
        right = make.right_of(vote_id, seat)
    form = {"csrf_token": token[1], f"choice_{right}": "YNA"[number % 3], "cast_id": f"{number:032x}"}
    return Voter(browser, f"{path}/cast", form)


def cast(voter: Voter) -> float:
    """Send the form; return the seconds until the answer, and raise where it is no receipt."""
    began = time.perf_counter()
    answer, page = voter.browser.ask("POST", voter.path, voter.form)
    if answer.status != HTTPStatus.SEE_OTHER:
        raise RuntimeError(f"{answer.status} {page[:300]}")
    return time.perf_counter() - began


def write(port: int) -> float:
    """Let the floor write; return the seconds."""
    began = time.perf_counter()
    Browser(port).ask("POST", "/two-writes")
    return time.perf_counter() - began


def measured(what: str, act: Callable[[Any], float], arguments: Sequence[Any], web: subprocess.Popen[bytes]) -> float:
    """Do it by all clients at once; print and return how often a second."""
    cpu, began = cpu_seconds(web), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        taken = list(pool.map(act, arguments))
    rate = len(taken) / (time.perf_counter() - began)
    middle, last = median(taken) * 1000, quantiles(taken, n=100)[98] * 1000
    each = (cpu_seconds(web) - cpu) / len(taken) * 1000
    print(f"{rate:8.1f}/s  {what}: median {middle:.0f} ms, p99 {last:.0f} ms; {each:.1f} ms of CPU each in the web")
    return rate


def main(voters: int) -> None:
    """Open the vote, let all cast, and print the figures."""
    with (
        postgres_server(durable=True) as database,
        redis_server() as broker,
        instance(DATABASE_URL=database, REDIS_URL=broker) as env,
    ):
        port, floor_port = free_port(), free_port()
        env |= {"BASE_URL": f"http://127.0.0.1:{port}"}
        app = create_app(load_settings(env))
        with app.app_context(), scope.everything():
            scene, vote_id = assemble(WARM + voters)
            with transaction() as session:
                session.execute(text("CREATE TABLE floor (id bigserial PRIMARY KEY, text text)"))
        with running(bare_gunicorn(floor_port, workers=2), env) as web:
            seconds_to_first_page(f"http://127.0.0.1:{floor_port}/", time.perf_counter())
            measured("warming up", write, [floor_port] * WARM, web)
            floor = measured("floor: a bare POST with two writes", write, [floor_port] * voters, web)
        with running(command("serve", "--port", str(port), "--workers", "2"), env) as web:
            seconds_to_first_page(f"http://127.0.0.1:{port}/en/", time.perf_counter())
            ready = [with_page_open(app, port, scene, vote_id, number) for number in range(WARM + voters)]
            measured("warming up", cast, ready[:WARM], web)
            ballots = measured("secret ballots cast", cast, ready[WARM:], web)
            print(f"{floor / ballots:.1f} x slower than the floor")
        with app.app_context(), scope.everything():
            print(f"{queries.turnout(vote_id).cast} ballots are in the box")
            db.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
