"""What the database holds on one person, found by walking the schema.

A table belongs to a person by its column `person_id`, or to their registration by `registration_id`. Nothing is
listed by hand but what cannot be found so: a new table with either column is shown from the day it exists.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, select

from assembly.accounts.models import Person, SignInRequest
from assembly.database_types import Base, LocalizedText, Personal
from assembly.extensions import db
from assembly.registration.models import Registration

SECRETS: Final = frozenset(
    {
        "hash",
        "code_hash",
        "token",
        "fingerprint",
        "message_id",
        "worker",
        "batch",
        "cast_id",
        "search_key",
        "digest",
        "stored",
        "uid",
        "sealed",
        "salt",
        "credential",
        "public_key",
        "last_step",
        "sign_count",
    }
)
"""Columns that are of no use to a reader, or would be to a thief: hashes, marks of the machinery."""

NOT_BY_PERSON: Final = {
    "document": "by whom the secretariat expects a paper: a name in its list",
    "credential": "why a member's statement was returned: it is about the delegation",
    "proxy_instruction": "how a member would have its vote cast: between the member and whoever holds its proxy",
    "member_import": "a sheet that somebody brought in: it is about the people in it",
}
"""Tables with personal columns whose rows are about no person that they name, and why."""


@dataclass(frozen=True, slots=True)
class HeldColumn:
    """A column with its value; `personal` says what for and how long, where the column is about a person."""

    name: str
    value: Any
    personal: Personal | None


@dataclass(frozen=True, slots=True)
class HeldRows:
    """All rows of one table that are about a person."""

    table: str
    rows: Sequence[Sequence[HeldColumn]]


def held_on(person: Person) -> list[HeldRows]:
    """Return every row about a person, table by table; tables without any are left out.

    Within a scope only those are found that it allows: give the person's own.
    """
    registrations = db.session.scalars(select(Registration.id).where(Registration.person_id == person.id)).all()
    found = []
    for table in Base.metadata.sorted_tables:
        condition = belongs(table, person, registrations)
        if condition is None:
            continue
        columns = [column for column in table.columns if shown(column)]
        rows = db.session.execute(select(*columns).where(condition).order_by(*table.primary_key)).all()
        if rows:
            found.append(HeldRows(table.name, [_row(columns, row) for row in rows]))
    return found


def belongs(table: Table, person: Person, registrations: Sequence[int]) -> ColumnElement[bool] | None:
    """Return the condition under which a row of a table is about this person; None where none can be."""
    if table.name in NOT_BY_PERSON:
        return None
    if table is Person.__table__:
        return table.c.id == person.id
    if table is SignInRequest.__table__:
        return table.c.address == person.email
    if _refers(table, "person_id", "person"):
        return table.c.person_id == person.id
    if _refers(table, "registration_id", "registration"):
        return table.c.registration_id.in_(registrations)
    return None


def _refers(table: Table, column: str, other: str) -> bool:
    return column in table.c and any(key.column.table.name == other for key in table.c[column].foreign_keys)


def shown(column: Column[Any]) -> bool:
    """Whether a column tells the person anything: numbers of rows and secrets do not."""
    return column.name not in SECRETS and not (column.primary_key and "personal" not in column.info)


def _row(columns: Iterable[Column[Any]], row: Sequence[Any]) -> list[HeldColumn]:
    return [
        HeldColumn(column.name, value, column.info.get("personal"))
        for column, value in zip(columns, row, strict=True)
        if value is not None
    ]


def as_json(found: Iterable[HeldRows]) -> dict[str, list[dict[str, Any]]]:
    """Return what is held in the shape of the download: by table, each row by its columns."""
    return {one.table: [{column.name: _plain(column.value) for column in row} for row in one.rows] for one in found}


def purposes(found: Iterable[HeldRows]) -> dict[str, dict[str, str]]:
    """Return what each personal column is for and how long it is kept, by `table.column`."""
    return {
        f"{one.table}.{column.name}": {"purpose": column.personal.purpose, "kept": column.personal.retention.value}
        for one in found
        for row in one.rows
        for column in row
        if column.personal
    }


def _plain(value: Any) -> Any:
    match value:
        case StrEnum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case LocalizedText():
            return dict(value)
        case bytes():
            return f"{len(value)} bytes"
        case _:
            return value
