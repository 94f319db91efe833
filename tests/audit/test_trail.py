"""The audit trail names the first entry that somebody touched (security.md, case 19)."""

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assembly.audit import service
from assembly.audit.models import AuditEntry
from assembly.cli import inspection, main
from assembly.database import transaction
from assembly.extensions import db


@pytest.fixture
def trail(context: Flask) -> Flask:
    """Four acts in two transactions."""
    for first in (1, 3):
        with transaction():
            service.record(7, "member.changed", "member", first, fields=["name"])
            service.record(None, "vote.closed", "vote", first + 1, timeless=True)
    return context


def verify() -> tuple[int, int | None]:
    return service.verify(db.session())


def test_an_untouched_trail_is_whole(trail: Flask) -> None:
    assert verify() == (4, None)


def test_nothing_is_recorded_of_what_was_undone(context: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        service.record(7, "member.changed", "member", 1)
        raise ZeroDivisionError
    with transaction():
        service.record(7, "member.changed", "member", 2)
    assert [entry.object_id for entry in db.session.query(AuditEntry)] == [2]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET object_id = 9 WHERE id = 2",
        "DELETE FROM audit_entry WHERE id = 4",
        "INSERT INTO audit_entry SELECT 2, at, actor_id, action, object_type, object_id, details, previous_hash,"
        " 'x' FROM audit_entry WHERE id = 1",
    ],
)
def test_the_database_refuses_to_change_it(trail: Flask, sql: str) -> None:
    with pytest.raises(DatabaseError), transaction() as session:
        session.execute(text(sql))
    assert verify() == (4, None)


@pytest.mark.parametrize(
    ("sql", "first_bad"),
    [
        ("UPDATE audit_entry SET object_id = 9 WHERE id = 2", 2),
        ("UPDATE audit_entry SET actor_id = NULL WHERE id = 1", 1),
        ("DELETE FROM audit_entry WHERE id = 3", 4),
        ("UPDATE audit_entry SET previous_hash = hash WHERE id = 4", 4),
    ],
)
def test_whoever_switches_the_triggers_off_is_found_out(trail: Flask, sql: str, first_bad: int) -> None:
    touch(sql)
    assert verify()[1] == first_bad


@pytest.mark.parametrize(("one", "other"), [(2, 3), (1, 4), (3, 4)])
def test_whoever_changes_the_order_is_found_out(trail: Flask, one: int, other: int) -> None:
    """Each entry as it was, hashes and all, but in another's place."""
    places = ((one, 9), (other, one), (9, other))
    touch(*(f"UPDATE audit_entry SET id = {new} WHERE id = {old}" for old, new in places))  # noqa: S608 - numbers
    assert verify()[1] == one


def test_the_command_names_the_first_entry_that_was_touched(trail: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assembly.create_app", lambda: trail)
    monkeypatch.setattr(inspection, "check_database", lambda: None)
    whole = CliRunner().invoke(main, ["audit", "verify"])
    assert (whole.exit_code, whole.output.startswith("The audit trail is whole: 4 entries")) == (0, True)
    touch("UPDATE audit_entry SET details = '{}' WHERE id = 3")
    broken = CliRunner().invoke(main, ["audit", "verify"])
    assert broken.exit_code == 1
    assert "Entry 3 of the audit trail does not fit the chain" in broken.output


def touch(*statements: str) -> None:
    """Do what the triggers refuse, as whoever owns the database can."""
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        else:
            for name in ("audit_no_update", "audit_no_delete"):
                session.execute(text(f"DROP TRIGGER {name}"))
        for sql in statements:
            session.execute(text(sql))
    db.session.rollback()
