"""What was done about the roles and accounts of those who work for the federation: each mail tells of one row."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person, Role
from assembly.database_types import Base
from assembly.events.models import Event


class Change(StrEnum):
    """What was done."""

    GIVEN = "given"
    TAKEN = "taken"
    CLOSED = "closed"
    REOPENED = "reopened"


class RoleChange(Base):
    """One role that was given or taken away, or one account that was closed or opened again.

    `by_id`: who did it; None: a command.
    """

    __tablename__ = "role_change"
    __table_args__ = (CheckConstraint("(role IS NOT NULL) = (change IN ('given', 'taken'))", name="of_a_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    change: Mapped[Change]
    role: Mapped[Role | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    made_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    event: Mapped[Event | None] = relationship()
