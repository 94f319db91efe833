"""Whose address counts behind a proxy (security.md, case 9), and which requests to forge it are in vain."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from assembly.config import Settings, SettingsError, load_settings
from assembly.proxies import NamedProxies, networks

OURS = networks("127.0.0.1, 10.0.0.0/8 2001:db8::/32")


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    app.wsgi_app = NamedProxies(app.wsgi_app, OURS)  # type: ignore[method-assign]

    @app.get("/")
    def told() -> str:
        return f"{request.remote_addr} {request.scheme} {request.headers.get('X-Forwarded-For', '-')}"

    return app.test_client()


@pytest.mark.parametrize(
    ("comes_from", "chain", "reader"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # what the reader wrote stands before
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),  # two proxies of ours
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("2001:db8::7", "2a00:1::5", "2a00:1::5"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "rubbish", "127.0.0.1"),
        ("127.0.0.1", "rubbish, 10.1.2.3", "10.1.2.3"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),  # not a proxy of ours: it may say what it likes
        ("198.51.100.7", "127.0.0.1", "198.51.100.7"),
    ],
)
def test_only_named_proxies_are_believed(client: FlaskClient, comes_from: str, chain: str, reader: str) -> None:
    answer = client.get(
        "/",
        headers={"X-Forwarded-For": chain, "X-Forwarded-Proto": "https"},
        environ_overrides={"REMOTE_ADDR": comes_from},
    )
    scheme = "http" if comes_from.startswith("198") else "https"
    assert answer.text == f"{reader} {scheme} -"


def test_a_proxy_is_named_by_its_address(settings: Settings, make_app: Callable[[Settings], Flask]) -> None:
    base = {"SECRET_KEY": "x" * 40, "BASE_URL": "http://localhost", "ASSEMBLY_INSTANCE": str(settings.instance)}
    assert load_settings(base).proxies == ()
    assert load_settings(base | {"TRUSTED_PROXIES": "127.0.0.1 10.0.0.0/8"}).proxies == networks("127.0.0.1 10.0.0.0/8")
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES must name proxies by address"):
        load_settings(base | {"TRUSTED_PROXIES": "nginx"})


def test_the_limit_of_a_network_is_that_of_the_reader(
    settings: Settings, make_app: Callable[[Settings], Flask]
) -> None:
    behind = make_app(replace(settings, proxies=networks("127.0.0.1")))
    behind.config["WTF_CSRF_ENABLED"] = False

    def tries(*readers: str) -> list[int]:
        ask = behind.test_client()
        return [
            ask.post("/en/sign-in", data={"email": "a@b.example"}, headers={"X-Forwarded-For": reader}).status_code
            for reader in readers
        ]

    assert tries(*["203.0.113.1"] * 6) == [303] * 5 + [429]
    assert tries("203.0.113.2") == [303], "the next reader behind the same proxy"
    assert tries("9.9.9.9, 203.0.113.1") == [429], "what a reader adds in front changes nothing"
