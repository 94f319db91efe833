"""Rows about somebody in every table of the schema, with a mark in each personal column. Generated, not listed.

What a table asks for beyond its types (its checks) is said in `RULES`; a table that asks for more shows by failing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, LargeBinary, Table, insert

from assembly import clock, models
from assembly.accounts.models import Person
from assembly.database_types import Base, LocalizedText, LocalizedTextType
from assembly.extensions import db
from assembly.privacy.declared import KEPT, erasable, is_text
from assembly.registration.mine import held

assert models

_numbers = count(1)
TABLES = Base.metadata.tables

RULES: dict[str, dict[str, Any]] = {
    "change_request": {"kind": "correct", "state": "declined", "answered_at": clock.now()},
    "document": {"item_id": None},
    "event": {
        "starts_at": clock.now() - timedelta(days=9),
        "ends_at": clock.now() - timedelta(days=8),
        "registration_opens_at": clock.now() - timedelta(days=90),
        "registration_closes_at": clock.now() - timedelta(days=20),
        "languages": ["en"],
        "zone": "Asia/Bangkok",
        "escalate_after": None,
    },
    "member": {"joined_on": None, "left_on": None, "country": "ML", "language": "fr"},
    "member_call": {"outcome": "reached", "ended_at": clock.now(), "promised_on": None},
    "member_import": {"done": 0, "total": 0, "state": "cancelled"},
    "paper": {"kind": "badge", "language": None},
    "question": {"condition_id": None, "kept_days": 30},
    "registration": {
        "seat": 1,
        "place": None,
        "waiting_since": None,
        "state": "accepted",
        "role": "delegate",
        "partner_id": None,
    },
    "role_change": {"role": "chair", "change": "given"},
    "role_grant": {"role": "focal_point", "event_id": None},
    "sitting": {"zone": "Asia/Bangkok"},
    "speaker": {"name": None},
    "user_session": {"purpose": "sign-in"},
}


def mark() -> str:
    """A text that stands nowhere else."""
    return f"zq{next(_numbers)}mark"


class Planter:
    """Plants rows; parents that a row needs are made once and shared."""

    def __init__(self, person: Person, other: Person) -> None:
        self.person, self.other = person, other
        self.parents: dict[str, int] = {"person": other.id}
        self.marks: list[str] = []

    def plant_all(self) -> list[str]:
        """Plant a row in every table that can be about the person; return the names of the tables."""
        return [table.name for table in self.tables() if self.plant(table)]

    def tables(self) -> Iterator[Table]:
        for table in Base.metadata.sorted_tables:
            mine = held.belongs(table, self.person, []) is not None
            if mine and table.name != "person" and (table.name not in KEPT or erasable(table)):
                yield table

    def plant(self, table: Table) -> int:
        registration = self.registration()
        if table.name == "registration":
            return registration
        values = self.values(table, marked=True)
        if "person_id" in table.c:
            values["person_id"] = self.person.id
        if table.name == "sign_in_request":
            self.marks.remove(values["address"])  # it is found by the person's own
            values["address"] = self.person.email
        return self._insert(table, values)

    def registration(self) -> int:
        """The person's own, made when it is asked for first."""
        if "registration" not in self.parents:
            table = TABLES["registration"]
            self.parents["registration"] = self._insert(
                table, self.values(table, marked=True) | {"person_id": self.person.id}
            )
        return self.parents["registration"]

    def parent(self, name: str) -> int:
        if name not in self.parents:
            self.parents[name] = self._insert(TABLES[name], self.values(TABLES[name], marked=False))
        return self.parents[name]

    def values(self, table: Table, *, marked: bool) -> dict[str, Any]:
        given = RULES.get(table.name, {})
        return {
            column.name: given[column.name] if column.name in given else self.value(column, marked=marked)
            for column in table.columns
            if column.name in given or self._filled(column)
        }

    def _filled(self, column: Column[Any]) -> bool:
        own_key = column.primary_key and not column.foreign_keys and isinstance(column.type, Integer)
        wanted = column.foreign_keys and column.name in {"registration_id", "member_id", "delegation_id", "sitting_id"}
        return not own_key and bool("personal" in column.info or wanted or not (column.nullable or column.default))

    def value(self, column: Column[Any], *, marked: bool) -> Any:
        if column.foreign_keys:
            return self.parent(next(iter(column.foreign_keys)).column.table.name)
        if getattr(column.type, "enums", None):
            return column.type.enums[0]
        if isinstance(column.type, LocalizedTextType):
            return LocalizedText({"en": "A text"})
        if "personal" in column.info and marked:
            return self._marked(column)
        return _plain(column)

    def _marked(self, column: Column[Any]) -> Any:
        if column.name in {"language", "zone"}:
            return {"language": "fr", "zone": "Africa/Bamako"}[column.name]
        if isinstance(column.type, JSON) or is_text(column):
            self.marks.append(mark())
            return {"said": self.marks[-1]} if isinstance(column.type, JSON) else self.marks[-1]
        return _plain(column)

    def _insert(self, table: Table, values: dict[str, Any]) -> int:
        done = db.session.execute(insert(table).values(values))
        return int(done.inserted_primary_key[0])


def _plain(column: Column[Any]) -> Any:
    number = next(_numbers)
    by_type: dict[type[Any], Any] = {
        JSON: {},
        Boolean: False,
        Integer: number,
        Date: date(2026, 1, 1),
        LargeBinary: f"x{number}".encode(),
        DateTime: clock.now() + timedelta(seconds=number),
    }
    kind = getattr(column.type, "impl", column.type)
    found = [value for type_, value in by_type.items() if isinstance(kind, type_)]
    return found[0] if found else f"x{number}"[: getattr(column.type, "length", None)]
