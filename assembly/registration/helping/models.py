"""Colleagues who help a focal point with one delegation."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base
from assembly.registration.models import Delegation
from assembly.scope import MemberOwned


class Helper(MemberOwned, Base):
    """A colleague whom a focal point asked to help with its delegation, by a personal link like its own.

    Their role at the event stands and falls with this row. One that has ended stays, to say who helped and when.
    """

    __tablename__ = "helper"
    __table_args__ = (
        Index(
            "uq_helper_live",
            "delegation_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    delegation: Mapped[Delegation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    named_by: Mapped[Person | None] = relationship(foreign_keys=[named_by_id])

    @classmethod
    def of_events(cls, event_ids: frozenset[int]) -> ColumnElement[bool]:
        """Return whether it is about a delegation to one of these events."""
        delegations = Delegation.__table__
        return cls.delegation_id.in_(select(delegations.c.id).where(delegations.c.event_id.in_(event_ids)))
