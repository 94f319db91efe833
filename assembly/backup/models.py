"""Restores: when the database came out of a backup, and the mail that was held back then."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from assembly.database_types import Base


class Restoration(Base):
    """That the database was restored. `held` mails had not gone at the backup; most of them went after it.

    They are those held since `restored_at`, to the microsecond, until somebody decides.
    """

    __tablename__ = "restoration"
    __table_args__ = (CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    backup_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    held: Mapped[int]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
