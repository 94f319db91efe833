"""What scrutineers were mailed about open votes, so that a database that was set back shows."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base
from assembly.events.models import Event


class MailedHead(Base):
    """The end of the audit trail at one moment, and how many ballots each open vote of an event had.

    `votes` are the id, the number of ballots and the hash of the sorted receipts of each.
    """

    __tablename__ = "mailed_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    at: Mapped[datetime]
    entries: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    votes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    event: Mapped[Event] = relationship()
