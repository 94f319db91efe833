"""One's own name, language and time zone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly.accounts.models import Person, RoleGrant
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import LANGUAGES
from tests.factories.accounts import person, sign_in


@pytest.fixture
def rosa(app: Flask, client: FlaskClient) -> int:
    with app.app_context(), transaction():
        rosa = person(name="Rosa Huamán", language="es", zone="America/Lima", zone_confirmed=False).id
    sign_in(client, app, rosa)
    return rosa


def save(client: FlaskClient, **fields: str) -> int:
    data = {"name": "Rosa Huamán", "language": "es", "zone": "America/Lima", **fields}
    return client.post("/es/me", data=data).status_code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_there_in_every_language(client: FlaskClient, rosa: int, lang: str) -> None:
    page = client.get(f"/{lang}/me")
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text


@pytest.mark.both_databases
def test_a_zone_that_was_not_confirmed_may_be_guessed_and_saving_confirms_it(
    app: Flask, client: FlaskClient, rosa: int
) -> None:
    assert "data-guess-zone" in client.get("/es/me").text
    assert save(client) == 303
    assert "data-guess-zone" not in client.get("/es/me").text
    with app.app_context():
        assert db.session.get_one(Person, rosa).zone_confirmed


@pytest.mark.both_databases
def test_changes_are_kept_and_the_trail_has_only_their_names(app: Flask, client: FlaskClient, rosa: int) -> None:
    answer = client.post("/es/me", data={"name": " Роса Уаман ", "language": "ru", "zone": "Asia/Bishkek"})
    assert answer.location == "/ru/me"
    with app.app_context():
        found = db.session.get_one(Person, rosa)
        assert (found.name, found.language, found.zone) == ("Роса Уаман", "ru", "Asia/Bishkek")
        [entry] = db.session.scalars(select(AuditEntry))
        assert entry.action == "person.changed"
        assert entry.details == {"fields": ["name", "language", "zone", "zone_confirmed"]}


def test_nothing_is_noted_where_nothing_changed(app: Flask, client: FlaskClient, rosa: int) -> None:
    save(client)
    save(client)
    with app.app_context():
        assert len(db.session.scalars(select(AuditEntry)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "x" * 201), ("language", "xx"), ("zone", "Mars/Olympus")]
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, rosa: int, field: str, value: str
) -> None:
    answer = client.post("/es/me", data={"name": "Rosa H.", "language": "fr", "zone": "America/Bogota", field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    if field != "name":
        assert 'value="Rosa H."' in answer.text
    with app.app_context():
        assert db.session.get_one(Person, rosa).name == "Rosa Huamán"


def test_fields_that_nobody_asked_for_are_ignored(app: Flask, client: FlaskClient, rosa: int) -> None:
    assert save(client, role="administrator", email="evil@x.example", disabled_at="", member_id="1", id="99") == 303
    with app.app_context():
        assert db.session.get_one(Person, rosa).email.endswith("@people.example")
        assert db.session.scalar(select(RoleGrant)) is None


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/fr/me")
    assert (answer.status_code, answer.location) == (303, "/fr/sign-in?next=/fr/me")
