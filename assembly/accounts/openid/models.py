"""Who somebody is to the provider of sign-ins."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal


class ProviderAccount(Base):
    """An account at the provider, bound to one person when it first came with their mail address.

    From then on its number counts, whatever address it has: whoever gets an address anew gets nobody's account.
    """

    __tablename__ = "provider_account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(
        String(255), info=personal("knowing whose account at the provider of sign-ins it is", Retention.ACCOUNT)
    )
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
