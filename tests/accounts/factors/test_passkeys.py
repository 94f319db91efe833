"""Passkeys: added, shown as the second step, and as the only one; and what is not taken for one."""

import json
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly.accounts.factors.models import Passkey
from assembly.accounts.factors.passkeys import Site
from assembly.extensions import db
from tests.accounts.factors.authenticators import PRESENT, Key, options_in, recovery_codes_in
from tests.accounts.factors.test_second_step import SHOW, by_mail, mailed

NEW = "/en/second-step/passkeys/new"


def add_key(client: FlaskClient, key: Key, name: str = "My telephone") -> list[str]:
    """Add a passkey as the page asks; return the recovery codes that came with it."""
    said = key.create(options_in(client.get(NEW).text))
    return recovery_codes_in(client.post(NEW, data={"name": name, "credential": said}).text)


@pytest.mark.both_databases
def test_a_passkey_is_a_second_step(app: Flask, client: FlaskClient, siriporn: int) -> None:
    by_mail(app, client, siriporn)
    key = Key()
    assert len(add_key(client, key)) == 10
    assert client.get("/en/secretariat/").status_code == 200
    assert "My telephone" in client.get("/en/me/second-step/").text
    again = app.test_client()
    assert by_mail(app, again, siriporn) == SHOW
    said = key.get(options_in(again.get(SHOW).text))
    assert again.post(f"{SHOW}/passkey?next=/en/me", data={"credential": said}).location == "/en/me"
    assert again.get("/en/secretariat/").status_code == 200
    thief = app.test_client()
    by_mail(app, thief, siriporn)
    assert thief.post(f"{SHOW}/passkey", data={"credential": said}).status_code == 422, "an answer works once"
    assert mailed(app) == ["passkey-added", "shown"]


def question_for(client: FlaskClient) -> dict[str, Any]:
    """What a browser is asked that is nobody's yet."""
    answer = client.get("/en/sign-in/passkey")
    assert answer.headers["Cache-Control"] == "no-store"
    asked: dict[str, Any] = answer.get_json()
    return asked


def test_a_passkey_with_a_finger_signs_in_alone(app: Flask, client: FlaskClient, siriporn: int) -> None:
    by_mail(app, client, siriporn)
    key = Key()
    add_key(client, key)
    other = app.test_client()
    said = key.get(question_for(other))
    assert other.post("/en/sign-in/passkey?next=/en/me", data={"credential": said}).location == "/en/me"
    assert other.get("/en/secretariat/").status_code == 200
    found = Key(flags=PRESENT, count=5, private=key.private)  # whoever finds it has no finger to show
    third = app.test_client()
    said = found.get(question_for(third))
    assert third.post("/en/sign-in/passkey", data={"credential": said}).location == "/en/sign-in"
    assert third.get("/en/secretariat/").status_code == 303


def test_what_is_no_answer_to_our_question_is_refused(
    app: Flask, client: FlaskClient, siriporn: int, lucia: int
) -> None:
    by_mail(app, client, siriporn)
    key = Key()
    add_key(client, key)
    other, stranger = app.test_client(), app.test_client()
    by_mail(app, other, siriporn)
    shown = key.get(options_in(other.get(SHOW).text))
    assert other.post(f"{SHOW}/passkey", data={"credential": shown}).status_code == 303
    by_mail(app, other, siriporn)
    by_mail(app, stranger, lucia)
    options = options_in(other.get(SHOW).text)
    theirs = options_in(client.get(NEW).text) | {"rpId": "localhost"}
    elsewhere = key.get(options, origin="https://evil.example")
    unsigned = json.loads(key.get(options))
    unsigned["response"]["signature"] = unsigned["response"]["clientDataJSON"]
    cloned = Key(count=0, id=key.id, private=key.private).get(options)
    for said in (
        elsewhere,
        json.dumps(unsigned),
        key.get(theirs),
        cloned,
        Key().get(options),
        "",
        "{}",
        "[]",
        "x" * 30_000,
    ):
        answer = other.post(f"{SHOW}/passkey", data={"credential": said})
        assert answer.status_code == 422, said[:80]
        assert "This passkey was not accepted" in answer.text
    assert other.get("/en/secretariat/").status_code == 303
    add_key(stranger, Key(id=b"credential-0002"))
    borrowed = key.get(options_in(other.get(SHOW).text) | {})
    assert stranger.post(f"{SHOW}/passkey", data={"credential": borrowed}).status_code == 422


def test_whatever_a_browser_says_is_answered(app: Flask, client: FlaskClient, siriporn: int) -> None:
    """Each part of a right answer replaced by what no browser sends: refused, never a fault of ours."""
    by_mail(app, client, siriporn)
    key = Key()
    right = json.loads(key.create(options_in(client.get(NEW).text)))
    add_key(client, key)
    other = app.test_client()
    by_mail(app, other, siriporn)
    shown = json.loads(key.get(options_in(other.get(SHOW).text)))
    networks = count(1)

    def refused(browser: FlaskClient, path: str, said: dict[str, Any]) -> bool:
        data = {"name": "x", "credential": json.dumps(said)}
        place = {"REMOTE_ADDR": f"203.0.113.{next(networks)}"}  # the limit of a network is not what is tested
        return browser.post(path, data=data, environ_overrides=place).status_code == 422

    for browser, path, answer in ((client, NEW, right), (other, f"{SHOW}/passkey", shown)):
        for odd in ("", "\0", "é", "oWNmbXRkbm9uZQ", "A" * 500, 7, None, {"a": 1}):
            for name in ("id", "type", "response"):
                assert refused(browser, path, answer | {name: odd}), (name, odd)
            for name in answer["response"]:
                assert refused(browser, path, answer | {"response": answer["response"] | {name: odd}}), (name, odd)


def test_several_can_be_had_and_each_be_removed(app: Flask, client: FlaskClient, siriporn: int, lucia: int) -> None:
    by_mail(app, client, siriporn)
    add_key(client, Key(), "First")
    add_key(client, Key(id=b"credential-0002"), "Second")
    assert [one["id"] for one in options_in(client.get(NEW).text)["excludeCredentials"]] == [
        "Y3JlZGVudGlhbC0wMDAx",
        "Y3JlZGVudGlhbC0wMDAy",
    ]
    twice = client.post(NEW, data={"name": "Twice", "credential": Key().create(options_in(client.get(NEW).text))})
    assert twice.status_code == 422
    stranger = app.test_client()
    by_mail(app, stranger, lucia)
    add_key(stranger, Key(id=b"credential-0003"))
    assert stranger.post("/en/me/second-step/passkeys/1/remove").status_code == 404
    assert client.post("/en/me/second-step/passkeys/1/remove").status_code == 303
    assert client.post("/en/me/second-step/passkeys/2/remove").status_code == 422, "the role needs one"
    with app.app_context():
        assert db.session.scalar(select(func.count(Passkey.id))) == 2


@pytest.mark.parametrize(
    ("host", "origin", "possible"),
    [
        ("assembly.example", "https://assembly.example", True),
        ("localhost", "http://localhost:8000", True),
        ("127.0.0.1", "http://127.0.0.1:8000", False),
        ("::1", "http://[::1]:8000", False),
        ("assembly.example", "http://assembly.example", False),
    ],
)
def test_browsers_allow_them_under_a_name_and_over_tls(host: str, origin: str, *, possible: bool) -> None:
    assert Site(host, origin).possible is possible
