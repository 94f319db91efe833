"""Papers that were given out, each under a code by which anybody who holds it can verify it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, false, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal
from assembly.registration.models import Registration
from assembly.registration.papers import rules
from assembly.registration.papers.rules import PaperKind
from assembly.registration.rules import RegistrationState
from assembly.scope import MemberOwned, Scope


class Paper(MemberOwned, Base):
    """One badge or letter. What it says is not stored: it is made anew from the registration and the answers.

    `person_id` stands beside the registration, whose person may be corrected to be another. Besides the
    secretariat only the person reads it, not the focal points of their member.
    """

    __tablename__ = "paper"
    __table_args__ = (
        Index(
            "uq_paper_live",
            "registration_id",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("(kind = 'visa-letter') = (language IS NOT NULL)", name="letters_have_a_language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[PaperKind]
    language: Mapped[str | None] = mapped_column(String(8))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    initials: Mapped[str] = mapped_column(
        String(20), info=personal("telling whoever verifies a paper for whom it was made", Retention.EVENT)
    )
    issued_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship()
    person: Mapped[Person] = relationship()

    @classmethod
    def of_events(cls, event_ids: frozenset[int]) -> ColumnElement[bool]:
        """Return whether it was made for one of these events."""
        places = Registration.__table__
        return cls.registration_id.in_(select(places.c.id).where(places.c.event_id.in_(event_ids)))

    @property
    def is_valid(self) -> bool:
        """Whether it counts now: derived, so that withdrawing a registration is enough."""
        return rules.is_valid(
            withdrawn=self.withdrawn_at is not None,
            accepted=self.registration.state is RegistrationState.ACCEPTED,
            same_person=self.registration.person_id == self.person_id,
        )

    @classmethod
    def readable(cls, scope: Scope) -> ColumnElement[bool]:
        """Let people read what was made for them, and the secretariat of an event what was made for it."""
        own = cls.person_id == scope.person_id if scope.person_id is not None else false()
        return own | cls.of_events(scope.event_ids) if scope.event_ids else own
