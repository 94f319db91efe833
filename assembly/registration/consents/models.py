"""What participants agreed to for themselves. Rows are closed, never changed: history is kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from assembly.database_types import Base


class ConsentPurpose(StrEnum):
    """What a person may agree to at an event; the last one is a wish that goes before all lists."""

    LIST_OF_PARTICIPANTS = "list-of-participants"
    PICTURES = "pictures"
    RECORDINGS = "recordings"
    HIDDEN = "hidden"


class Declaration(StrEnum):
    """What a participant has to accept where the event asks for it."""

    CONDUCT = "conduct"
    SAFEGUARDING = "safeguarding"


class Consent(Base):
    """That a person agreed to something at an event, and until when."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "uq_consent_standing",
            "event_id",
            "person_id",
            "purpose",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    purpose: Mapped[ConsentPurpose]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Acceptance(Base):
    """That a participant accepted a declaration; `version` tells which text it was.

    `person_id` stands beside the registration, whose person may be corrected to be another.
    """

    __tablename__ = "acceptance"
    __table_args__ = (UniqueConstraint("registration_id", "person_id", "declaration", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    declaration: Mapped[Declaration]
    version: Mapped[str] = mapped_column(String(16))
    accepted_at: Mapped[datetime]
