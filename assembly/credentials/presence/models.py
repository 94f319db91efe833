"""Who is present at a sitting, as intervals, and how far the sitting is."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.agenda.models import AgendaItem, Sitting
from assembly.credentials.presence.rules import Means
from assembly.database_types import Base, Retention, personal


class Presence(Base):
    """From when until when somebody was at a sitting. A row is never rewritten, only ended.

    Who went into the room is present without one (`channels.models.Attendance` knows since when); a row is written
    once they leave. At most one is open, so that nobody is there twice.
    """

    __tablename__ = "presence"
    __table_args__ = (
        CheckConstraint("arrived_at <= left_at", name="arrived_before_leaving"),
        Index(
            "uq_presence_open",
            "sitting_id",
            "person_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    means: Mapped[Means]
    arrived_at: Mapped[datetime] = mapped_column(info=personal("counting the quorum of a sitting", Retention.EVENT))
    left_at: Mapped[datetime | None] = mapped_column(info=personal("counting the quorum of a sitting", Retention.EVENT))

    sitting: Mapped[Sitting] = relationship()
    person: Mapped[Person] = relationship()


class SittingCourse(Base):
    """How far a sitting is: the item that is being taken, where the chair has said it, and when it was closed."""

    __tablename__ = "sitting_course"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    closed_at: Mapped[datetime | None]

    sitting: Mapped[Sitting] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
