"""Signing in by link and by code, as a browser sees it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly.accounts import service
from assembly.accounts.models import Purpose, Role, SignInRequest, Token, UserSession
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import LANGUAGES
from tests.accounts.conftest import Mail
from tests.factories.accounts import person, sign_in, staff

ADDRESS = "aminata@acesem.example"
Work = Callable[[], list[Mail]]


def ask(client: FlaskClient, address: str = ADDRESS, lang: str = "fr", **query: str) -> None:
    answer = client.post(f"/{lang}/sign-in", query_string=query, data={"email": address})
    assert (answer.status_code, answer.location) == (303, f"/{lang}/sign-in/code")


def signed_in_as(client: FlaskClient) -> str | None:
    """The name at the top of the page, if this browser is signed in."""
    page = client.get("/en/me").text
    return page.partition('href="/en/me">')[2].partition("<")[0] or None


def counts(app: Flask) -> tuple[int, int, int]:
    """Sessions, used links and audit entries."""
    with app.app_context():
        return (
            db.session.scalar(select(func.count(UserSession.id))) or 0,
            db.session.scalar(select(func.count(Token.used_at))) or 0,
            db.session.scalar(select(func.count(AuditEntry.id))) or 0,
        )


def test_a_mailed_link_signs_in_when_its_button_is_pressed(client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    [mail] = work()
    assert (mail.address, mail.name) == (ADDRESS, "Aminata Koné")
    assert mail.path.startswith("/fr/sign-in/")
    assert signed_in_as(client) is None
    assert "Aminata Koné" in client.get(mail.path).text
    assert client.post(mail.path).status_code == 303
    assert signed_in_as(client) == "Aminata Koné"


def test_the_code_signs_in_on_the_device_that_asked(client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    [mail] = work()
    assert client.post("/fr/sign-in/code", data={"code": mail.code}).status_code == 303
    assert signed_in_as(client) == "Aminata Koné"


def test_the_code_is_of_no_use_on_another_device(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    [mail] = work()
    other = app.test_client()
    assert other.post("/fr/sign-in/code", data={"code": mail.code}).location == "/fr/sign-in"
    ask(other, "somebody@else.example")
    assert other.post("/fr/sign-in/code", data={"code": mail.code}).status_code == 422


@pytest.mark.parametrize("by", ["link", "code"])
def test_one_arrives_where_one_wanted_to_go(client: FlaskClient, work: Work, aminata: int, by: str) -> None:
    asked = client.get("/fr/me?a=1&b=é")
    assert asked.status_code == 303
    assert client.get(asked.location).status_code == 200
    assert client.post(asked.location, data={"email": ADDRESS}).status_code == 303
    [mail] = work()
    answer = client.post(mail.path) if by == "link" else client.post("/fr/sign-in/code", data={"code": mail.code})
    assert answer.location == "/fr/me?a=1&b=%C3%A9"


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example"])
def test_one_never_arrives_elsewhere(client: FlaskClient, work: Work, aminata: int, target: str) -> None:
    ask(client, next=target)
    [mail] = work()
    assert client.post(mail.path).location == "/fr/"


def test_the_link_has_the_address_of_the_site_whatever_the_request_asked_for(
    client: FlaskClient, work: Work, aminata: int
) -> None:
    """The base address of the settings, though another name of this machine was asked for (security.md, case 6)."""
    asked = client.post("/fr/sign-in", data={"email": ADDRESS}, headers={"Host": "127.0.0.1:5000"})
    assert asked.status_code == 303
    [mail] = work()
    assert mail.path.startswith("/fr/sign-in/"), "what is left without the base address"


@pytest.mark.both_databases
def test_not_even_a_path_that_slipped_into_the_database_leads_elsewhere(
    app: Flask, client: FlaskClient, work: Work, aminata: int
) -> None:
    ask(client)
    with app.app_context(), transaction() as session:
        session.get_one(SignInRequest, 1).next_path = "//evil.example"
    assert client.post(work()[0].path).location == "/fr/"


@pytest.mark.parametrize(("target", "path"), [("/fr/me", "/fr/me"), ("//evil.example", "/fr/"), ("", "/fr/")])
def test_who_is_signed_in_is_led_on_but_never_elsewhere(
    app: Flask, client: FlaskClient, aminata: int, target: str, path: str
) -> None:
    sign_in(client, app, aminata)
    assert client.get("/fr/sign-in", query_string={"next": target}).location == path


@pytest.mark.both_databases
def test_looking_at_a_link_changes_nothing(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    [mail] = work()
    before = counts(app)
    for _time in range(3):  # scanners of mail open every link
        for method in (app.test_client().get, app.test_client().head, client.get):
            answer = method(mail.path)
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert counts(app) == before
    client.post(mail.path)
    assert counts(app) == (before[0] + 1, before[1] + 1, before[2] + 1)


def test_a_link_works_once(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    [mail] = work()
    assert client.post(mail.path).status_code == 303
    thief = app.test_client()
    for answer in (thief.get(mail.path), thief.post(mail.path)):
        assert answer.status_code == 410
        assert 'href="/fr/sign-in"' in answer.text
    assert signed_in_as(thief) is None
    assert "Aminata Koné" in client.get(mail.path).text  # who is signed in is shown how to go on


def test_the_code_ends_with_the_link(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client)
    [mail] = work()
    assert app.test_client().post(mail.path).status_code == 303
    assert client.post("/fr/sign-in/code", data={"code": mail.code}).status_code == 422


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_that_is_not_ours_is_told_in_the_language(client: FlaskClient, lang: str) -> None:
    answer = client.get(f"/{lang}/sign-in/{'x' * 43}")
    assert answer.status_code == 410
    assert f'<html lang="{lang}">' in answer.text
    assert f'href="/{lang}/sign-in"' in answer.text


def test_link_and_code_live_for_half_an_hour(client: FlaskClient, work: Work, aminata: int) -> None:
    start = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        ask(client)
        [mail] = work()
        clock.move_to(start + timedelta(minutes=29, seconds=59))
        assert client.get(mail.path).status_code == 200
        clock.move_to(start + timedelta(minutes=30))
        assert client.get(mail.path).status_code == 410
        assert client.post("/fr/sign-in/code", data={"code": mail.code}).status_code == 422


def test_who_shares_an_address_gets_a_mail_in_their_name(
    app: Flask, client: FlaskClient, work: Work, aminata: int
) -> None:
    with app.app_context(), transaction():
        person(email=ADDRESS, name="Moussa Diarra", language="en")
    ask(client)
    first, second = work()
    assert [first.name, second.name] == ["Aminata Koné", "Moussa Diarra"]
    assert "Aminata" in first.body
    assert "Moussa" in second.body
    client.post("/fr/sign-in/code", data={"code": second.code})
    assert signed_in_as(client) == "Moussa Diarra"


def test_who_was_disabled_gets_no_mail(app: Flask, client: FlaskClient, work: Work) -> None:
    with app.app_context(), transaction():
        person(email=ADDRESS, disabled_at=datetime(2026, 1, 1, tzinfo=UTC))
    ask(client)
    assert work() == []


def test_an_address_is_the_same_in_capitals_and_with_spaces(client: FlaskClient, work: Work, aminata: int) -> None:
    ask(client, "  Aminata@ACESEM.example ")
    assert [mail.address for mail in work()] == [ADDRESS]


@pytest.mark.parametrize("typed", ["", "aminata", "a@b", "a b@c.example", "x" * 300 + "@c.example"])
def test_what_is_no_address_is_told_beside_the_field(client: FlaskClient, typed: str) -> None:
    answer = client.post("/en/sign-in", data={"email": typed})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert typed[:20] in answer.text


def test_fields_that_nobody_asked_for_are_ignored(app: Flask, client: FlaskClient, work: Work, aminata: int) -> None:
    answer = client.post(
        "/fr/sign-in", data={"email": ADDRESS, "guesses": "-99", "next_path": "/evil", "handled_at": "2020-01-01"}
    )
    assert answer.status_code == 303
    [mail] = work()
    assert client.post(mail.path, data={"person_id": "1", "next": "/evil", "role": "administrator"}).location == "/fr/"


@pytest.mark.parametrize("purpose", [Purpose.PERSONAL_PAGE, Purpose.INVITATION])
def test_whoever_came_by_another_link_can_still_prove_their_address(
    app: Flask, client: FlaskClient, work: Work, aminata: int, purpose: Purpose
) -> None:
    sign_in(client, app, aminata, purpose)
    assert client.get("/fr/sign-in?next=/fr/help").status_code == 200
    ask(client, next="/fr/help")
    [mail] = work()
    assert client.post(mail.path).location == "/fr/help"
    assert client.get("/fr/sign-in?next=/fr/help").location == "/fr/help"


def test_whoever_has_shorter_limits_is_told_them_before_signing_in(app: Flask, client: FlaskClient) -> None:
    for who, limit in ((Role.STAFF, "12 hours"), (None, "30 days")):
        with app.app_context(), transaction():
            somebody = staff(who) if who else person()
            link = service.first_sign_in_link(somebody)
        assert limit in client.get(link.removeprefix("http://localhost")).text


def test_a_whole_link_that_was_removed_is_called_expired_and_only_a_shorter_one_not_complete(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        path = service.first_sign_in_link(person()).removeprefix("http://localhost")
        session.flush()
        session.delete(session.scalars(select(Token)).one())
    assert "This link has expired. Ask for another one." in client.get(path).text
    assert "This link is not complete." in client.get(path[:-1]).text
