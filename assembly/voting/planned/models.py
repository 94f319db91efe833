"""Drafts that open by themselves at a time."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base
from assembly.voting.models import Vote


class PlannedOpening(Base):
    """When a draft opens by itself, and what was accepted for that. `failed_at`: something stood in the way then."""

    __tablename__ = "planned_opening"

    vote_id: Mapped[int] = mapped_column(
        ForeignKey("vote.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    opens_at: Mapped[datetime]
    planned_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    languages: Mapped[list[str]] = mapped_column(default=list)
    small_groups: Mapped[bool] = mapped_column(default=False)
    failed_at: Mapped[datetime | None]

    vote: Mapped[Vote] = relationship()
