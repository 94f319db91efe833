"""People, what they may do, the links they were mailed and the sessions they opened."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, Index, String, TypeDecorator, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from assembly.database_types import Base, Retention, personal
from assembly.folding import name_key
from assembly.i18n import gettext as _


class Role(StrEnum):
    """What a person is to the federation, beyond being registered somewhere."""

    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    SCRUTINEER = "scrutineer"
    CHAIR = "chair"
    FOCAL_POINT = "focal_point"
    HELPER = "helper"  # of a focal point, at one event


class Purpose(StrEnum):
    """What a mailed link is for; it works for nothing else."""

    SIGN_IN = "sign-in"
    INVITATION = "invitation"
    PERSONAL_PAGE = "personal-page"
    GUEST = "guest"
    HELPER = "helper"
    TELEPHONE = "telephone"  # a code that two of the secretariat let somebody have


LONGEST_SEARCH_KEY: Final = 400
"""Characters; two names as typed fit, one of ligatures that fold into many letters is cut."""


def _search_key(context: DefaultExecutionContext) -> str:
    """Fold both names of a new row, also where it is inserted without the model."""
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return search_key(values["name"], values.get("latin_name"))


def search_key(name: str, latin_name: str | None) -> str:
    """Return what a person is searched and sorted by: both forms of the name, folded."""
    return name_key(f"{name} {latin_name or ''}")[:LONGEST_SEARCH_KEY]


class PersonName(TypeDecorator[str]):
    """The name of a person. It is empty once they are erased, and then read as what they are, in the reader's words."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Say that somebody was erased rather than nothing."""
        return _("Erased person") if value == "" else value


class Person(Base):
    """A human being. Several may share a mail address; each is told apart by name."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(
        String(254), index=True, info=personal("signing in and being told", Retention.ACCOUNT)
    )
    name: Mapped[str] = mapped_column(PersonName(200), info=personal("being addressed, as typed", Retention.ACCOUNT))
    latin_name: Mapped[str | None] = mapped_column(
        String(200), info=personal("badges, where the name is in another script", Retention.ACCOUNT)
    )
    search_key: Mapped[str] = mapped_column(
        String(LONGEST_SEARCH_KEY), default=_search_key, info=personal("being found in lists", Retention.ACCOUNT)
    )
    phone: Mapped[str | None] = mapped_column(String(40), info=personal("being called", Retention.ACCOUNT))
    language: Mapped[str] = mapped_column(String(8), info=personal("the language of mail and pages", Retention.ACCOUNT))
    zone: Mapped[str] = mapped_column(String(64), info=personal("showing local time", Retention.ACCOUNT))
    zone_confirmed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person")

    @validates("name", "latin_name")
    def _keep_search_key(self, column: str, value: str | None) -> str | None:
        """Fold the names anew whenever one of them is set."""
        names = {"name": self.name, "latin_name": self.latin_name} | {column: value}
        self.search_key = search_key(names["name"] or "", names["latin_name"])
        return value


class RoleGrant(Base):
    """One role of one person: for everything, for one event, for one member, or for one member at one event."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "event_id", "member_id"),
        CheckConstraint(
            "(role IN ('focal_point', 'helper')) = (member_id IS NOT NULL)", name="focal_point_of_a_member"
        ),
        CheckConstraint("event_id IS NULL OR member_id IS NULL OR role = 'helper'", name="event_or_member"),
        CheckConstraint("role <> 'helper' OR event_id IS NOT NULL", name="helper_at_an_event"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)

    person: Mapped[Person] = relationship(back_populates="grants")


class SignInRequest(Base):
    """Somebody asked for a sign-in mail. A worker looks the address up: nobody can tell who is known."""

    __tablename__ = "sign_in_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254), info=personal("sending the sign-in mail", Retention.SESSION))
    language: Mapped[str] = mapped_column(String(8))
    next_path: Mapped[str | None] = mapped_column(String(500))
    requested_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    guesses: Mapped[int] = mapped_column(default=0)


class Token(Base):
    """A mailed link: only its hash is kept. Bound to purpose, person, object and expiry."""

    __tablename__ = "token"
    __table_args__ = (Index("ix_token_purpose_subject", "purpose", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class UserSession(Base):
    """A signed-in browser. Kept here, so that signing out and disabling take effect at once."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[Purpose]
    device: Mapped[str] = mapped_column(String(200), info=personal("recognising one's own sessions", Retention.SESSION))
    network: Mapped[str | None] = mapped_column(
        String(64), info=personal("recognising one's own sessions, by a part of the address", Retention.SESSION)
    )
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    owes_factor: Mapped[bool] = mapped_column(default=False)  # its person has a second step, by choice or by role
    factor_at: Mapped[datetime | None]  # when the second step was shown last

    person: Mapped[Person] = relationship()
