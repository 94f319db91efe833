"""Casting while something breaks: a ballot that was acknowledged is there, and the same form sent again mends the rest.

Cases 44 (Redis is away), 46 (PostgreSQL is killed) and 49 (the web is told to end).
"""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

import worker.voting
from assembly import scope
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.voting import queries, service
from assembly.voting.models import Cast, Secrecy, Vote
from assembly.voting.rules import VoteState
from tests.conftest import migrate
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene, acting
from tests.faults.processes import PATIENCE, ROOT, environment
from tests.journeys.site import free_port, wait_until
from tests.plugins.services import postgres_server
from tests.voting.views.addresses import ballot_url

pytestmark = pytest.mark.slow

CODE = r"<code class=\"ticket-code\">([^<]+)<"
FIRST = 4
"""So many have voted when the web is told to end."""


def open_secret_vote(members: int) -> tuple[Scene, int]:
    with transaction():
        scene = make.assembly_of(members)
    return scene, make.open_vote(scene, secrecy=Secrecy.SEALED)


def cast_by_page(app: Flask, scene: Scene, vote_id: int, number: int) -> str:
    """Cast one member's ballot in a browser of its own; return the page of the receipt."""
    client, seat = app.test_client(), scene.seats[number]
    with app.app_context(), scope.everything():
        right = make.right_of(vote_id, seat)
    sign_in(client, app, seat.delegate_id)
    form = {f"choice_{right}": "Y", "cast_id": f"{number:032}"}
    answer = client.post(ballot_url(scene, vote_id, "/cast"), data=form)
    assert answer.status_code == 303
    return client.get(answer.location).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_redis_ballots_are_taken_and_counted(settings: Settings, make_app: Callable[[Settings], Flask]) -> None:
    """Case 44: nobody is woken, and the timer's sweep finds what there is to do."""
    app = make_app(replace(settings, redis_url="redis://127.0.0.1:1/0"))
    app.config.update(WTF_CSRF_ENABLED=False)
    with app.app_context(), scope.everything():
        scene, vote_id = open_secret_vote(3)
    for number in range(2):
        assert "in the box" in cast_by_page(app, scene, vote_id, number)
    with app.app_context(), scope.everything():
        make.close(vote_id, scene)
        worker.voting.sweep()
        vote = db.session.get_one(Vote, vote_id, populate_existing=True)
        counted = queries.result_of(vote)
        assert counted
        assert (vote.state, counted.ballots) == (VoteState.PUBLISHED, 2)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the test has a PostgreSQL of its own to kill
def test_a_receipt_that_was_shown_outlives_postgresql(
    settings: Settings, make_app: Callable[[Settings], Flask]
) -> None:
    """Case 46. A ballot that was cast at that moment, and had no receipt yet, is not there: the server did die."""
    with postgres_server(durable=True) as url:
        migrate(url)
        app = make_app(replace(settings, database_url=url))
        app.config.update(WTF_CSRF_ENABLED=False)
        with app.app_context(), scope.everything():
            scene, vote_id = open_secret_vote(3)
            page = cast_by_page(app, scene, vote_id, 0)
            with pytest.raises(DatabaseError), transaction() as session:
                seat = scene.seats[1]
                service.cast(acting(seat.delegate_id), vote_id, {make.right_of(vote_id, seat): "N"}, "f" * 32)
                os.kill(session.scalar(text("SELECT pg_backend_pid()")) or 0, signal.SIGKILL)
                session.execute(text("SELECT 1"))
            db.session.remove()
            wait_until(is_back, "PostgreSQL recovers")
            (receipt,) = db.session.scalars(select(Cast.receipt).where(Cast.vote_id == vote_id))
            assert receipt in page
        assert "in the box" in cast_by_page(app, scene, vote_id, 1), "who had no receipt casts again"


def is_back() -> bool:
    with suppress(DatabaseError):
        return bool(db.session.scalar(text("SELECT 1")))
    db.session.rollback()
    return False


class Web:
    """A web process at one address, started again after it was told to end."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.port = settings, free_port()
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with (self.settings.instance / "web.log").open("ab") as log:
            command = [sys.executable, "-m", "assembly", "serve", "--port", str(self.port), "--workers", "2"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | environment(self.settings), stdout=log, stderr=log
            )
        return self.process

    def ask(self, method: str, path: str, cookie: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, body and the cookie from then on; the status is 0 where nobody answers."""
        headers = {"Host": "localhost", "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with suppress(OSError, http.client.HTTPException), closing(connection):
            connection.request(method, path, urlencode(form or {}), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.getheader("Set-Cookie", cookie).partition(";")[0]
        return 0, "", cookie


@contextmanager
def web_of(settings: Settings) -> Iterator[Web]:
    web = Web(settings)
    try:
        wait_until(lambda: web.ask("GET", "/en/", "")[0], "the web answers")
        yield web
    finally:
        web.process.terminate()
        web.process.wait(PATIENCE)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_told_to_end_while_all_vote_it_loses_nothing_that_the_same_form_does_not_mend(
    context: Flask, settings: Settings
) -> None:
    """Case 49: after a third of the answers the process is told to end; another takes its place."""
    scene, vote_id = open_secret_vote(12)
    path, voters = ballot_url(scene, vote_id), []
    for number, seat in enumerate(scene.seats):
        client = context.test_client()
        sign_in(client, context, seat.delegate_id)
        cookie = client.get_cookie(context.config["SESSION_COOKIE_NAME"])
        assert cookie
        voters.append((number, f"{cookie.key}={cookie.value}", make.right_of(vote_id, seat)))
    db.session.remove()
    ending = threading.Event()
    with web_of(settings) as web:
        pages = [web.ask("GET", path, cookie) for _number, cookie, _right in voters]

        def vote(voter: tuple[int, str, int]) -> None:
            number, _cookie, right = voter
            _status, page, cookie = pages[number]
            token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
            assert token, page
            form = {"csrf_token": token[1], f"choice_{right}": "YNA"[number % 3], "cast_id": f"{number:032}"}
            if number >= FIRST:
                ending.wait(PATIENCE)
            give_up = time.monotonic() + PATIENCE
            while (answer := web.ask("POST", f"{path}/cast", cookie, form))[0] != 303:
                assert answer[0] in {0, 503}, f"whoever is told to end answers, or is not there: {answer}"
                assert time.monotonic() < give_up
                time.sleep(0.05)

        with ThreadPoolExecutor(len(voters)) as people:
            done = [people.submit(vote, voter) for voter in voters]
            for one in done[:FIRST]:
                one.result(PATIENCE)
            web.process.terminate()
            ending.set()
            web.process.wait(PATIENCE)
            web.start()
            for one in done:
                one.result(PATIENCE)
        receipts = [web.ask("GET", f"{path}/receipt", cookie) for _number, cookie, _right in voters]
    stored = db.session.scalars(select(Cast.receipt).where(Cast.vote_id == vote_id)).all()
    assert len(stored) == len(voters)
    assert [status for status, _page, _cookie in receipts] == [200] * len(voters)
    assert {code for _status, page, _cookie in receipts for code in re.findall(CODE, page)} == set(stored)
