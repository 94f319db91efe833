"""What every request goes through: host, language, access, headers; and how faults are told."""

import re
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from assembly.config import Settings
from assembly.database import transaction
from assembly.errors import DomainError, ForbiddenError, InvalidLinkError, NotFoundError
from assembly.i18n import LANGUAGES
from assembly.security import by_link, public
from assembly.web import number
from tests.factories.accounts import person, sign_in

STATUSES = (400, 403, 404, 405, 413, 500)


def raising(app: Flask, error: Exception) -> None:
    """Make the help page fail."""

    def view() -> str:
        raise error

    app.view_functions["events.help"] = public(view)


# Host


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "evil.example:80"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Host": "localhost, evil.example"},
    ],
)
def test_a_request_for_another_site_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get("/en/help", headers=headers).status_code == 400
    assert client.post("/en/sign-in", data={"email": "a@b.example"}, headers=headers).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:5000", "[::1]:5000", "LOCALHOST"])
def test_this_machine_is_known_by_its_names(client: FlaskClient, host: str) -> None:
    assert client.get("/en/help", headers={"Host": host}).status_code == 200


# Language


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_address_says_the_language_whatever_the_browser_prefers(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/{lang}/help", headers={"Accept-Language": "ru" if lang != "ru" else "fr"}).text
    assert f'<html lang="{lang}">' in page
    for other in LANGUAGES:
        assert f'href="/{other}/help"' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_page_says_so_in_the_language_of_its_address(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/{lang}/no/such/page", headers={"Accept-Language": "ru" if lang != "ru" else "fr"})
    assert page.status_code == 404
    assert f'<html lang="{lang}">' in page.text


@pytest.mark.parametrize("lang", ["xx", "EN", "en-GB", "static2"])
def test_a_language_that_we_do_not_speak_is_not_found(client: FlaskClient, lang: str) -> None:
    assert client.get(f"/{lang}/help").status_code == 404


@pytest.mark.parametrize(
    "asked", ["q=a&q=b", "endpoint=x", "_scheme=javascript&_external=1", "_method=POST", "lang=ru"]
)
def test_another_language_keeps_what_the_address_asks_for_and_obeys_none_of_it(client: FlaskClient, asked: str) -> None:
    page = client.get(f"/en/help?{asked}")
    assert page.status_code == 200
    assert f'href="/fr/help?{asked.replace("&", "&amp;")}"' in page.text


@pytest.mark.parametrize("path", ["/en/help%00", "/en/events/%00", "/en/help?q=%00", "/en/help?%00=q"])
def test_what_no_database_can_hold_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_a_number_that_no_database_can_hold_is_no_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        who = person()
    sign_in(client, app, who)
    for big in ("9" * 18, "9" * 40):
        assert client.get(f"/en/events/none/votes/{big}").status_code == 404


@pytest.mark.parametrize("text", ["", "-1", "1e3", "١٢", "9" * 19, " 7"])
def test_a_number_in_a_form_is_digits_that_a_database_can_hold(text: str) -> None:
    assert number("9" * 18) == 10**18 - 1
    with pytest.raises(ValueError, match="not a number"):
        number(text)


@pytest.mark.parametrize(("site", "status"), [("cross-site", 400), ("same-origin", 303), ("none", 303)])
def test_a_form_that_another_site_sends_is_refused(client: FlaskClient, site: str, status: int) -> None:
    answer = client.post("/en/sign-in", data={"email": "a@b.example"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == status


# Access


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_keeps_their_way(client: FlaskClient) -> None:
    answer = client.get("/fr/me?part=sessions")
    assert answer.status_code == 303
    assert answer.location == "/fr/sign-in?next=/fr/me?part%3Dsessions"
    assert client.post("/fr/me?x=1").location == "/fr/sign-in?next=/fr/me"


def test_a_demonstrations_pages_exist_only_in_one(
    settings: Settings, make_app: Callable[[Settings], Flask], wake_ups: object
) -> None:
    app = make_app(replace(settings, demo=False))
    assert app.test_client().get("/en/dev/components").status_code == 404
    assert "demo" not in app.blueprints
    elsewhere = make_app(replace(settings, base_url="https://assembly.example"))
    answer = elsewhere.test_client().get("/en/dev/components", headers={"Host": "assembly.example"})
    assert answer.status_code == 404


# Headers


@pytest.mark.parametrize("path", ["/en/help", "/", "/en/nowhere", "/static/img/icon.svg", "/federation.css"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers


def test_no_cache_on_the_way_keeps_a_page_of_somebody_who_is_signed_in(app: Flask, client: FlaskClient) -> None:
    assert "Cache-Control" not in client.get("/en/help").headers
    with app.app_context(), transaction():
        somebody = person()
    sign_in(client, app, somebody)
    for path in ("/en/help", "/en/me", "/en/nowhere"):
        assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def test_a_page_loads_nothing_from_elsewhere_and_has_no_script_in_it(client: FlaskClient) -> None:
    page = client.get("/en/sign-in").text
    assert not re.search(r"(src|href)=\"(https?:)?//(?!wa\.me)", page)
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", page)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask, client: FlaskClient) -> None:
    cookie = client.post("/en/sign-in", data={"email": "a@b.example"}).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # this site is on loopback, without TLS


def test_over_tls_a_form_can_be_sent_from_a_page_that_sends_no_referrer(
    settings: Settings, make_app: Callable[[Settings], Flask], wake_ups: object
) -> None:
    """Pages that are reached by link tell nobody their address; their buttons must work all the same."""
    app = make_app(replace(settings, base_url="https://assembly.example", demo=False))
    client, site = app.test_client(), "https://assembly.example"
    page = client.get("/en/sign-in", base_url=site).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    form = {"email": "a@b.example", "csrf_token": token[1]}
    assert client.post("/en/sign-in", base_url=site, data=form).status_code == 303
    assert client.post("/en/sign-in", base_url=site, data={"email": "a@b.example"}).status_code == 400


def test_over_tls_the_cookie_insists_on_it(
    settings: Settings, make_app: Callable[[Settings], Flask], wake_ups: object
) -> None:
    app = make_app(replace(settings, base_url="https://assembly.example", demo=False))
    answer = app.test_client().get("/en/sign-in", headers={"Host": "assembly.example"})
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


# Faults


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("status", STATUSES)
def test_every_fault_is_told_in_the_readers_language(app: Flask, client: FlaskClient, lang: str, status: int) -> None:
    error = HTTPException()
    error.code = status
    raising(app, RuntimeError("a fault of ours") if status == 500 else error)
    answer = client.get(f"/{lang}/help")
    assert answer.status_code == status
    assert f'<html lang="{lang}">' in answer.text
    assert f'href="/{lang}/"' in answer.text  # a way on
    assert re.search(r"<h1>.+</h1>", answer.text)
    assert "a fault of ours" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError(), HTTPStatus.NOT_FOUND),
        (ForbiddenError(), HTTPStatus.FORBIDDEN),
        (InvalidLinkError(), HTTPStatus.GONE),
        (DomainError("The seats are taken."), HTTPStatus.CONFLICT),
    ],
)
def test_a_refusal_is_a_page_that_says_why(
    app: Flask, client: FlaskClient, error: DomainError, status: HTTPStatus
) -> None:
    raising(app, error)
    answer = client.get("/en/help")
    assert answer.status_code == status
    assert str(error) in answer.text


def test_another_members_thing_looks_like_one_that_does_not_exist(app: Flask, client: FlaskClient) -> None:
    raising(app, NotFoundError())
    hidden = client.get("/en/help").text
    error = HTTPException()
    error.code = 404
    raising(app, error)
    assert client.get("/en/help").text == hidden


def test_a_fault_shows_its_page_even_without_a_database(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assembly.events import queries

    def broken() -> None:
        raise ConnectionError

    monkeypatch.setattr(queries, "masthead", broken)
    raising(app, RuntimeError())
    answer = client.get("/fr/help")
    assert answer.status_code == 500
    assert '<html lang="fr">' in answer.text


def test_a_form_without_its_token_is_told_to_be_sent_again(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/es/sign-in", data={"email": "a@b.example"})
    assert answer.status_code == 400
    assert '<html lang="es">' in answer.text


def test_one_request_leaves_nothing_to_the_next(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        somebody = person().id
    sign_in(client, app, somebody)
    assert client.get("/ru/me").status_code == 200
    assert app.test_client().get("/en/me").status_code == 303
    assert '<html lang="en">' in app.test_client().get("/no/such/page").text


@pytest.mark.parametrize("error", [NotFoundError(), RuntimeError("a fault of ours")])
def test_a_refusal_behind_a_mailed_link_is_kept_by_nobody(app: Flask, client: FlaskClient, error: Exception) -> None:
    def view(token: str) -> str:
        raise error

    app.view_functions["accounts.open_link"] = by_link(view)
    answer = client.get("/en/sign-in/a-token")
    assert answer.status_code >= 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
