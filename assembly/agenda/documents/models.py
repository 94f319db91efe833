"""Documents of sittings and items, and their files in each language."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.agenda.channels.models import OF_ONE
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.models import AgendaItem, Sitting
from assembly.database_types import Base, LocalizedText, Retention, personal
from assembly.registration.models import Registration


class Document(Base):
    """One document in every language, or a paper that somebody still owes: `owed_by` until `due_at`.

    One that was removed stays while the published programme has it.
    """

    __tablename__ = "document"
    __table_args__ = (CheckConstraint(OF_ONE, name="of_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    title: Mapped[LocalizedText]
    visibility: Mapped[Visibility]
    owed_by: Mapped[str | None] = mapped_column(
        String(200), info=personal("reminding whoever hands in a paper", Retention.EVENT)
    )
    due_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)

    sitting: Mapped[Sitting | None] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    files: Mapped[list["DocumentFile"]] = relationship(
        back_populates="document", order_by="DocumentFile.id", cascade="all, delete-orphan", passive_deletes=True
    )


class DocumentFile(Base):
    """A document in one language: a file that we keep, or an address elsewhere. Never changed: replaced by another.

    `stored` is its name in the folder of the instance. What was replaced stays while the published programme has it.
    """

    __tablename__ = "document_file"
    __table_args__ = (
        CheckConstraint("(stored IS NULL) <> (address IS NULL)", name="file_or_link"),
        Index(
            "uq_document_file_current",
            "document_id",
            "language",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    address: Mapped[str | None] = mapped_column(String(500))
    stored: Mapped[str | None] = mapped_column(String(43))
    name: Mapped[str] = mapped_column(String(120), default="")
    type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    added_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

    document: Mapped[Document] = relationship(back_populates="files")


class PaperAsked(Base):
    """That a document is asked for from somebody who is registered: they hand it in themselves, until its deadline."""

    __tablename__ = "paper_asked"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(info=personal("asking you for your paper or slides", Retention.EVENT))

    document: Mapped[Document] = relationship()
    registration: Mapped[Registration] = relationship()


class PaperHandedIn(Base):
    """A file that was handed in for a language, until the secretariat accepts it. Never changed: replaced by another.

    `stored` is its name in the folder of the instance, under which it becomes the document's when it is accepted.
    """

    __tablename__ = "paper_handed_in"
    __table_args__ = (UniqueConstraint("document_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    stored: Mapped[str] = mapped_column(String(43))
    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    handed_in_at: Mapped[datetime] = mapped_column(info=personal("publishing your paper or slides", Retention.EVENT))

    document: Mapped[Document] = relationship()
    registration: Mapped[Registration] = relationship()
