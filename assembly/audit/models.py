"""The audit trail: who did what when, chained by hash, never changed (triggers refuse it)."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from assembly.database_types import Base


class AuditEntry(Base):
    """One act. `details` holds ids, field names and numbers, never a personal value."""

    __tablename__ = "audit_entry"
    __table_args__ = (CheckConstraint("id >= 1", name="id_counts_from_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime | None]
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(64), index=True)
    object_type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
