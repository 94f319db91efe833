"""The base of all models: naming convention, times in UTC, texts in several languages, personal data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, registry

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """A moment. Only aware datetimes go in, and UTC comes out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime: it could be any of twenty moments."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC, which SQLite cannot store."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Reading(NamedTuple):
    """A text as one reader sees it: `language` is its own, `fallback` says that it is not the one asked for."""

    text: str
    language: str
    fallback: bool


class LocalizedText(dict[str, str]):
    """One text in several languages, `{language: text}`; an empty string is missing. Never changed in place."""

    def read(self, language: str, default: str) -> Reading:
        """Return the text in the asked language, its base, the default, or the first that is filled."""
        for candidate in (language, language.partition("-")[0], default, *self):
            if self.get(candidate, "").strip():
                return Reading(self[candidate], candidate, candidate.partition("-")[0] != language.partition("-")[0])
        return Reading("", language, fallback=False)

    def missing(self, languages: Iterable[str]) -> list[str]:
        """Return the languages in which there is no text."""
        return [language for language in languages if not self.get(language, "").strip()]


class LocalizedTextType(TypeDecorator[LocalizedText]):
    """Stores a `LocalizedText` as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: dict[str, str] | None, dialect: Dialect) -> dict[str, str] | None:
        """Drop what is empty, so that missing has one form."""
        return None if value is None else {key: text for key, text in value.items() if text.strip()}

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> LocalizedText | None:
        """Give the text its reading."""
        return None if value is None else LocalizedText(value)


class Base(DeclarativeBase):
    """Models inherit from this, not from `db.Model`, so that their types are plain to the checker."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UTCDateTime(),
            LocalizedText: LocalizedTextType(),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
            list[int]: JSON(),
            StrEnum: Enum(
                StrEnum,
                native_enum=False,
                create_constraint=True,
                length=32,
                values_callable=lambda kind: [member.value for member in kind],
            ),
        },
    )


class Retention(StrEnum):
    """How long a piece of personal data is kept. The register of processing prints these."""

    ACCOUNT = "while the person has an account"
    EVENT = "until one year after the event"
    NOTICE = "until three years after the event, as proof of notice"
    SESSION = "until thirty days after the session ended"
    STATUTORY = "as long as the federation's statutes ask"
    QUESTION = "until the day that is said beside the question, one year after the event at the latest"


@dataclass(frozen=True, slots=True)
class Personal:
    """Why a personal column exists and how long its content is kept (GDPR, art. 5 and 30)."""

    purpose: str
    retention: Retention


def personal(purpose: str, retention: Retention) -> dict[Any, Any]:
    """Declare a column personal: `mapped_column(info=personal("signing in", Retention.ACCOUNT))`."""
    return {"personal": Personal(purpose, retention)}
