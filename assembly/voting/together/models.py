"""Which votes one mail asks somebody for, where it asks for several."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base
from assembly.voting.models import Vote


class OpeningMail(Base):
    """A mail that several votes are open. Everybody who votes in just these gets it; its subject is this row."""

    __tablename__ = "opening_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)

    votes: Mapped[list[Vote]] = relationship(secondary="opening_mail_vote", order_by=Vote.id)


class OpeningMailVote(Base):
    """One of the votes that such a mail names."""

    __tablename__ = "opening_mail_vote"

    mail_id: Mapped[int] = mapped_column(ForeignKey("opening_mail.id"), primary_key=True, autoincrement=False)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True, autoincrement=False, index=True)
