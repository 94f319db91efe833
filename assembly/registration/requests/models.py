"""What members ask for once registration has closed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal
from assembly.events.roles import ParticipantRole
from assembly.registration.models import Delegation, Registration
from assembly.registration.requests.rules import ChangeKind, RequestState
from assembly.scope import MemberOwned


class ChangeRequest(MemberOwned, Base):
    """A change of a delegation that was asked for after closing, and what the secretariat answered.

    `registration` is whom it is about; of somebody who is to be added there is none yet. The unique key lets one
    request wait for each person.
    """

    __tablename__ = "change_request"
    __table_args__ = (
        CheckConstraint("(kind = 'add') = (registration_id IS NULL)", name="about_somebody"),
        CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name="answered_or_waiting"),
        Index(
            "uq_change_request_waiting",
            "registration_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    kind: Mapped[ChangeKind]
    note: Mapped[str | None] = mapped_column(
        String(1000), info=personal("telling the secretariat what has to change and why", Retention.EVENT)
    )
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(
        String(500), info=personal("telling the member why a change was not made", Retention.EVENT)
    )

    delegation: Mapped[Delegation] = relationship()
    registration: Mapped[Registration | None] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    proposed: Mapped["ProposedPerson | None"] = relationship(back_populates="request")

    @classmethod
    def of_events(cls, event_ids: frozenset[int]) -> ColumnElement[bool]:
        """Return whether it is about a delegation to one of these events."""
        delegations = Delegation.__table__
        return cls.delegation_id.in_(select(delegations.c.id).where(delegations.c.event_id.in_(event_ids)))


class ProposedPerson(Base):
    """Somebody whom a request names to be registered, as typed; `person` once they are."""

    __tablename__ = "proposed_person"

    request_id: Mapped[int] = mapped_column(ForeignKey("change_request.id"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[ParticipantRole]
    name: Mapped[str] = mapped_column(String(200), info=personal("registering whom a member names", Retention.EVENT))
    latin_name: Mapped[str | None] = mapped_column(
        String(200), info=personal("badges, where the name is in another script", Retention.EVENT)
    )
    email: Mapped[str] = mapped_column(String(254), info=personal("telling whom a member names", Retention.EVENT))
    language: Mapped[str] = mapped_column(String(8), info=personal("the language of mail and pages", Retention.EVENT))
    zone: Mapped[str] = mapped_column(String(64), info=personal("showing local time", Retention.EVENT))
    position: Mapped[str | None] = mapped_column(
        String(200), info=personal("saying what somebody does in their organisation", Retention.EVENT)
    )

    request: Mapped[ChangeRequest] = relationship(back_populates="proposed")
