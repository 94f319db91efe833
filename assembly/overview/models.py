"""Lists that the secretariat looks at often, kept by a name."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from assembly.database_types import Base, Retention, personal


class SavedView(Base):
    """A name for filters and an order of the list of people; of one person, or of the whole secretariat.

    `filters` is what stands in the list's address. A search may be for somebody's name.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        Index(
            "uq_saved_view_shared_name",
            "name",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80), info=personal("finding a saved list again", Retention.ACCOUNT))
    filters: Mapped[dict[str, str]] = mapped_column(
        JSON, info=personal("showing a saved list again", Retention.ACCOUNT)
    )
    created_at: Mapped[datetime]
