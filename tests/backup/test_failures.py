"""What a backup or a restore leaves where it fails half-way: nothing lost, nothing half-done, nothing told."""

import os
import shutil
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person
from assembly.backup import copies, making, schedule
from assembly.backup.archive import Writer
from assembly.cli import backup as backup_command
from assembly.config import Settings
from assembly.extensions import db
from assembly.single_sign_on import SingleSignOn
from tests.backup.test_backup import backed_up, run


def test_the_secret_of_the_provider_of_sign_ins_is_in_no_backup(settings: Settings) -> None:
    provider = SingleSignOn("https://id.example", "assembly", "what only both of us know", "Our own")
    told = making.told(replace(settings, single_sign_on=provider, database_url="sqlite:////srv/assembly.db"))
    assert "what only both" not in told
    assert "database_url = sqlite:////srv/assembly.db\n" in told


def test_bits_that_turned_over_on_the_disk_are_told_and_nothing_is_changed(site: Path, app: Flask) -> None:
    file = backed_up(site)
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(byte ^ 0xFF for byte in content[middle : middle + 64])
    file.write_bytes(bytes(content))
    refused = run("restore", str(file), "--replace", "--yes")
    assert (refused.exit_code, "Nothing was changed" in refused.output) == (1, True), refused.output
    with app.app_context():
        assert db.session.scalars(select(Person.name)).all() == ["Kanokwan of the Secretariat"]


@pytest.mark.both_databases
def test_no_program_works_with_a_database_whose_restore_was_stopped_half_way(
    site: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backed_up(site)
    with monkeypatch.context() as patched:
        patched.setattr(backup_command, "_finish", lambda *_: sys.exit("killed"))
        assert run("restore", str(file), "--replace", "--yes").exit_code == 1
    for command in (("audit", "head"), ("db", "upgrade"), ("backup", str(site / "unsafe.tar.gz"))):
        stopped = run(*command)
        assert stopped.exit_code == 1
        assert "Restore once more" in stopped.output
    assert run("restore", str(file), "--replace", "--yes").exit_code == 0
    assert run("audit", "verify").exit_code == 0


def test_a_backup_that_fails_leaves_nothing(
    context: Flask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.rollback()

    def full(*_args: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Writer, "finish", full)
    with pytest.raises(OSError, match="No space left"):
        making.make(settings, tmp_path / "out" / "backup.tar.gz", clock.now())
    assert list((tmp_path / "out").iterdir()) == []


def test_files_that_cannot_be_put_back_stop_the_restore_until_it_is_done_once_more(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backed_up(site)

    def full(*_args: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copytree", full)
        stopped = run("restore", str(file), "--replace", "--yes")
    assert (stopped.exit_code, "No space left on device. Mend that" in stopped.output) == (1, True), stopped.output
    assert "Restore once more" in run("audit", "head").output
    assert run("restore", str(file), "--replace", "--yes").exit_code == 0
    assert (site / "answers/1/passport").read_text() == "content of answers/1/passport"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_disk_that_is_full_costs_nothing_of_what_is_there(
    site: Path, app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, copy = backed_up(site), copies.copy_sqlite
    path = Path(database_url.removeprefix("sqlite:///"))

    def full(source: Path, target: Path) -> None:
        if target == path:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        copy(source, target)

    monkeypatch.setattr(copies, "copy_sqlite", full)
    refused = run("restore", str(file), "--replace", "--yes")
    assert (refused.exit_code, "Nothing was changed" in refused.output) == (1, True), refused.output
    assert not path.with_name(f"{path.name}.broken").exists()
    with app.app_context():
        assert db.session.scalars(select(Person.name)).all() == ["Kanokwan of the Secretariat"]


def test_what_a_killed_backup_left_goes_with_the_next_ones(context: Flask, settings: Settings, tmp_path: Path) -> None:
    folder, now = tmp_path / "kept", clock.now()
    db.session.rollback()
    old, young, draft = folder / ".backup-old", folder / ".backup-young", folder / ".assembly-x.tar.gz.0a1b.new"
    for left in (old, young):
        left.mkdir(parents=True)
        (left / "database.sqlite").write_text("names of people")
    draft.write_text("names of people")
    for path in (old, draft):
        os.utime(path, (now.timestamp() - 90_000, now.timestamp() - 90_000))
    assert schedule.make_if_due(replace(settings, backup_dir=folder), now)
    assert [path.exists() for path in (old, young, draft)] == [False, True, False]


@pytest.mark.both_databases
def test_a_restore_over_a_database_in_which_somebody_works_says_so_and_changes_nothing(
    site: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backed_up(site)
    monkeypatch.setattr(copies, "PATIENCE", 1)
    with app.app_context():
        db.session.rollback()
        db.session.connection(execution_options={"writes": True})
        assert db.session.scalars(select(Person.name)).all() == ["Kanokwan of the Secretariat"]  # and goes on
        refused = run("restore", str(file), "--replace", "--yes")
        assert (refused.exit_code, "Somebody still works in the database" in refused.output) == (1, True)
        assert db.session.scalars(select(Person.name)).all() == ["Kanokwan of the Secretariat"]
