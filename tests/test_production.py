"""`assembly check --production`: each setting that is not safe is refused, with how to mend it; and security.txt."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from assembly.cli import main
from assembly.config import Settings
from assembly.database import transaction
from assembly.overview import security_txt
from assembly.production import unsafe
from assembly.proxies import networks
from assembly.single_sign_on import SingleSignOn
from tests.factories.events import make_federation

KEY = "hUrmPq0X9_bWc7TzE4nLs2VkYd8GfJ1oAiRt6uQe3Nw"


@pytest.fixture
def safe(tmp_path: Path) -> Settings:
    """Settings as they should be: pages on one account, keys out of its reach, backups elsewhere."""
    tmp_path.chmod(0o700)
    return Settings(
        instance=tmp_path,
        secret_key=KEY,
        database_url="postgresql+psycopg://user:word@db.internal/assembly?sslmode=verify-full",
        base_url="https://assembly.example",
        redis_url="rediss://:word@redis.internal:6379/0",
        smtp_url="smtp+starttls://user:word@mail.internal:587",
        keys_dir=tmp_path / "not" / "there",
        demo=False,
        mail_lease=timedelta(seconds=120),
        proxies=networks("127.0.0.1"),
        log_level="INFO",
        backup_dir=tmp_path / "backups",
        ledger=tmp_path / "elsewhere" / "erasures.ledger",
    )


def complaints(settings: Settings) -> str:
    return "\n".join(one.message for one in unsafe(settings) if not one.ok)


def test_what_is_as_it_should_be_passes(safe: Settings) -> None:
    assert complaints(safe) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"secret_key": "change-me-change-me-change-me-change-me"}, "SECRET_KEY can be guessed"),
        ({"secret_key": "ab" * 20}, "SECRET_KEY can be guessed"),
        ({"secret_key_fallbacks": (KEY,)}, "Take it out there"),
        ({"secret_key_fallbacks": ("ab" * 20,)}, "what it signs is believed"),
        ({"demo": True}, "ASSEMBLY_DEMO is on"),
        ({"single_sign_on": SingleSignOn("http://127.0.0.1", "a", "b", "c", loopback=True)}, "OIDC_LOOPBACK is on"),
        ({"redis_url": "redis://:word@redis.internal:6379/0"}, "REDIS_URL goes over the network without TLS"),
        ({"log_level": "DEBUG"}, "LOG_LEVEL is DEBUG"),
        ({"base_url": "http://assembly.example"}, "BASE_URL is not https"),
        ({"base_url": "https://localhost"}, "of this machine only"),
        ({"proxies": ()}, "TRUSTED_PROXIES names none"),
        ({"database_url": "sqlite:////srv/assembly.db"}, "SQLite is a file of one machine"),
        ({"database_url": "postgresql+psycopg://user@db.internal/assembly"}, "sslmode=verify-full"),
        ({"redis_url": "redis://redis.internal:6379/0"}, "REDIS_URL has no password"),
        ({"smtp_url": None}, "SMTP_URL is missing"),
        ({"smtp_url": "smtp://mail.internal"}, "without TLS"),
        ({"backup_dir": None}, "BACKUP_DIR is not set"),
    ],
)
def test_each_unsafe_setting_is_refused_with_how_to_mend_it(
    safe: Settings, changes: dict[str, Any], words: str
) -> None:
    assert words in complaints(replace(safe, **changes))


def test_what_stays_on_this_machine_needs_no_password_and_no_tls(safe: Settings) -> None:
    here = replace(
        safe,
        database_url="postgresql+psycopg://assembly@/assembly?host=/run/postgresql",
        redis_url="redis://127.0.0.1:6379/0",
        smtp_url="smtp://localhost:25",
    )
    assert complaints(here) == ""
    assert complaints(replace(here, database_url="sqlite:////srv/assembly.db")) == ""


def test_folders_that_others_can_read_and_keys_within_reach(safe: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = replace(safe, keys_dir=safe.instance / "backups" / "keys")
    inside.keys_dir.mkdir(parents=True)
    told = complaints(inside)
    assert "lie in one another" in told
    assert "can be read by the account of the pages" in told
    assert "can be read by the account" not in complaints(replace(inside, keys_shared=True))
    assert "ledger of erasures lies in BACKUP_DIR" in complaints(replace(safe, ledger=safe.instance / "backups/ledger"))
    settings = safe.instance / "settings.env"
    settings.write_text("BASE_URL=https://assembly.example\n")
    settings.chmod(0o640)
    assert f"chmod 600 {settings}" in complaints(safe)
    settings.chmod(0o600)
    safe.instance.chmod(0o755)
    assert f"chmod 700 {safe.instance}" in complaints(safe)
    safe.instance.chmod(0o700)
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert "FLASK_DEBUG is on" in complaints(safe)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_exits_with_1_and_says_it(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "ASSEMBLY_INSTANCE": str(tmp_path), "SECRET_KEY": KEY, "BASE_URL": "http://localhost:5000",
        "DATABASE_URL": database_url, "ASSEMBLY_DEMO": "1",
    }  # fmt: skip
    for key, value in values.items():
        monkeypatch.setenv(key, value)
    plain = CliRunner().invoke(main, ["check"])
    assert plain.exit_code == 0, plain.output
    strict = CliRunner().invoke(main, ["check", "--production"])
    assert strict.exit_code == 1
    assert "FAIL demonstration: ASSEMBLY_DEMO is on" in strict.output
    assert "ok   secret key\n" in strict.output
    assert KEY not in strict.output


def test_security_txt_says_whom_to_write_to(app: Flask, client: FlaskClient, settings: Settings) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404, "nobody is named yet"
    with app.app_context(), transaction():
        make_federation(help_email="help@fed.example")
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "Contact: mailto:help@fed.example\n" in answer.text
    app.extensions["settings"] = replace(settings, security_contact="https://fed.example/security")
    assert "Contact: https://fed.example/security\n" in client.get("/.well-known/security.txt").text


def test_security_txt_expires_within_the_year_and_is_line_by_line() -> None:
    now = datetime(2026, 11, 22, 10, tzinfo=UTC)
    lines = security_txt.text("mailto:a@b.example\r\nContact: mailto:evil@x.example", "https://s.example", now)
    assert lines.splitlines() == [
        "Contact: mailto:a@b.example Contact: mailto:evil@x.example",
        "Expires: 2027-05-21T00:00:00Z",
        "Preferred-Languages: en, es, fr, ru",
        "Canonical: https://s.example/.well-known/security.txt",
    ]


Made = Callable[[Settings], Flask]


def test_over_tls_the_cookie_belongs_to_this_host_alone(settings: Settings, make_app: Made, wake_ups: object) -> None:
    app = make_app(replace(settings, base_url="https://assembly.example", demo=False))
    answer = app.test_client().get("/en/sign-in", base_url="https://assembly.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-assembly=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
def test_no_statement_runs_for_ever_but_migrations_may(settings: Settings, make_app: Made) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import OperationalError

    from assembly import schema
    from assembly.extensions import db

    with make_app(replace(settings, statement_timeout=timedelta(milliseconds=50))).app_context():
        with pytest.raises(OperationalError, match="statement timeout"), db.engine.connect() as connection:
            connection.execute(text("SELECT pg_sleep(5)"))
        with db.engine.begin() as connection:
            schema._take_all_the_time(connection)
            connection.execute(text("SELECT pg_sleep(0.1)"))
