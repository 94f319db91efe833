"""What the database itself refuses, whoever asks: one list, for both engines.

- The audit trail is only ever added to, and an entry's number is never taken again.
- What a vote asks, and its roll, stay as they were when it opened; votes only move forward.
- A ballot comes in only while its vote is open.

They are dropped before every upgrade and set again after it, since batch migrations on SQLite lose them.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

FROZEN_COLUMNS = (
    "event_id", "rule_profile_id", "question", "background", "kind", "method", "seats", "none_of_these", "revoting",
    "practice", "objection_hours", "regions", "listed", "secrecy", "frozen", "hash", "public_key", "opened_at",
)  # fmt: skip

STEPS = (
    "draft>open", "open>suspended", "suspended>open", "open>closed", "closed>counted", "counted>published",
    "open>annulled", "suspended>annulled", "closed>annulled", "counted>annulled", "published>annulled",
)  # fmt: skip
"""The life of a vote (`voting.rules.TRANSITIONS`; a test compares them)."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse an `event` on a table where `condition` holds. SQL that both engines understand."""

    name: str
    table: str
    event: str
    condition: str
    reason: str


def _changed(column: str) -> str:
    return f"CAST(OLD.{column} AS TEXT) IS DISTINCT FROM CAST(NEW.{column} AS TEXT)"


def _vote_of(row: str) -> str:
    return f"(SELECT state FROM vote WHERE vote.id = {row}.vote_id)"  # noqa: S608 - row is OLD or NEW


def _takes_no_other(row: str) -> str:
    """Whether the vote of a ballot does not let it be replaced now."""
    of_vote = f"FROM vote WHERE vote.id = {row}.vote_id"
    return f"NOT EXISTS (SELECT 1 {of_vote} AND vote.state = 'open' AND vote.revoting)"


_FROZEN_CHANGED = " OR ".join(_changed(column) for column in FROZEN_COLUMNS)

_STEPS = ", ".join(f"'{step}'" for step in STEPS)

GUARDS = (
    Guard("audit_no_update", "audit_entry", "UPDATE", "1 = 1", "the audit trail is never changed"),
    Guard("audit_no_delete", "audit_entry", "DELETE", "1 = 1", "the audit trail is never changed"),
    Guard(
        "audit_in_order", "audit_entry", "INSERT",
        "NEW.id <> (SELECT COALESCE(MAX(id), 0) + 1 FROM audit_entry)", "the audit trail is only added to",
    ),
    Guard(
        "vote_frozen", "vote", "UPDATE",
        f"OLD.state <> 'draft' AND ({_FROZEN_CHANGED} OR NEW.state = 'draft')", "an opened vote is frozen",
    ),
    Guard(
        "vote_deadline_later", "vote", "UPDATE",
        "OLD.state <> 'draft' AND NEW.closes_at < OLD.closes_at", "a deadline is only moved later",
    ),
    Guard(
        "vote_goes_its_way", "vote", "UPDATE",
        f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({_STEPS})",
        "a vote goes from state to state as agreed",
    ),
    Guard("deadline_change_no_update", "deadline_change", "UPDATE", "1 = 1", "what was announced is kept"),
    Guard("deadline_change_no_delete", "deadline_change", "DELETE", "1 = 1", "what was announced is kept"),
    Guard("vote_no_delete", "vote", "DELETE", "OLD.state <> 'draft'", "an opened vote is kept"),
    Guard("option_no_update", "vote_option", "UPDATE", f"{_vote_of('OLD')} <> 'draft'", "an opened vote is frozen"),
    Guard("option_no_delete", "vote_option", "DELETE", f"{_vote_of('OLD')} <> 'draft'", "an opened vote is frozen"),
    Guard("option_in_draft", "vote_option", "INSERT", f"{_vote_of('NEW')} <> 'draft'", "an opened vote is frozen"),
    Guard("right_no_update", "voting_right", "UPDATE", "1 = 1", "the roll of a vote is frozen"),
    Guard("right_no_delete", "voting_right", "DELETE", "1 = 1", "the roll of a vote is frozen"),
    Guard(
        "right_only_at_opening", "voting_right", "INSERT",
        f"{_vote_of('NEW')} <> 'draft'", "the roll of a vote is frozen",
    ),
    Guard(
        "cast_replaced_by_its_voter", "vote_cast", "UPDATE",
        f"{_takes_no_other('OLD')} OR OLD.person_id <> NEW.person_id OR OLD.right_id <> NEW.right_id"
        " OR OLD.vote_id <> NEW.vote_id",
        "a ballot is replaced only by its voter, while the vote is open and allows it",
    ),
    Guard("cast_no_delete", "vote_cast", "DELETE", "1 = 1", "a cast is never changed"),
    Guard("cast_while_open", "vote_cast", "INSERT", f"{_vote_of('NEW')} <> 'open'", "the vote is not open"),
    Guard(
        "roll_call_replaced", "roll_call_ballot", "UPDATE",
        f"{_takes_no_other('OLD')} OR OLD.right_id <> NEW.right_id OR OLD.vote_id <> NEW.vote_id",
        "a ballot is replaced only while the vote is open and allows it",
    ),
    Guard("roll_call_no_delete", "roll_call_ballot", "DELETE", "1 = 1", "a ballot is never changed"),
    Guard("roll_call_while_open", "roll_call_ballot", "INSERT", f"{_vote_of('NEW')} <> 'open'", "the vote is not open"),
    Guard(
        "sealed_replaced", "sealed_ballot", "UPDATE",
        f"{_takes_no_other('OLD')} OR OLD.right_id <> NEW.right_id OR OLD.vote_id <> NEW.vote_id",
        "a ballot is replaced only while the vote is open and allows it",
    ),
    Guard("replaced_no_update", "replaced_ballot", "UPDATE", "1 = 1", "what was replaced is kept"),
    Guard("replaced_no_delete", "replaced_ballot", "DELETE", "1 = 1", "what was replaced is kept"),
    Guard(
        "replaced_while_open", "replaced_ballot", "INSERT", _takes_no_other("NEW"), "the vote lets nothing be replaced",
    ),
    Guard(
        "sealed_gone_once_counted", "sealed_ballot", "DELETE",
        f"{_vote_of('OLD')} NOT IN ('closed', 'annulled')", "sealed ballots go only when they are counted or annulled",
    ),
    Guard("sealed_while_open", "sealed_ballot", "INSERT", f"{_vote_of('NEW')} <> 'open'", "the vote is not open"),
    Guard("plain_when_counted", "plain_votes", "INSERT", f"{_vote_of('NEW')} <> 'closed'", "the vote is not closed"),
    Guard("result_when_counted", "result", "INSERT", f"{_vote_of('NEW')} <> 'closed'", "the vote is not closed"),
    Guard("plain_no_update", "plain_votes", "UPDATE", "1 = 1", "counted ballots are never changed"),
    Guard("plain_no_delete", "plain_votes", "DELETE", "1 = 1", "counted ballots are never changed"),
    Guard("lot_when_counted", "vote_lot", "INSERT", f"{_vote_of('NEW')} <> 'closed'", "the vote is not closed"),
    Guard("lot_drawn_once", "vote_lot", "UPDATE", "OLD.numbers IS NOT NULL", "a lot is drawn once"),
    Guard("confirmation_no_update", "count_confirmation", "UPDATE", "1 = 1", "a confirmation is kept"),
    Guard("confirmation_no_delete", "count_confirmation", "DELETE", "1 = 1", "a confirmation is kept"),
    Guard("mailed_head_no_update", "mailed_head", "UPDATE", "1 = 1", "what was mailed is kept"),
    Guard("mailed_head_no_delete", "mailed_head", "DELETE", "1 = 1", "what was mailed is kept"),
    Guard("objection_no_delete", "objection", "DELETE", "1 = 1", "an objection stands"),
    Guard(
        "objection_once_published", "objection", "INSERT",
        f"{_vote_of('NEW')} <> 'published'", "the result is not published",
    ),
    Guard(
        "objection_answered_once", "objection", "UPDATE",
        "OLD.answered_at IS NOT NULL OR "
        + " OR ".join(_changed(column) for column in ("vote_id", "member_id", "person_id", "words", "raised_at")),
        "an objection stands as it was raised, and its answer as it was given",
    ),
    Guard("assisted_no_delete", "assisted_ballot", "DELETE", "1 = 1", "what was entered for a member is kept"),
    Guard("assisted_while_open", "assisted_ballot", "INSERT", f"{_vote_of('NEW')} <> 'open'", "the vote is not open"),
    Guard(
        "assisted_ended_once", "assisted_ballot", "UPDATE",
        "OLD.outcome IS NOT NULL OR "
        + " OR ".join(_changed(column) for column in ("vote_id", "right_id", "means", "entered_by", "entered_at")),
        "what was entered for a member is confirmed by another, or ends",
    ),
    Guard("tie_when_counted", "casting_vote", "INSERT", f"{_vote_of('NEW')} <> 'closed'", "the vote is not closed"),
    Guard("tie_decided_once", "casting_vote", "UPDATE", "OLD.choice IS NOT NULL", "a tie is decided once"),
    Guard("tie_no_delete", "casting_vote", "DELETE", "1 = 1", "a casting vote is kept"),
    Guard("lot_no_delete", "vote_lot", "DELETE", "1 = 1", "a lot is kept"),
    Guard("result_no_update", "result", "UPDATE", "1 = 1", "a result is never changed"),
    Guard("result_no_delete", "result", "DELETE", "1 = 1", "a result is never changed"),
)  # fmt: skip

GUARDED_TABLES = tuple(sorted({guard.table for guard in GUARDS}))


def install(connection: Connection) -> None:
    """Set every trigger anew."""
    dialect = connection.dialect.name
    for guard in GUARDS:
        for statement in _postgresql(guard) if dialect == "postgresql" else _sqlite(guard):
            connection.execute(text(statement))
    if dialect == "postgresql":
        for table in GUARDED_TABLES:
            for statement in _no_truncate(table):
                connection.execute(text(statement))


def remove(connection: Connection) -> None:
    """Take the triggers away while an upgrade builds tables anew and rewrites rows."""
    if connection.dialect.name == "sqlite":
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        return
    ours = text("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
    for name, table in connection.execute(ours).all():
        connection.execute(text(f"DROP TRIGGER {name} ON {table}"))


def _sqlite(guard: Guard) -> list[str]:
    # SQLite knows IS DISTINCT FROM only since 3.39; IS NOT means the same there.
    condition = guard.condition.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.reason}'); END",
    ]


def _postgresql(guard: Guard) -> list[str]:
    answer = "OLD" if guard.event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION guard_{guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {guard.condition} THEN RAISE EXCEPTION '{guard.reason}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {answer}; END $$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION guard_{guard.name}()",
    ]


def _no_truncate(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION guard_{table}_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION guard_{table}_truncate()",
    ]
