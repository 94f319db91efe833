"""Fixtures for every test: an application of its own, on a new database, on SQLite and on PostgreSQL.

The database is a copy of a migrated one, so that commits, triggers and constraints are real.
`context` is for tests of services (an application context is open); `client` is for tests of pages
(none is, since each request opens its own). Tests of services run on both databases; those of pages on
SQLite, and on both where they are marked `both_databases`: tests/plugins/databases.py says when.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from assembly import create_app, i18n, queue, schema, scope
from assembly.config import Settings
from assembly.extensions import db, limiter
from assembly.mail.kinds import EXTENSION as MAIL_KINDS
from tests.engine import engine_for

pytest_plugins = [
    "tests.plugins.services",
    "tests.plugins.databases",
    "tests.plugins.ci_skips",
    "tests.plugins.faults",
    "tests.plugins.order",
]

hypothesis.settings.register_profile("assembly", deadline=None)  # a busy machine is not a fault
hypothesis.settings.load_profile("assembly")


def migrate(url: str) -> None:
    """Bring an empty database to the newest version."""
    engine = create_engine(url)
    schema.upgrade(engine)
    engine.dispose()


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Whatever language the test before this one spoke."""
    i18n.set_language(i18n.DEFAULT_LANGUAGE)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "assembly.db")
        return f"sqlite:///{tmp_path / 'assembly.db'}"
    template = request.getfixturevalue("postgres_template")(migrate)
    make: Callable[..., str] = request.getfixturevalue("empty_postgres_url")
    return make(template=template)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        instance=tmp_path,
        secret_key="a key for tests only, 32 characters or more",
        database_url=database_url,
        base_url="http://localhost",
        redis_url=None,
        smtp_url=None,
        keys_dir=tmp_path / "keys",
        demo=True,
        mail_lease=timedelta(seconds=120),
        proxies=(),
        log_level="WARNING",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application, on this test's database and with this test's settings; whatever the test changes is undone."""
    app = application_for(settings)
    app.extensions["settings"] = settings
    app.extensions["celery"].set_current()  # of several in one process, the one whose tasks a test calls,
    app.extensions["celery"].set_default()  # in other threads too
    app.config.update(WTF_CSRF_ENABLED=False)
    config, extensions, views, loader = (
        dict(app.config), dict(app.extensions), dict(app.view_functions), app.jinja_env.loader
    )  # fmt: skip
    engine = engine_for(settings.database_url, app.config["SQLALCHEMY_ENGINE_OPTIONS"])
    app.extensions[MAIL_KINDS] = dict(app.extensions[MAIL_KINDS])
    with app.app_context():
        db.engines[None] = engine
        limiter.reset()
    yield app
    with app.app_context():
        db.session.remove()
    engine.dispose()
    app.config.update(config)
    app.extensions.clear()
    app.extensions.update(extensions)
    app.view_functions.update(views)
    app.jinja_env.loader = loader


def application_for(settings: Settings) -> Flask:
    """Return an application, made once in a process for settings that differ in no more than folders and database."""
    kind = replace(settings, instance=Path(), keys_dir=Path(), database_url="")
    if kind not in APPLICATIONS:
        APPLICATIONS[kind] = create_app(settings)
    return APPLICATIONS[kind]


APPLICATIONS: dict[Settings, Flask] = {}


@pytest.fixture
def make_app() -> Iterator[Callable[[Settings], Flask]]:
    """Makes applications with settings of the test's own; the limiter, which serves the last one made, is put back."""
    made: list[Flask] = []
    before = dict(vars(limiter))

    def make(settings: Settings) -> Flask:
        made.append(create_app(settings))
        return made[-1]

    yield make
    vars(limiter).clear()
    vars(limiter).update(before)
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def wake_ups(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[int | str, ...]]]:
    """The tasks for which a worker was woken, instead of waking one."""
    sent: list[tuple[str, tuple[int | str, ...]]] = []
    monkeypatch.setattr(queue, "_send", lambda task, args: sent.append((task, args)))
    return sent


@pytest.fixture
def context(app: Flask, wake_ups: object) -> Iterator[Flask]:
    """An open application context that may read everything."""
    with app.app_context(), scope.everything():
        yield app


@pytest.fixture
def client(app: Flask, wake_ups: object) -> FlaskClient:
    return app.test_client()
