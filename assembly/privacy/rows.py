"""Whose rows are whose: those of one person, in every table of the schema."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, false, func, or_, select, true, update

from assembly.accounts.models import Person, SignInRequest
from assembly.database_types import Base
from assembly.extensions import db
from assembly.privacy.declared import KEPT, blank, erasable
from assembly.registration.mine import held
from assembly.registration.models import Registration


@dataclass(frozen=True, slots=True)
class Own:
    """The rows of a table that are about one person, and whether they outlive the person."""

    table: Table
    condition: ColumnElement[bool]

    @property
    def stays(self) -> bool:
        """Whether the rows stay, blanked."""
        return self.table.name in KEPT

    def count(self) -> int:
        """Return how many rows there are."""
        return db.session.scalar(select(func.count()).select_from(self.table).where(self.condition)) or 0

    def wipe(self) -> None:
        """Remove the rows, or blank what is personal in those that stay."""
        if not self.stays:
            db.session.execute(delete(self.table).where(self.condition))
            return
        values = {column.name: blank(column) for column in erasable(self.table)}
        if values:
            db.session.execute(update(self.table).where(self.condition).values(values))


def registrations_of(person: Person) -> Sequence[int]:
    """Return the ids of all registrations of a person."""
    return db.session.scalars(select(Registration.id).where(Registration.person_id == person.id)).all()


def of_person(person: Person) -> list[Own]:
    """Return where rows about a person may be, those first that others point at last; read before anything goes."""
    registrations = registrations_of(person)
    found = ((table, _own(table, person, registrations)) for table in reversed(Base.metadata.sorted_tables))
    return [Own(table, condition) for table, condition in found if condition is not None]


def _own(table: Table, person: Person, registrations: Sequence[int]) -> ColumnElement[bool] | None:
    """Return what is held on the person, and beside it what was noted of them under another's registration."""
    condition = held.belongs(table, person, registrations)
    if condition is None or table is Person.__table__ or "registration_id" not in table.c or "person_id" not in table.c:
        return condition
    nobody = and_(table.c.person_id.is_(None), table.c.registration_id.in_(registrations))
    return or_(condition, nobody) if table.c.person_id.nullable else condition


def of_others(table: Table, person: Person) -> ColumnElement[bool]:
    """Return the condition under which a row is not the person's own: somebody else's, or nobody's."""
    if table is Person.__table__:
        return table.c.id != person.id
    if "person_id" in table.c:
        return or_(table.c.person_id.is_(None), table.c.person_id != person.id)
    return true()


def of_nobody(table: Table) -> ColumnElement[bool]:
    """Return the condition under which a row names somebody whom it does not point at."""
    if table in {Person.__table__, SignInRequest.__table__}:  # the latter is the person's own by its address
        return false()
    for name in ("person_id", "registration_id"):
        if name in table.c:
            return table.c[name].is_(None)
    return true()


def primary(table: Table) -> list[Any]:
    """Return the columns by which a row is told from all others."""
    return list(table.primary_key.columns)
