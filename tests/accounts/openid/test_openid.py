"""Signing in by a provider: whom it verified and we know, in the browser that began it, and nobody else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update

from assembly import clock
from assembly.accounts.models import Person, RoleGrant, UserSession
from assembly.accounts.openid import service
from assembly.accounts.openid.models import ProviderAccount
from assembly.accounts.service import people_at
from assembly.config import Settings, SettingsError, load_settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.single_sign_on import SingleSignOn
from tests.accounts.openid.provider import CLIENT, SECRET, FakeProvider, running_provider
from tests.factories.accounts import person, staff

BEGIN, RETURN = "/fr/sign-in/by-provider", "/openid/return"


@pytest.fixture
def provider(app: Flask, client: FlaskClient) -> Iterator[FakeProvider]:
    with running_provider() as running:
        settings: Settings = app.extensions["settings"]
        named = SingleSignOn(running.issuer, CLIENT, SECRET, "Example ID", loopback=True)
        app.extensions["settings"] = replace(settings, single_sign_on=named)
        yield running


@pytest.fixture
def awa(app: Flask) -> int:
    with app.app_context(), transaction():
        return person(email="awa@x.example", name="Awa").id


def there_and_back(client: FlaskClient, provider: FakeProvider, begin: str = BEGIN, **given: str) -> str:
    """Where a browser ends that goes to the provider and comes back with what it was given."""
    query = provider.begun_at(client.get(begin).location)
    return client.get(RETURN, query_string={"code": "code", "state": query["state"]} | given).location


def signed_in(client: FlaskClient) -> bool:
    return client.get("/fr/me").status_code == HTTPStatus.OK


def test_whoever_the_provider_verified_is_signed_in_where_they_wanted_to_go(
    app: Flask, client: FlaskClient, provider: FakeProvider, awa: int
) -> None:
    assert "Example ID" in client.get("/fr/sign-in?next=/fr/help").text
    query = provider.begun_at(client.get(f"{BEGIN}?next=/fr/help").location)
    assert (query["response_type"], query["client_id"], query["code_challenge_method"]) == ("code", CLIENT, "S256")
    assert (query["redirect_uri"], query["ui_locales"]) == ("http://localhost/openid/return", "fr")
    with client.session_transaction() as cookie:
        before = dict(cookie)
    back = client.get(RETURN, query_string={"code": "code", "state": query["state"], "iss": provider.issuer})
    assert back.location == "/fr/help"
    assert signed_in(client)
    with client.session_transaction() as cookie:
        assert cookie["signed_in"] != before.get("signed_in")
        assert "openid" not in cookie
    assert [path for path, _form in provider.asked].count("/token") == 1
    with app.app_context():
        assert db.session.scalars(select(ProviderAccount.person_id)).all() == [awa]


LIES: dict[str, dict[str, Any]] = {
    "an address that is not verified": {"claims": {"email_verified": False}},
    "an address verified by a word": {"claims": {"email_verified": "true"}},
    "no address": {"claims": {"email": ""}},
    "somebody whom we do not know": {"claims": {"email": "stranger@x.example"}},
    "another issuer": {"claims": {"iss": "https://other.example"}},
    "another audience": {"claims": {"aud": "another"}},
    "two audiences and no party": {"claims": {"aud": [CLIENT, "another"]}},
    "another nonce": {"claims": {"nonce": "another"}},
    "too old": {"claims": {"exp": 1_000_000_000}},
    "made long ago": {"claims": {"iat": 1_000_000_000}},
    "no subject": {"claims": {"sub": ""}},
    "another key": {"signs_with": "wrong"},
    "no signature": {"algorithm": "none"},
    "another provider's documents": {"documents": {"issuer": "https://other.example"}},
    "a page within": {"documents": {"token_endpoint": "https://169.254.169.254/"}},
    "a page of no safe site": {"documents": {"jwks_uri": "file:///etc/passwd"}},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=list(LIES))
def test_a_word_that_is_not_the_providers_own_for_us_and_now_signs_nobody_in(
    client: FlaskClient, provider: FakeProvider, awa: int, lie: dict[str, Any]
) -> None:
    query = provider.begun_at(client.get(BEGIN).location)
    provider.claims |= lie.get("claims", {})
    for name, value in lie.items():
        if name != "claims":
            setattr(provider, name, value)
    back = client.get(RETURN, query_string={"code": "code", "state": query["state"]})
    assert back.location == "/fr/sign-in"
    assert not signed_in(client)
    assert "flash-error" in client.get("/fr/sign-in").text


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    app: Flask, client: FlaskClient, provider: FakeProvider, awa: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = provider.begun_at(client.get(BEGIN).location)
    other = app.test_client()
    answer = {"code": "code", "state": query["state"]}
    other.get(RETURN, query_string=answer)
    assert not signed_in(other), "another's answer does not sign me in"
    client.get(RETURN, query_string={"code": "code", "state": "forged"})
    client.get(RETURN, query_string=answer)
    assert not signed_in(client), "what was begun is used up by a wrong answer"
    there_and_back(client, provider, iss="https://other.example")
    assert not signed_in(client)
    there_and_back(client, provider, code="", error="access_denied")
    assert not signed_in(client)
    query = provider.begun_at(client.get(BEGIN).location)
    later = clock.now() + timedelta(minutes=11)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        client.get(RETURN, query_string={"code": "code", "state": query["state"]})
    assert not signed_in(client), "begun too long ago"
    where_one_begins = "/fr/sign-in"
    assert there_and_back(client, provider, f"{BEGIN}?next=//evil.example") == where_one_begins


def test_an_account_stays_its_persons_and_a_shared_address_is_nobodys(
    app: Flask, client: FlaskClient, provider: FakeProvider, awa: int
) -> None:
    there_and_back(client, provider)
    with app.app_context(), transaction():
        other = person(email="bo@x.example", name="Bo").id
        person(email="shared@x.example", name="One")
        person(email="shared@x.example", name="Two")
    provider.claims["email"] = "bo@x.example"
    again = app.test_client()
    there_and_back(again, provider)
    assert "Awa" in again.get("/en/me").text, "whoever says that they have Bo's address now is still Awa"
    provider.claims |= {"sub": "4712", "email": "shared@x.example"}
    third = app.test_client()
    assert there_and_back(third, provider) == "/fr/sign-in"
    assert not signed_in(third)
    with app.app_context(), transaction() as session:
        session.execute(update(Person).where(Person.id == awa).values(disabled_at=clock.now()))
    provider.claims |= {"sub": "4711"}
    assert there_and_back(third, provider) == "/fr/sign-in", "nobody comes in again by it"
    with app.app_context():
        sessions = db.session.scalars(select(UserSession.person_id)).all()
        assert set(sessions) == {awa}
        assert other not in sessions
        assert db.session.scalar(select(func.count(Person.id))) == 4, "nobody is made"
        assert db.session.scalar(select(func.count(RoleGrant.id))) == 0


def test_the_second_step_is_asked_unless_the_provider_has_asked_it(
    app: Flask, client: FlaskClient, provider: FakeProvider
) -> None:
    with app.app_context(), transaction():
        staff(email="awa@x.example")
    assert there_and_back(client, provider).partition("?")[0].endswith("/second-step")
    assert not signed_in(client)
    provider.claims["amr"] = ["pwd"]
    there_and_back(client, provider)
    assert not signed_in(client)
    provider.claims["amr"] = ["pwd", "mfa"]
    there_and_back(client, provider)
    assert signed_in(client)


def test_an_address_told_beside_the_token_counts_if_it_is_about_the_same_account(
    client: FlaskClient, provider: FakeProvider, awa: int
) -> None:
    provider.claims = {"sub": "4711"}
    provider.userinfo = {"sub": "4712", "email": "awa@x.example", "email_verified": True}
    there_and_back(client, provider)
    assert not signed_in(client)
    provider.userinfo["sub"] = "4711"
    there_and_back(client, provider)
    assert signed_in(client)


@pytest.mark.both_databases
def test_two_browsers_that_come_for_the_first_time_at_once_are_both_signed_in(
    app: Flask, client: FlaskClient, provider: FakeProvider, awa: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one binds the account after this one has looked whether it is bound."""

    def meanwhile(address: str) -> list[Person]:
        made = {"issuer": provider.issuer, "subject": provider.claims["sub"], "created_at": clock.now()}
        db.session.execute(insert(ProviderAccount).values(person_id=awa, **made))
        return people_at(address)

    monkeypatch.setattr(service, "people_at", meanwhile)
    there_and_back(client, provider)
    assert signed_in(client)
    with app.app_context():
        assert db.session.scalars(select(ProviderAccount.person_id)).all() == [awa]


def test_without_settings_there_is_no_button_and_no_page(app: Flask, client: FlaskClient) -> None:
    assert "by-provider" not in client.get("/en/sign-in").text
    assert client.get(BEGIN).status_code == client.get(RETURN).status_code == HTTPStatus.NOT_FOUND


def test_a_provider_that_is_away_leads_to_the_mail(app: Flask, client: FlaskClient, provider: FakeProvider) -> None:
    settings: Settings = app.extensions["settings"]
    assert settings.single_sign_on
    away = replace(settings.single_sign_on, loopback=False)
    app.extensions["settings"] = replace(settings, single_sign_on=away)
    begin = f"{BEGIN}?next=/fr/help"
    assert client.get(begin).location == "/fr/sign-in?next=/fr/help", "this machine is no provider unless told so"


def test_the_settings_are_read_whole_or_refused(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("word\n")
    values = {"ASSEMBLY_INSTANCE": str(tmp_path), "SECRET_KEY": "k" * 32, "BASE_URL": "https://assembly.example"}
    named = values | {
        "OIDC_ISSUER": "https://id.example",
        "OIDC_CLIENT_ID": "a",
        "OIDC_CLIENT_SECRET_FILE": str(secret),
    }
    assert load_settings(values).single_sign_on is None
    assert load_settings(named).single_sign_on == SingleSignOn("https://id.example", "a", "word", "id.example")
    for wrong in ({"OIDC_CLIENT_ID": ""}, {"OIDC_ISSUER": "http://id.example"}):
        with pytest.raises(SettingsError, match="OIDC_"):
            load_settings(named | wrong)
