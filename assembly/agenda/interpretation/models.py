"""Who interprets when, and between which languages."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.agenda.models import Sitting
from assembly.database_types import Base, Retention, personal
from assembly.registration.models import Registration

PURPOSE = "telling interpreters when it is their turn"


class InterpreterTurn(Base):
    """That somebody interprets in a sitting from one language into another for a time."""

    __tablename__ = "interpreter_turn"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("source <> target", name="into_another_language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    source: Mapped[str] = mapped_column(String(8))
    target: Mapped[str] = mapped_column(String(8))
    starts_at: Mapped[datetime] = mapped_column(info=personal(PURPOSE, Retention.EVENT))
    ends_at: Mapped[datetime] = mapped_column(info=personal(PURPOSE, Retention.EVENT))

    sitting: Mapped[Sitting] = relationship()
    registration: Mapped[Registration] = relationship()
