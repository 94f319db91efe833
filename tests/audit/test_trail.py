"""The audit trail names the first entry that somebody touched (security.md, case 19)."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assembly.audit import service
from assembly.audit.models import AuditEntry
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
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        else:
            for name in ("audit_no_update", "audit_no_delete"):
                session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(sql))
    assert verify()[1] == first_bad
