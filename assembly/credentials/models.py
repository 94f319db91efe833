"""Who casts a member's vote: its own people in order, or another member's delegate."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base, Retention, personal
from assembly.members.models import Member
from assembly.registration.models import Delegation, Registration


class CredentialState(StrEnum):
    """Proposed by the focal point, then accepted or returned by the secretariat."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Credential(Base):
    """The statement of who may cast a member's vote at one event. A row is never rewritten, only ended.

    At most one that is accepted stands, and beside it at most one that waits to take its place:
    a change that is only proposed does not leave the member without a vote.
    """

    __tablename__ = "credential"
    __table_args__ = (
        Index(
            "uq_credential_accepted",
            "delegation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND state = 'accepted'"),
            postgresql_where=text("ended_at IS NULL AND state = 'accepted'"),
        ),
        Index(
            "uq_credential_waiting",
            "delegation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND state <> 'accepted'"),
            postgresql_where=text("ended_at IS NULL AND state <> 'accepted'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    state: Mapped[CredentialState] = mapped_column(default=CredentialState.PROPOSED)
    reason: Mapped[str | None] = mapped_column(
        String(500), info=personal("telling why a credential was returned", Retention.EVENT)
    )
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    delegation: Mapped[Delegation] = relationship()
    holders: Mapped[list["CredentialHolder"]] = relationship(
        back_populates="credential", order_by="CredentialHolder.position", cascade="all, delete-orphan"
    )


class CredentialHolder(Base):
    """One person in the order in which they vote: 1 votes, 2 and on stand in."""

    __tablename__ = "credential_holder"
    __table_args__ = (
        UniqueConstraint("credential_id", "position"),
        UniqueConstraint("credential_id", "registration_id"),
        CheckConstraint("position >= 1", name="position_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    position: Mapped[int]

    credential: Mapped[Credential] = relationship(back_populates="holders")
    registration: Mapped[Registration] = relationship()


class Proxy(Base):
    """One member's vote, entrusted to another member's delegate. A row is never rewritten, only ended."""

    __tablename__ = "proxy"
    __table_args__ = (
        CheckConstraint("member_id <> holder_member_id", name="not_to_oneself"),
        Index(
            "uq_proxy_live",
            "event_id",
            "member_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    holder_member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    holder_registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    given_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(foreign_keys=member_id)
    holder_member: Mapped[Member] = relationship(foreign_keys=holder_member_id)
    holder: Mapped[Registration] = relationship()


class ProxyInstruction(Base):
    """How a member would have its vote cast: between those who gave the proxy and whoever holds it, nobody else."""

    __tablename__ = "proxy_instruction"

    proxy_id: Mapped[int] = mapped_column(ForeignKey("proxy.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(
        String(1000), info=personal("telling whoever holds a proxy how to vote", Retention.EVENT)
    )

    proxy: Mapped[Proxy] = relationship()
