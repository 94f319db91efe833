"""Signs of life of the processes, and the times when something was broken."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from assembly.database_types import Base


class Pulse(Base):
    """When a kind of process last showed that it is alive; one on any machine is enough."""

    __tablename__ = "pulse"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime]


class Breakdown(Base):
    """From when to when something did not work, and what administrators were told of it.

    `subjects` are all that were broken at one moment or another; the `told` ones are those that were in a mail.
    """

    __tablename__ = "breakdown"
    __table_args__ = (CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ends_after_it_began"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    subjects: Mapped[list[str]]
    told: Mapped[list[str]] = mapped_column(default=list)
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    mended_told_at: Mapped[datetime | None]
