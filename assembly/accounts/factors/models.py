"""What a person shows besides the mailed link: an app that makes codes, passkeys, recovery codes; and what was done."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal


class Authenticator(Base):
    """The app of a person that shows a new code every 30 seconds (RFC 6238). One each."""

    __tablename__ = "authenticator"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(255))
    last_step: Mapped[int] = mapped_column(BigInteger)  # of the code that was shown last: none works twice
    created_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of ten codes on paper, for the day on which the telephone is lost. Slowly hashed, since it is short."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    salt: Mapped[str] = mapped_column(String(32))
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key in a person's device (WebAuthn); we keep its public half."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), info=personal("recognising one's own passkeys", Retention.ACCOUNT))
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class UsedChallenge(Base):
    """A question to a passkey that was answered: the same answer is not taken again."""

    __tablename__ = "used_challenge"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime]


class Act(StrEnum):
    """What happened to somebody's second step."""

    SHOWN = "shown"
    REFUSED = "refused"
    RECOVERY_CODE_USED = "recovery-code-used"
    AUTHENTICATOR_ADDED = "authenticator-added"
    AUTHENTICATOR_REMOVED = "authenticator-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    CODES_MADE = "codes-made"
    RESET_ASKED = "reset-asked"
    RESET = "reset"


class FactorAct(Base):
    """Something that was done with a person's second step. Tries are counted here, and its owner is mailed of it."""

    __tablename__ = "factor_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    act: Mapped[Act]
    at: Mapped[datetime]
    network: Mapped[str] = mapped_column(
        String(64), info=personal("slowing down whoever guesses, and telling the owner", Retention.SESSION)
    )
    device: Mapped[str] = mapped_column(String(200), info=personal("telling the owner", Retention.SESSION))


class FactorReset(Base):
    """One administrator asks that somebody who lost their device may begin anew; another one confirms."""

    __tablename__ = "factor_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
