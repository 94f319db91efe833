"""Models, migrations and triggers agree, on both databases; personal columns say why they exist."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Engine, LargeBinary, String, create_engine, inspect, text

from assembly import models, schema, triggers
from assembly.database_types import Base, LocalizedTextType

assert models

# Columns of text that tell nothing about a person: names of things, codes, hashes, states.
IMPERSONAL = {
    "acceptance": {"version"},
    "assisted_ballot": {"salt", "digest"},
    "authenticator": {"sealed"},
    "audit_entry": {"action", "object_type", "details", "previous_hash", "hash"},
    "breakdown": {"subjects", "told"},
    "calendar_entry": {"uid", "digest"},
    "calendar_feed": {"hash"},
    "channel": {"language", "address"},
    "delivery": {"kind", "language", "zone", "message_id", "worker", "batch"},
    "document_file": {"language", "address", "stored", "name", "type", "digest"},
    "paper_handed_in": {"language", "stored", "name", "type", "digest"},
    "pulse": {"name"},
    "restored_vote": {"head", "receipts", "mailed_head", "mailed_receipts"},
    "event": {"slug", "zone", "languages", "edited"},
    "federation": {
        "short_name", "accent", "logo", "logo_type", "logo_hash", "languages", "zone", "sender_name", "sender_email",
        "help_name", "help_email", "help_phone", "help_whatsapp", "help_opens", "help_closes",
    },
    "heading_choice": {"heading", "column"},
    "item_link": {"address"},
    "interpreter_turn": {"source", "target"},
    "kept_form": {"hash", "path"},
    "mailed_head": {"head", "votes"},
    "member": {"code", "name", "name_key", "country", "language", "website"},
    "member_change": {"field"},
    "member_import": {"token", "columns", "fingerprint", "refusal"},
    "notice_version": {"wall_time"},
    "paper": {"code", "language"},
    "passkey": {"credential", "public_key", "transports"},
    "partner": {"name", "name_key", "country", "agreement"},
    "recovery_code": {"salt", "hash"},
    "registration": {"party"},
    "sign_in_request": {"language", "next_path"},
    "signup": {"roles"},
    "sitting": {"uid", "zone", "wall_starts", "wall_ends", "edited"},
    "provider_account": {"issuer"},
    "telephone_code": {"code_hash"},
    "token": {"hash", "code_hash"},
    "used_challenge": {"hash"},
    "user_session": {"hash"},
    "vote_cast": {"cast_id", "receipt"},
    "roll_call_ballot": {"choice"},
    "replaced_ballot": {"cast_id", "receipt", "choice"},
    "plain_votes": {"choice"},
    "sealed_ballot": {"sealed"},
    "vote_lot": {"between", "numbers"},
    "vote": {"regions", "listed", "frozen", "hash", "public_key", "accepted_gaps", "annulled_reason", "edited"},
    "question": {"ready_made", "roles", "condition_keys", "edited"},
    "question_option": {"key", "edited"},
    "rule_profile": {"rules"},
    "room": {"address", "telephones", "pin"},
    "result": {"content"},
}  # fmt: skip
ANYWHERE = {"edited", "audience", "content", "accepted_fallbacks", "languages"}


def test_migrations_build_what_the_models_say(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_migrations_set_the_checks_that_the_models_say(database_url: str, fresh_database_url: str) -> None:
    """Alembic does not compare them, and SQLite loses what a rebuilt table does not name."""
    migrated, made = create_engine(database_url), create_engine(fresh_database_url)
    Base.metadata.create_all(made)
    assert checks(migrated) == checks(made)
    migrated.dispose()
    made.dispose()


def checks(engine: Engine) -> dict[tuple[str, str], str]:
    found = inspect(engine)
    return {
        (table, str(check["name"])): " ".join(check["sqltext"].split())
        for table in Base.metadata.tables
        for check in found.get_check_constraints(table)
    }


@pytest.fixture
def fresh_database_url(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """An empty database of the same kind."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    return str(request.getfixturevalue("empty_postgres_url")())


def test_an_upgrade_that_leaves_rows_pointing_at_nothing_is_undone(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'assembly.db'}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("INSERT INTO quota (event_id, role, seats) VALUES (7, 'delegate', 1)")
    with pytest.raises(schema.DatabaseVersionError, match="event"):
        schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_every_trigger_stands_after_an_upgrade(database_url: str) -> None:
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = set(connection.scalars(text(names[engine.dialect.name])))
    engine.dispose()
    assert {guard.name for guard in triggers.GUARDS} <= found


def test_every_column_that_may_hold_personal_data_says_why_and_how_long() -> None:
    silent = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | JSON | LargeBinary)
        and not getattr(column.type, "enums", None)
        and not isinstance(column.type, LocalizedTextType)
        and "personal" not in column.info
        and column.name not in IMPERSONAL.get(table.name, set()) | ANYWHERE
    ]
    assert silent == [], "declare personal(purpose, retention) or add to IMPERSONAL what tells nothing about a person"


def test_every_moment_is_stored_with_its_zone() -> None:
    plain = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.type.python_type is datetime and type(column.type).__name__ != "UTCDateTime"
    ]
    assert plain == []


def test_constraints_have_names_that_migrations_can_use() -> None:
    nameless = [table.name for table in Base.metadata.sorted_tables for c in table.constraints if not c.name]
    assert nameless == []
    assert all(re.fullmatch(r"[a-z_]+", table.name) for table in Base.metadata.sorted_tables)
