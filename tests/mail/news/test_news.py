"""Asking for no news: one click in the mail program (RFC 8058), a page for people, and one's own account."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.mail.news import links, service
from tests.factories.accounts import person, sign_in


@pytest.fixture
def aminata(app: Flask) -> int:
    with app.app_context(), transaction():
        return person(name="Aminata Traoré", language="fr").id


def path(app: Flask, person_id: int, lang: str = "fr") -> str:
    with app.app_context():
        return f"/{lang}/no-news/{links.token_of(person_id)}"


def wants_none(app: Flask, person_id: int) -> bool:
    with app.app_context():
        return service.since(person_id) is not None


def test_one_click_works_without_session_or_form_and_twice_is_once(
    app: Flask, client: FlaskClient, aminata: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True  # a mail program has no token of a form
    for _press in range(2):
        answer = client.post(path(app, aminata), data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.mimetype) == (200, "text/plain")  # and no redirect, which RFC 8058 forbids
    assert wants_none(app, aminata)
    with app.app_context(), transaction() as session:
        assert [(one.action, one.actor_id) for one in session.scalars(select(AuditEntry))] == [
            ("news.refused", aminata)
        ]


def test_looking_changes_nothing_and_the_page_says_what_still_comes(
    app: Flask, client: FlaskClient, aminata: int
) -> None:
    address = path(app, aminata)
    page = client.get(address)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert '<html lang="fr"' in page.text
    assert "Aminata Traoré" in page.text
    assert client.head(address).status_code == 200
    assert not wants_none(app, aminata)  # scanners open every link

    english = path(app, aminata, "en")
    assert "the programme, how to join" in client.get(english).text
    assert client.post(english, data={"act": "refuse"}).location == english
    assert wants_none(app, aminata)
    assert "Send me news again" in client.get(english).text
    client.post(english, data={"act": "want"})
    assert not wants_none(app, aminata)


@pytest.mark.parametrize("token", ["", "0", "-", "1", "1-", f"1-{'0' * 64}", "é-x", "9" * 30 + "-x", links.NOBODYS])
def test_no_other_token_will_do(app: Flask, token: str) -> None:
    with app.app_context(), pytest.raises(InvalidLinkError):
        links.person_of(token)


def test_a_token_of_one_person_is_nobody_elses(app: Flask, client: FlaskClient, aminata: int) -> None:
    with app.app_context(), transaction():
        other = person().id
    with app.app_context():
        _number, signature = links.token_of(aminata).split("-")
    assert client.post(f"/en/no-news/{other}-{signature}").status_code == 410
    assert not wants_none(app, other)


def test_ones_own_account_shows_it_and_changes_it(app: Flask, client: FlaskClient, aminata: int) -> None:
    sign_in(client, app, aminata)
    assert "You get news from us" in client.get("/en/me").text
    assert client.post("/en/me/news", data={"act": "refuse"}).location == "/en/me"
    page = client.get("/en/me").text
    assert "You get no news" in page
    assert "Send me news again" in page
    client.post("/en/me/news", data={"act": "want"})
    assert not wants_none(app, aminata)


def test_only_the_person_can_from_their_account(client: FlaskClient) -> None:
    assert client.post("/en/me/news", data={"act": "refuse"}).status_code == 303  # to sign in


def test_two_presses_at_once_are_one(context: Flask) -> None:
    with transaction():
        who = person().id
        service.refuse(who, clock.now())
    with transaction():
        service.refuse(who, clock.now())
        assert list(service.all_refusing()) == [who]
