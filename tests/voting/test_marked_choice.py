"""Case 26, beyond the database: a marked secret choice is not in Redis, in no mail, and in no report of a fault."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from assembly import queue, scope, web_errors
from assembly.config import Settings
from assembly.database import transaction
from assembly.mail import deliver, inbox
from assembly.voting import sealing
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.test_logs import logged
from tests.voting.test_secrecy import MARK, secret_election
from tests.voting.views.addresses import ballot_url


def site(app: Flask) -> tuple[Scene, int]:
    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(2)
        return scene, secret_election(scene)


def cast(app: Flask, client: FlaskClient, scene: Scene, vote_id: int) -> int:
    """Cast the marked ballot by HTTP; return the status."""
    with app.app_context(), scope.everything():
        right = make.right_of(vote_id, scene.seats[0])
    sign_in(client, app, scene.seats[0].delegate_id)
    form = {f"choice_{right}": MARK, "cast_id": "0" * 32}
    return client.post(ballot_url(scene, vote_id, "/cast"), data=form).status_code


def in_redis(url: str) -> str:
    """Return everything that a Redis holds: names and values, and the messages of Celery as they read."""
    found: list[bytes] = []
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            values = values_of(client, key)
            found += [key, *values, *(b64decode(json.loads(value)["body"]) for value in values if b'"body"' in value)]
    return b"\n".join(found).decode(errors="replace")


def values_of(client: Any, key: bytes) -> list[bytes]:
    match client.type(key):
        case b"list":
            return list(client.lrange(key, 0, -1))
        case b"set":
            return list(client.smembers(key))
        case b"zset":
            return list(client.zrange(key, 0, -1))
        case b"hash":
            return [part for pair in client.hgetall(key).items() for part in pair]
        case _:
            return [client.get(key)]


def test_it_is_neither_in_redis_nor_in_any_mail(
    settings: Settings, make_app: Callable[[Settings], Flask], redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(replace(settings, redis_url=redis_url))
    app.config.update(WTF_CSRF_ENABLED=False)
    monkeypatch.setattr(queue, "_send", lambda task, args: app.extensions["celery"].send_task(task, args=args))
    scene, vote_id = site(app)
    assert cast(app, app.test_client(), scene, vote_id) == 303
    assert "mail.deliver" in in_redis(redis_url)
    assert MARK not in in_redis(redis_url)
    with app.app_context(), scope.everything():
        deliver.run()
        mails = [inbox.read(settings.inbox, id_) for id_ in inbox.ids(settings.inbox)]
        files = b"".join(path.read_bytes() for path in settings.inbox.rglob("*") if path.is_file()).decode()
        assert any("receipt" in mail.summary.subject.lower() for mail in mails)
        assert MARK not in files + "".join(mail.html + mail.text for mail in mails)
        with transaction():
            queue.enqueue("mail.deliver", MARK)
    assert MARK in in_redis(redis_url), "the negative control"


class Recorder:
    """Keeps the faults that the log is given."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def error(self, _event: str, **details: Any) -> None:
        self.lines.append(logged(details["exc_info"]) + repr({**details, "exc_info": None}))


@pytest.mark.both_databases
@pytest.mark.parametrize("fault", ["of the seal", "of the database", "that says it"])
def test_it_is_in_no_report_of_a_fault(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], fault: str
) -> None:
    scene, vote_id = site(app)

    def refuse(*asked: object) -> bytes:
        raise RuntimeError(str(asked[-1]) if fault == "that says it" else "no entropy")

    if fault == "of the database":
        with app.app_context(), transaction() as session:
            session.execute(text("ALTER TABLE sealed_ballot RENAME TO elsewhere"))
    else:
        monkeypatch.setattr(sealing, "seal", refuse)
    reports = Recorder()
    monkeypatch.setattr(web_errors, "log", reports)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert cast(app, client, scene, vote_id) == 500
    assert len(reports.lines) == 1
    written = capfd.readouterr()
    told = reports.lines[0] + written.out + written.err
    assert (MARK in told) == (fault == "that says it"), "the last is the negative control"
