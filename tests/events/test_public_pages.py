"""Pages of the federation that everybody sees."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.database import transaction
from assembly.i18n import LANGUAGES
from tests.factories.accounts import person, sign_in
from tests.factories.events import make_federation


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["help", "privacy", "accessibility"])
@pytest.mark.parametrize("set_up", [False, True])
def test_public_pages_are_there_in_every_language_even_before_the_set_up(
    app: Flask, client: FlaskClient, lang: str, page: str, *, set_up: bool
) -> None:
    if set_up:
        with app.app_context(), transaction():
            make_federation()
    answer = client.get(f"/{lang}/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("fr-BF,fr;q=0.9,en;q=0.8", "fr"), ("ru", "ru"), ("th, ko", "en"), ("", "en"), ("es-419;q=0.4, ru;q=0.3", "es")],
)
def test_the_root_leads_to_the_readers_language(client: FlaskClient, accepted: str, lang: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.location) == (303, f"/{lang}/")
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_root_leads_to_the_language_that_one_has_chosen(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        somebody = person(language="es").id
    sign_in(client, app, somebody)
    assert client.get("/", headers={"Accept-Language": "ru"}).location == "/es/"


def test_the_root_leads_to_no_language_that_the_federation_lacks(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        make_federation(languages=["fr", "en"])
    assert client.get("/", headers={"Accept-Language": "ru"}).location == "/fr/"
