"""What somebody sent when their session had ended already."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assembly.database_types import Base, Retention, personal


class KeptForm(Base):
    """A form that waits until its sender has signed in again: sealed, theirs alone, in their browser alone."""

    __tablename__ = "kept_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    path: Mapped[str] = mapped_column(String(500))
    sealed: Mapped[str] = mapped_column(
        Text, info=personal("giving back, within two hours, what was typed before signing in again", Retention.SESSION)
    )
    has_files: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime]
