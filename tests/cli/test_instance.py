"""Making an installation, and keeping it: init, secretariat, and a database of another version."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from assembly import schema
from assembly.cli import main
from assembly.cli.database_version import newest
from assembly.config import SETTINGS_FILE

ADDRESS = "kanokwan@federation.example"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=typed)


def init(base_url: str) -> Result:
    return run("init", "--name", "Kanokwan", "--email", ADDRESS, "--base-url", base_url)


def stamp(database_url: str, version: str | None) -> None:
    """Make the database one of another version, or an empty one."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        if version is None:
            connection.execute(text("DROP TABLE alembic_version"))
        else:
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    engine.dispose()


@pytest.fixture
def fresh(instance: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing in it, and no setting from elsewhere but where the database is."""
    for key in ("SECRET_KEY", "BASE_URL"):
        monkeypatch.delenv(key)
    return instance


def test_a_wrong_address_leaves_nothing_behind_and_can_be_mended(fresh: Path) -> None:
    wrong = init("assembly.example")
    assert wrong.exit_code == 1
    assert "BASE_URL is not an address of a site" in wrong.output
    assert not (fresh / SETTINGS_FILE).exists()
    right = init("https://assembly.example")
    assert right.exit_code == 0
    assert "https://assembly.example/en/sign-in/" in right.output


def test_a_second_one_changes_nothing(fresh: Path) -> None:
    assert init("https://assembly.example").exit_code == 0
    settings = (fresh / SETTINGS_FILE).read_bytes()
    again = init("https://other.example")
    assert again.exit_code == 1
    assert "Nothing was changed" in again.output
    assert (fresh / SETTINGS_FILE).read_bytes() == settings


def test_a_database_that_cannot_be_reached_leaves_nothing_behind(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{fresh}/no/such/folder.db")
    answer = init("https://assembly.example")
    assert answer.exit_code == 1
    assert "The database does not answer" in answer.output
    assert not (fresh / SETTINGS_FILE).exists()


@pytest.mark.parametrize("command", [["db", "upgrade"], ["serve"], ["audit", "verify"]], ids=" ".join)
def test_a_file_that_is_no_database_is_told_in_a_sentence(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    assert init("https://assembly.example").exit_code == 0
    broken = fresh / "broken.db"
    broken.write_text("no database", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{broken}")
    answer = run(*command)
    assert answer.exit_code == 1
    assert "file is not a database" in answer.output


def test_who_belongs_to_the_secretariat_gets_a_new_link_without_a_question(instance: Path, database_url: str) -> None:
    asked = run("secretariat", "add", ADDRESS, typed="Kanokwan\n")
    assert asked.exit_code == 0
    again = run("secretariat", "add", ADDRESS, "--name", "Somebody else")
    assert again.exit_code == 0
    assert "Kanokwan belongs to the secretariat" in again.output
    assert run("secretariat", "add", ADDRESS, "--administrator").exit_code == 0
    assert run("secretariat", "add", "bo@x.example", "--name", "Bo", "--administrator").exit_code == 0
    with create_engine(database_url).connect() as connection:
        told = connection.execute(text("SELECT kind, address FROM delivery ORDER BY id")).all()
    assert [(kind, address) for kind, address in told if kind == "administrators-changed"] == [
        ("administrators-changed", ADDRESS)
    ], "no administrator is made unseen, by a command either"
    assert "http://localhost/en/sign-in/" in again.output


def test_whoever_lost_their_device_begins_anew_where_there_is_no_second_administrator(
    instance: Path, database_url: str
) -> None:
    assert run("secretariat", "add", ADDRESS, "--name", "Kanokwan").exit_code == 0
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO recovery_code VALUES (1, 1, 'salt', 'hash', '2026-01-01', NULL)"))
    assert run("secretariat", "reset-factor", "nobody@else.example").exit_code == 2
    assert run("secretariat", "reset-factor", ADDRESS, typed="n\n").exit_code == 1
    done = run("secretariat", "reset-factor", ADDRESS, "--yes")
    assert done.exit_code == 0, done.output
    assert "Kanokwan is signed out everywhere" in done.output
    with engine.connect() as connection:
        codes = connection.scalar(text("SELECT count(*) FROM recovery_code"))
        told = connection.scalars(text("SELECT kind FROM delivery ORDER BY id")).all()
        by = connection.scalars(text("SELECT actor_id FROM audit_entry WHERE action = 'factor.reset'")).all()
    engine.dispose()
    assert (codes, told, by) == (0, ["role-given", "account-safety"], [None])


@pytest.mark.parametrize(
    ("version", "words"), [("0000x", "newer version (0000x)"), (None, "is empty")], ids=["newer", "empty"]
)
@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "1"),
        ("worker",),
        ("all", "--port", "1"),
        ("audit", "verify"),
        ("secretariat", "add", ADDRESS),
    ],
    ids=" ".join,
)
def test_a_database_of_another_version_stops_every_command(
    instance: Path, database_url: str, arguments: tuple[str, ...], version: str | None, words: str
) -> None:
    stamp(database_url, version)
    answer = run(*arguments)
    assert answer.exit_code == 1
    assert words in answer.output
    assert "Traceback" not in answer.output


def test_the_newest_version_is_that_of_the_last_migration() -> None:
    assert newest() == schema.newest_version()


def test_no_demonstration_is_made_of_a_database_that_is_in_use(fresh: Path) -> None:
    refused = run("demo", "--prepare-only")
    assert refused.exit_code == 1
    assert "holds an installation already" in refused.output
    assert not (fresh / SETTINGS_FILE).exists()


def test_a_folder_of_keys_that_cannot_be_made_is_told(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert init("https://assembly.example").exit_code == 0
    assert "ok   keys: kept in" in run("check").output
    (fresh / "file").write_text("no folder")
    monkeypatch.setenv("KEYS_DIR", str(fresh / "file" / "keys"))
    answer = run("check")
    assert answer.exit_code == 1
    assert "FAIL keys: the folder" in answer.output
    assert not (fresh / "keys").exists()
