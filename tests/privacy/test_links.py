"""Case 53: whatever a mailed link leads to stays between its reader and us. Generated for every such address."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from assembly import clock, scope
from assembly.accounts import tokens
from assembly.accounts.models import Purpose, SignInRequest
from assembly.database import transaction
from assembly.extensions import db, limiter
from assembly.mail.news import links as news
from assembly.security import BY_LINK, access_of
from tests.factories.guests import invite_guest, link_of
from tests.factories.registration import invited_member, open_event, register

DEAD = "d" * 43
LOADED = re.compile(r"""<(?:script|img|link|iframe|source|form)[^>]*?(?:src|href|action)=["']([^"']+)["']""")


@pytest.fixture
def live(app: Flask) -> dict[str, str]:
    """A link that works, for each kind of address that shows something."""
    now = clock.now()
    later = now + timedelta(days=1)
    with app.app_context(), scope.everything(), transaction():
        event = open_event()
        home = invited_member(event)
        mine = register(home.delegation)
        who = mine.person_id
        asked = SignInRequest(address=mine.person.email, language="en", requested_at=now)
        db.session.add(asked)
        db.session.flush()
        return {
            "accounts.open_link": tokens.mint(Purpose.SIGN_IN, who, asked.id, now=now, expires_at=later),
            "registration.invitation": home.token,
            "registration.personal_link": tokens.mint(Purpose.PERSONAL_PAGE, who, mine.id, now=now, expires_at=later),
            "registration.guest": link_of(invite_guest(event)),
            "news.page": news.token_of(who),
        }


def mailed(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Each address of a mailed link, with each of its methods."""
    for rule in app.url_map.iter_rules():
        if access_of(app, rule.endpoint) == BY_LINK:
            yield from ((rule, method) for method in sorted({"GET", "POST"} & set(rule.methods or ())))


def reach(app: Flask, client: FlaskClient, rule: Rule, method: str, token: str) -> TestResponse:
    values = {"lang": "en", "token": token, "kind": "guest"}
    path = app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})
    return client.open(path, method=method)


def check_kept_to_ourselves(answer: TestResponse, where: str) -> None:
    assert answer.headers["Referrer-Policy"] == "no-referrer", where
    assert "no-store" in answer.headers["Cache-Control"], where
    policy = answer.headers["Content-Security-Policy"]
    assert not re.search(r"https?:|\*", policy), where
    loaded = LOADED.findall(answer.text)
    assert [url for url in loaded if re.match(r"[a-z]+:|//", url) and not url.startswith("data:")] == [], where


def test_no_address_of_a_mailed_link_tells_anybody_of_it(
    app: Flask,
    client: FlaskClient,
    live: dict[str, str],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    for rule, method in mailed(app):
        answer = reach(app, client, rule, method, DEAD)
        assert answer.status_code >= HTTPStatus.BAD_REQUEST or rule.endpoint == "registration.new_link", rule.rule
        check_kept_to_ourselves(answer, f"{method} {rule.rule}")
    shown = [rule for rule, method in mailed(app) if rule.endpoint in live and method == "GET"]
    assert len(shown) == len(live)
    for rule in shown:
        answer = reach(app, client, rule, "GET", live[rule.endpoint])
        assert answer.status_code == HTTPStatus.OK, rule.rule
        check_kept_to_ourselves(answer, rule.rule)
        answer = reach(app, client, rule, "POST", live[rule.endpoint])
        check_kept_to_ourselves(answer, rule.rule)
        assert live[rule.endpoint] not in answer.headers.get("Location", "").partition("?")[2]
    said = "".join(capfd.readouterr())
    assert [token for token in (DEAD, *live.values()) if token in said] == []


def test_the_address_of_a_calendar_is_kept_to_ourselves_too(app: Flask, client: FlaskClient) -> None:
    answer = client.get(f"/calendar/{DEAD}.ics")
    check_kept_to_ourselves(answer, "calendar")
