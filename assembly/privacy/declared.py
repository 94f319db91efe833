"""What the models declare about personal data, read from the schema: nothing is listed here but what must stay."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, Column, String, Table

from assembly.database_types import Base, Personal, Retention
from assembly.i18n import DEFAULT_LANGUAGE
from assembly.i18n import lazy_gettext as _l

KEPT: Final[dict[str, Any]] = {
    "person": _l("An empty entry stays: votes, statistics and the audit trail name it by its number."),
    "registration": _l("How many came, from where and in which role, stays for the statistics."),
    "delivery": _l("That a notice went out stays as proof; to whom does not."),
    "invitation": _l("That the member was invited stays; whom we wrote to does not."),
    "member_call": _l("That the member was called stays; the note does not."),
    "member_change": _l("That something in the register changed stays; what stood there does not."),
    "change_request": _l("That the member asked for a change stays; what it wrote does not."),
    "proposed_person": _l("That the member asked for a change stays; what it wrote does not."),
    "credential_holder": _l("For which member somebody voted stays, so that the votes stand."),
    "presence": _l("When members were represented stays, so that the quorum stands."),
    "vote_cast": _l("Votes that were cast for a member stay: they are the member’s."),
    "count_confirmation": _l("The scrutineers’ confirmations belong to the minutes."),
    "objection": _l("Objections to results belong to the minutes, with their words."),
    "erasure": _l("That data were erased, and when, is all that is noted of it."),
}
"""Tables whose rows outlive the person, blanked, and why. Rows of any other table go with the person."""

NEUTRAL: Final = {"language": DEFAULT_LANGUAGE, "zone": "UTC", "source": DEFAULT_LANGUAGE, "target": DEFAULT_LANGUAGE}
"""What stands in place of a value that programs must be able to read."""


def tables() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Yield each table that has personal columns, with them."""
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if "personal" in column.info]
        if columns:
            yield table, columns


def declaration(column: Column[Any]) -> Personal:
    """Return why a personal column exists, and how long its content is kept."""
    found: Personal = column.info["personal"]
    return found


def erasable(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that are blanked when a person is erased: moments are left to nobody's row."""
    return [
        column
        for column in table.columns
        if "personal" in column.info
        and declaration(column).retention is not Retention.STATUTORY
        and (is_text(column) or isinstance(column.type, JSON))
    ]


def is_text(column: Column[Any]) -> bool:
    """Whether a column holds a text, also one that is read in a way of its own."""
    return isinstance(getattr(column.type, "impl", column.type), String)


def blank(column: Column[Any]) -> Any:
    """Return what a personal column holds of nobody: nothing where that is allowed."""
    if column.name in NEUTRAL:
        return NEUTRAL[column.name]
    if isinstance(column.type, JSON):
        return {}
    return None if column.nullable and not _asked_for(column) else ""


def _asked_for(column: Column[Any]) -> bool:
    """Whether a rule of the table may want a text here, be it an empty one."""
    checks = [check for check in column.table.constraints if isinstance(check, CheckConstraint)]
    return any(f"{column.name} IS" in str(check.sqltext) for check in checks)
