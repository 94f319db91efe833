"""What signing in must survive (security.md, cases 8 to 10)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts import rules
from assembly.accounts import sign_in as sign_in_service
from assembly.accounts.models import Person, SignInRequest, UserSession
from assembly.accounts.sessions import COOKIE_KEY
from assembly.database import transaction
from assembly.extensions import db, limiter
from tests.accounts.conftest import Mail
from tests.accounts.test_signing_in import ADDRESS, ask, signed_in_as
from tests.factories.accounts import sign_in
from tests.statements import statements

Work = Callable[[], list[Mail]]
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


def sign_in_steps(app: Flask, address: str) -> tuple[list[str], list[str]]:
    """Ask and guess; return the pages without the address itself and the token that guards a form, and the SQL."""
    client = app.test_client()
    with statements() as sql:
        answers = [
            client.get("/en/sign-in"),
            client.post("/en/sign-in", data={"email": address}),
            client.get("/en/sign-in/code"),
            client.post("/en/sign-in/code", data={"code": "123456"}),
        ]
    pages = [f"{answer.status} {answer.text.replace(address, 'ADDRESS')}" for answer in answers]
    return [re.sub(r'name="csrf_token" value="[^"]+"', "", page) for page in pages], sql


def test_known_and_unknown_addresses_look_the_same(app: Flask, aminata: int, wake_ups: list[object]) -> None:
    known = sign_in_steps(app, ADDRESS)
    assert known == sign_in_steps(app, "nobody@acesem.example")
    assert not any(re.search(r"(FROM|JOIN) person\b", statement) for statement in known[1])
    assert wake_ups == [("accounts.answer_sign_in", (1,)), ("accounts.answer_sign_in", (2,))]


def test_a_code_can_be_tried_five_times(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    [mail] = work()
    wrong = f"{(int(mail.code.replace(' ', '')) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        assert f"{left} tr" in client.post("/en/sign-in/code", data={"code": wrong}).text
    last = client.post("/en/sign-in/code", data={"code": wrong})
    assert 'href="/en/sign-in"' in last.text
    assert 'name="code"' not in last.text
    assert client.post("/en/sign-in/code", data={"code": mail.code}).status_code != 303
    assert signed_in_as(client) is None
    assert client.post(mail.path).status_code == 303  # the link in the mail is not locked


@pytest.mark.both_databases
def test_tries_are_counted_though_they_come_at_once(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    work()
    with app.app_context():
        for _time in range(20):
            with transaction():
                sign_in_service.try_code(1, "000000", clock.now())
        assert db.session.scalar(select(SignInRequest.guesses)) == rules.GUESSES


def test_guessing_with_forged_networks_is_slowed_down_and_locks_nobody_out(
    app: Flask, work: Work, aminata: int
) -> None:
    attacker = app.test_client()
    ask(attacker)
    answers = [
        attacker.post(
            "/fr/sign-in/code", data={"code": f"{guess:06}"}, headers={"X-Forwarded-For": f"203.0.113.{guess}"}
        ).status_code
        for guess in range(60)
    ]
    assert answers.count(429) == 30
    assert attacker.post("/fr/sign-in", data={"email": ADDRESS}).status_code in {303, 429}
    owner = app.test_client()
    answer = owner.post("/fr/sign-in", data={"email": ADDRESS}, environ_overrides=ELSEWHERE)
    assert answer.status_code == 303
    assert owner.post(work()[-1].path, environ_overrides=ELSEWHERE).status_code == 303


def test_asking_again_and_again_is_slowed_down_for_one_network_only(app: Flask, aminata: int) -> None:
    answers = [app.test_client().post("/fr/sign-in", data={"email": ADDRESS}).status_code for _time in range(6)]
    assert answers == [303] * 5 + [429]
    other = app.test_client().post("/fr/sign-in", data={"email": ADDRESS}, environ_overrides=ELSEWHERE)
    assert other.status_code == 303
    too_many = app.test_client().post("/fr/sign-in", data={"email": ADDRESS})
    assert '<html lang="fr">' in too_many.text


def test_a_flooded_mailbox_always_has_a_link_that_works(app: Flask, work: Work, aminata: int) -> None:
    """However many networks ask, few codes exist to guess at, and the owner is not locked out."""
    start = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    received, working = 0, list[Mail]()
    with time_machine.travel(start, tick=False) as now:
        for minute in range(70):
            now.move_to(start + timedelta(minutes=minute))
            network = {"REMOTE_ADDR": f"198.51.100.{minute}"}
            app.test_client().post("/fr/sign-in", data={"email": ADDRESS}, environ_overrides=network)
            arrived = work()
            received += len(arrived)
            working = [one for one in [*working, *arrived] if app.test_client().get(one.path).status_code == 200]
            assert 1 <= len(working) <= rules.MAILS_WITHIN_LIFETIME
    assert received <= 15


def test_a_cookie_from_before_is_not_the_one_after(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    before = client.get_cookie("assembly")
    [mail] = work()
    client.post(mail.path)
    after = client.get_cookie("assembly")
    assert before
    assert after
    assert before.value != after.value
    with client.session_transaction() as cookie:
        assert set(cookie) == {COOKIE_KEY, "_permanent"}  # nothing of what was planted before
    planted = app.test_client()
    planted.set_cookie("assembly", before.value)
    assert signed_in_as(planted) is None


@pytest.mark.both_databases
def test_signing_in_again_ends_the_former_session(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    old = sign_in(client, app, aminata)
    with client.session_transaction() as cookie:
        token = cookie[COOKIE_KEY]
    ask(app.test_client())
    assert client.post(work()[0].path).status_code == 303
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    assert signed_in_as(thief) is None
    with app.app_context():
        assert db.session.get_one(UserSession, old).ended_at is not None


def test_signing_out_ends_the_session_at_once_even_for_a_copied_cookie(
    app: Flask, client: FlaskClient, aminata: int
) -> None:
    sign_in(client, app, aminata)
    copied = client.get_cookie("assembly")
    assert copied
    assert client.post("/en/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("assembly", copied.value)
    assert signed_in_as(client) is None
    assert signed_in_as(thief) is None


def test_looking_at_the_way_out_does_not_sign_out(app: Flask, client: FlaskClient, aminata: int) -> None:
    sign_in(client, app, aminata)
    assert client.get("/en/sign-out").status_code == 405
    assert signed_in_as(client) == "Aminata Koné"


def test_disabling_somebody_ends_their_sessions_and_links(
    app: Flask, client: FlaskClient, work: Work, aminata: int
) -> None:
    sign_in(client, app, aminata)
    other = app.test_client()
    ask(other)
    [mail] = work()
    with app.app_context(), transaction() as session:
        session.get_one(Person, aminata).disabled_at = clock.now()
    assert signed_in_as(client) is None
    assert other.post(mail.path).status_code == 410


@pytest.mark.both_databases
def test_a_form_from_elsewhere_is_refused(app: Flask, client: FlaskClient, aminata: int) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, app, aminata)
    assert client.post("/en/sign-out").status_code == 400
    assert client.post("/en/me", data={"name": "Evil", "language": "en", "zone": "UTC"}).status_code == 400
    assert signed_in_as(client) == "Aminata Koné"
    page = client.get("/en/me").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    assert client.post("/en/sign-out", data={"csrf_token": token[1]}).status_code == 303


@pytest.mark.both_databases
def test_nothing_of_a_link_or_code_is_stored_readable(
    app: Flask, client: FlaskClient, work: Work, aminata: int
) -> None:
    ask(client)
    [mail] = work()
    token = mail.path.rpartition("/")[2]
    with app.app_context():
        rows = db.session.execute(select(func.count()).select_from(UserSession)).scalar()
        dump = "".join(
            str(row)
            for table in db.metadata.sorted_tables
            if table.name in {"token", "sign_in_request", "delivery", "audit_entry"}
            for row in db.session.execute(select(table)).all()
        )
    assert rows == 0
    assert token not in dump
    assert mail.code not in dump
    assert mail.code.replace(" ", "") not in dump.replace(token, "")


def test_an_address_that_is_tried_too_often_is_named_neither_in_the_log_nor_where_tries_are_counted(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, wake_ups: object
) -> None:
    caplog.set_level("INFO", logger="flask-limiter")
    statuses = [client.post("/en/sign-in", data={"email": f" {ADDRESS.upper()}"}).status_code for _try in range(6)]
    assert statuses[-1] == 429
    assert "exceeded" in caplog.text
    name = ADDRESS.partition("@")[0]
    assert name not in caplog.text.lower()
    assert limiter.storage is not None
    assert name not in repr(vars(limiter.storage)).lower()
