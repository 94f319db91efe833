"""`assembly backup` and `assembly restore`, on both databases: what goes in, what comes back, what is refused."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, insert, select
from sqlalchemy.exc import IntegrityError

from assembly import clock, schema, scope
from assembly.accounts.models import Person, UserSession
from assembly.audit.chain import GENESIS, Entry, entry_hash
from assembly.audit.models import AuditEntry
from assembly.audit.service import head, verify
from assembly.backup import restoring, schedule
from assembly.backup.making import FOLDERS
from assembly.backup.manifest import BrokenBackupError
from assembly.cli import main
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.privacy.ledger import note, opaque_id
from tests.factories.accounts import person

SECRET = "a key for tests only, 32 characters or more"
ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def backed_up(instance: Path) -> Path:
    file = instance / "elsewhere" / "backup.tar.gz"
    done = run("backup", str(file))
    assert done.exit_code == 0, done.output
    return file


def contents(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    found = contents(file)
    change(found)
    with tarfile.open(file, "w:gz") as tar:
        for name, content in found.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return file


@pytest.mark.both_databases
def test_a_backup_holds_everything_but_secrets_and_says_what_it_is(site: Path, app: Flask) -> None:
    file = backed_up(site)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name], "nothing half-done is left"
    found = contents(file)
    said = json.loads(found.pop("manifest.json"))
    assert {name: hashlib.sha256(content).hexdigest() for name, content in found.items()} == {
        name: part["sha256"] for name, part in said["parts"].items()
    }
    with app.app_context():
        assert (said["stand"]["entries"], said["stand"]["head"]) == head(db.session())
    assert {name for name in found if name.startswith("files/")} == {
        "files/answers/1/passport", "files/documents/agenda.pdf"
    }  # fmt: skip
    whole = b"".join(found.values()) + json.dumps(said).encode()
    assert b"Kanokwan of the Secretariat" in whole
    for secret in (SECRET.encode(), b"content of keys", b"content of erasures", b"content of mail"):
        assert secret not in whole


@pytest.mark.both_databases
def test_it_comes_back_into_an_empty_installation(
    site: Path, app: Flask, tmp_path: Path, database_url: str, empty_again: Callable[[], None]
) -> None:
    file = backed_up(site)
    with app.app_context(), transaction():
        before = head(db.session())
        person(name="Added after the backup")
    refused = run("restore", str(file))
    assert refused.exit_code == 1
    assert "holds an installation already" in refused.output
    empty_again()
    done = run("restore", str(file))
    assert done.exit_code == 0, done.output
    assert "Mails that had not gone at the time of the backup: 1" in done.output
    with app.app_context(), scope.everything():
        assert db.session.scalars(select(Person.name)).all() == ["Kanokwan of the Secretariat"]
        assert db.session.scalar(select(UserSession.ended_at)), "nobody is signed in"
        assert db.session.scalar(select(Delivery.held_at)), "a mail that may have gone since is held back"
        number, _last = head(db.session())
        assert number == before[0] + 1, "the restore itself is in the trail"
        assert verify(db.session()) == (number, None)
        with transaction():
            assert person().id > 1, "numbers go on"
        with pytest.raises(IntegrityError), transaction() as session:
            session.connection().exec_driver_sql("DELETE FROM audit_entry")  # the triggers are back
    assert (site / "answers/1/passport").read_text() == "content of answers/1/passport"
    assert run("audit", "verify").exit_code == 0


@pytest.fixture
def empty_again(app: Flask, database_url: str) -> Callable[[], None]:
    """Throws the database away."""

    def empty() -> None:
        with app.app_context():
            db.session.remove()
            if database_url.startswith("sqlite"):
                db.engine.dispose()
                path = Path(database_url.removeprefix("sqlite:///"))
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{path}{suffix}").unlink(missing_ok=True)
                return
            with db.engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")

    return empty


def test_a_database_that_is_used_is_replaced_only_when_asked_twice(site: Path, app: Flask) -> None:
    file = backed_up(site)
    with app.app_context(), transaction():
        added = person(name="Added after the backup").id
    (site / "documents/later.pdf").write_text("later")
    assert CliRunner().invoke(main, ["restore", str(file), "--replace"], input="n\n").exit_code == 1
    with app.app_context():
        assert db.session.get(Person, added)
        db.session.rollback()
    done = CliRunner().invoke(main, ["restore", str(file), "--replace"], input="y\n")
    assert done.exit_code == 0, done.output
    with app.app_context():
        assert db.session.get(Person, added) is None
    assert not (site / "documents/later.pdf").exists()


@pytest.mark.both_databases
def test_whom_the_ledger_names_is_erased_again(site: Path, app: Flask, settings: Settings) -> None:
    with app.app_context(), transaction():
        gone = person(name="Forget Me", email="forget@me.example")
        opaque = opaque_id(gone)
    file = backed_up(site)
    (site / "erasures.ledger").unlink()
    note(site / "erasures.ledger", opaque, clock.now())
    done = run("restore", str(file), "--replace", "--yes")
    assert done.exit_code == 0, done.output
    assert "Erased again, as the ledger says: 1 people." in done.output
    with app.app_context():
        assert "Forget Me" not in db.session.scalars(select(Person.name)).all()


DAMAGE: tuple[tuple[Callable[[dict[str, bytes]], Any], str], ...] = (
    (lambda found: found.pop("manifest.json"), "was cut short"),
    (lambda found: found.pop("settings.txt"), "is damaged: settings.txt"),
    (lambda found: found.update({"files/answers/1/passport": b"another"}), "is damaged: files/answers"),
    (lambda found: found.update({"files/new": b"slipped in"}), "is damaged: files/new"),
    (lambda found: found.update({"../outside": b"slipped in"}), "holds what no backup holds"),
    (lambda found: _says(found, schema="9999"), "newer version"),
    (lambda found: _says(found, engine="other"), "of the same kind"),
    (lambda found: _says(found, format=2), "newer program"),
)


def test_what_is_not_whole_or_not_ours_is_refused_before_anything_is_changed(
    site: Path, app: Flask, settings: Settings
) -> None:
    whole = backed_up(site).read_bytes()
    for number, (change, words) in enumerate(DAMAGE):
        file, folder = site / "damaged.tar.gz", site / f"unpacked-{number}"
        file.write_bytes(whole)
        folder.mkdir()
        with pytest.raises(BrokenBackupError, match=words):
            restoring.check(settings, rewritten(file, change), folder)
    refused = run("restore", str(file), "--replace", "--yes")
    assert refused.exit_code == 1
    assert "Nothing was changed" in refused.output
    with app.app_context():
        assert db.session.scalar(select(UserSession.ended_at)) is None
    assert not (site.parent / "outside").exists()
    assert not [path for path in site.iterdir() if path.name.startswith(".restore-")]


def _says(found: dict[str, bytes], **changes: Any) -> None:
    found["manifest.json"] = json.dumps(json.loads(found["manifest.json"]) | changes).encode()


def test_another_secret_key_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = backed_up(site)
    monkeypatch.setenv("SECRET_KEY", "another key of 32 characters or more")
    assert "SECRET_KEY is another" in run("restore", str(file), "--replace", "--yes").output
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", "k" * 40 + " " + SECRET.replace(" ", "_"))
    assert "SECRET_KEY is another" in run("restore", str(file), "--replace", "--yes").output


def test_backups_by_the_clock_keep_their_number(context: Flask, settings: Settings, tmp_path: Path) -> None:
    folder, now = tmp_path / "kept", clock.now()
    asked = replace(settings, backup_dir=folder, backup_every=timedelta(hours=6), backup_keep=2)
    db.session.rollback()
    assert schedule.make_if_due(settings, now) is None, "nobody asked for any"
    made = [schedule.make_if_due(asked, now + timedelta(hours=hours)) for hours in (0, 5, 6, 13)]
    assert [bool(path) for path in made] == [True, False, True, True]
    (folder / "assembly-notes.tar.gz").write_text("somebody's own")
    assert [path for _at, path in schedule.made_in(folder)] == [made[3], made[2]]
    with schedule._alone(folder) as ours:
        assert ours
        assert schedule.make_if_due(asked, now + timedelta(hours=30)) is None, "somebody is at it"


def test_a_name_from_the_future_neither_puts_the_next_backup_off_nor_pushes_it_out(
    context: Flask, settings: Settings, tmp_path: Path
) -> None:
    folder, now = tmp_path / "kept", clock.now()
    asked = replace(settings, backup_dir=folder, backup_every=timedelta(hours=6), backup_keep=1)
    folder.mkdir()
    ahead = folder / schedule.name_at(now + timedelta(days=400))
    ahead.touch()
    db.session.rollback()
    made = [schedule.make_if_due(asked, now + timedelta(hours=hours)) for hours in (0, 5, 6)]
    assert [bool(path) for path in made] == [True, False, True]
    assert [path for _at, path in schedule.made_in(folder)] == [ahead, made[2]]


def test_every_folder_that_is_written_to_is_in_the_backup_or_left_out_by_name() -> None:
    """A new folder of uploads must not be forgotten."""
    left_out = {
        "templates": "compiled templates", "broker": "wake-ups", "mail": "a demonstration's inbox",
        "keys": "private keys of votes", "backups": "backups",
    }  # fmt: skip
    named = set()
    for path in (ROOT / "assembly").rglob("*.py"):
        for part in path.read_text(encoding="utf-8").split("instance / ")[1:]:
            if part.startswith('"'):
                named.add(part.split('"')[1])
    assert {one for one in named if "." not in one} <= {*FOLDERS, *left_out}


@pytest.mark.both_databases
def test_one_of_an_older_version_is_upgraded(
    instance: Path, app: Flask, database_url: str, empty_again: Callable[[], None]
) -> None:
    empty_again()
    act = Entry(1, "2026-11-22T10:00:00+00:00", None, "person.changed", "person", 1, {})
    values = asdict(act) | {"at": datetime.fromisoformat(act.at or ""), "previous_hash": GENESIS}
    engine = create_engine(database_url)
    with engine.connect() as connection, connection.begin():
        schema.migrate(connection, "0002")
        connection.execute(insert(AuditEntry).values(**values, hash=entry_hash(act, GENESIS)))
    engine.dispose()
    file = backed_up(instance)
    assert json.loads(contents(file)["manifest.json"])["schema"] == "0002"
    done = run("restore", str(file), "--replace", "--yes")
    assert done.exit_code == 0, done.output
    with app.app_context():
        schema.check_version(db.engine)
        assert verify(db.session()) == (2, None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_is_no_database_any_more_is_replaced_and_kept_beside_it(
    site: Path, app: Flask, database_url: str, empty_again: Callable[[], None]
) -> None:
    file = backed_up(site)
    empty_again()
    path = Path(database_url.removeprefix("sqlite:///"))
    path.write_bytes(b"bits of what was a database" * 1000)
    assert run("restore", str(file)).exit_code == 1
    assert run("backup", str(site / "none.tar.gz")).exit_code == 1
    done = run("restore", str(file), "--replace", "--yes")
    assert done.exit_code == 0, done.output
    assert path.with_name(f"{path.name}.broken").read_bytes().startswith(b"bits of what")
    assert run("audit", "verify").exit_code == 0
