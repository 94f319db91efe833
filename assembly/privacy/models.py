"""Erasures: who asked for one, and when it was done. Of an erased person nothing but numbers and days is left."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base


class ErasureState(StrEnum):
    """How an erasure stands."""

    ASKED = "asked"
    TAKEN_BACK = "taken-back"
    DONE = "done"


class Erasure(Base):
    """That a person's data are to go, or are gone. `asked_by_id` is the person, or who wrote it down for them."""

    __tablename__ = "erasure"
    __table_args__ = (
        Index(
            "uq_erasure_waiting",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        CheckConstraint("(state = 'asked') = (settled_at IS NULL)", name="settled_or_waiting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[ErasureState] = mapped_column(default=ErasureState.ASKED)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
