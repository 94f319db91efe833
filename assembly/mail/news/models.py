"""Who wants no news: only what is needed to take part."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal


class NewsRefusal(Base):
    """That a person asked for no news, and since when. It is gone once they want news again."""

    __tablename__ = "news_refusal"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    refused_at: Mapped[datetime] = mapped_column(
        info=personal("not writing to whoever asked for no news", Retention.ACCOUNT)
    )

    person: Mapped[Person] = relationship()
