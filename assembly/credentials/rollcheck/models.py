"""The roll check: before a vote each member is mailed who votes for it, while there is time to correct it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base
from assembly.events.models import Event
from assembly.members.models import Member


class RollCheck(Base):
    """One sending of the roll check. It is known by its deadline, so that a button pressed twice sends one."""

    __tablename__ = "roll_check"
    __table_args__ = (UniqueConstraint("event_id", "correct_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    correct_until: Mapped[datetime]
    sent_at: Mapped[datetime]

    event: Mapped[Event] = relationship()


class RollCheckMember(Base):
    """One member in one sending: what its mail is about. Somebody may look after several members, each has its own."""

    __tablename__ = "roll_check_member"
    __table_args__ = (UniqueConstraint("check_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("roll_check.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)

    check: Mapped[RollCheck] = relationship()
    member: Mapped[Member] = relationship()
