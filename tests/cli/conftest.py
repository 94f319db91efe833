"""An installation to give commands to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import assembly
from assembly.extensions import db


@pytest.fixture
def instance(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own, with an empty, migrated database."""
    apps: list[Flask] = []
    make_app = assembly.create_app

    def remembered() -> Flask:
        apps.append(make_app())
        return apps[-1]

    monkeypatch.setattr(assembly, "create_app", remembered)
    values = {
        "ASSEMBLY_INSTANCE": str(tmp_path),
        "SECRET_KEY": "a key for tests only, 32 characters or more",
        "BASE_URL": "http://localhost",
        "DATABASE_URL": database_url,
    }
    for key, value in values.items():
        monkeypatch.setenv(key, value)
    yield tmp_path
    for app in apps:  # a process that ends closes its connections; this one goes on
        with app.app_context():
            db.engine.dispose()
