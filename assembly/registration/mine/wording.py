"""How what is held on somebody is said to them: names of tables and columns, values, how long."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Final

from babel.dates import format_date
from sqlalchemy import select

from assembly import names, timezones
from assembly.database_types import Base, LocalizedText, Retention
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import DEFAULT_LANGUAGE, current_language, current_locale
from assembly.i18n import gettext as _
from assembly.members.models import Member
from assembly.registration.consents.models import ConsentPurpose, Declaration
from assembly.registration.consents.wording import consent_words, declaration_name
from assembly.registration.mine.held import HeldColumn, HeldRows
from assembly.registration.mine.vocabulary import COLUMNS, MAILS, TABLES, WORDS, in_words
from assembly.registration.questions.models import Question
from assembly.registration.rules import RegistrationState
from assembly.registration.wording import registration_status, role_name

MACHINERY: Final = frozenset(
    {
        "due_at",
        "attempts",
        "uncertain",
        "lease_until",
        "seat",
        "place",
        "party",
        "next_path",
        "handled_at",
        "guesses",
        "held_at",
        "rank",
        "by_hand",
        "answered_by",
        "path",
        "has_files",
        "edited",
    }
)
"""Columns that tell how the house works rather than anything about a person; the download has them."""


@dataclass(frozen=True, slots=True)
class SaidFact:
    """One piece of data in words; `why` and `kept` stand where it is personal."""

    label: str
    value: str
    why: str | None
    kept: str | None


@dataclass(frozen=True, slots=True)
class SaidTable:
    """A group of data in words, each row a list of facts."""

    title: str
    rows: list[list[SaidFact]]


def said(found: Iterable[HeldRows], zone: str) -> list[SaidTable]:
    """Put what is held into the language being spoken, moments into the reader's zone."""
    events = {row.id: row for row in db.session.scalars(select(Event))}
    members = dict(db.session.execute(select(Member.id, Member.name)).all())

    questions = {row.id: row.label for row in db.session.scalars(select(Question))}
    sitting = Base.metadata.tables["sitting"]  # its room stands above this one
    sittings: dict[int, LocalizedText] = dict(db.session.execute(select(sitting.c.id, sitting.c.title)).all())

    def value(column: HeldColumn) -> str:
        if column.name == "question_id":
            return questions[column.value].read(current_language(), DEFAULT_LANGUAGE).text
        if column.name == "event_id":
            event = events[column.value]
            return title_of(event)
        if column.name == "member_id":
            return str(members[column.value])
        if column.name == "sitting_id":
            return sittings[column.value].read(current_language(), DEFAULT_LANGUAGE).text
        return _said_value(column, zone)

    return [
        SaidTable(
            in_words(TABLES, one.table),
            [[_fact(column, value(column)) for column in row if _told(column)] for row in one.rows],
        )
        for one in found
    ]


def _told(column: HeldColumn) -> bool:
    """Whether a person understands it: other rows' numbers and the outbox's marks are left to the download."""
    if column.name.endswith("_id"):
        return column.name in {"event_id", "member_id", "question_id", "sitting_id"}
    if column.name == "position" and isinstance(column.value, int):
        return False  # a place in an order; what somebody does in their organisation is words
    return column.name not in MACHINERY


def _fact(column: HeldColumn, value: str) -> SaidFact:
    personal = column.personal
    return SaidFact(
        in_words(COLUMNS, column.name),
        value,
        _(personal.purpose) if personal else None,
        retention_sentence(personal.retention) if personal else None,
    )


NAMED: Final[Mapping[str, Callable[[str], str]]] = {
    "kind": partial(in_words, MAILS),
    "language": names.language_name,
}
"""How values of a column are said that are no fixed set."""


def _said_value(column: HeldColumn, zone: str) -> str:
    value = column.value
    if isinstance(value, StrEnum):
        return _said_word(value)
    if isinstance(value, LocalizedText):
        return value.read(current_language(), DEFAULT_LANGUAGE).text
    if isinstance(value, date):
        return _said_date(value, zone)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column.name in NAMED:
        return NAMED[column.name](value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _said_word(value: StrEnum) -> str:
    """Say a value of a fixed set; one that has no words here is shown as it is stored."""
    match value:
        case ParticipantRole():
            return role_name(value)
        case ConsentPurpose():
            return consent_words(value).label
        case Declaration():
            return declaration_name(value)
        case RegistrationState():
            return registration_status(value)[1]
        case _:
            return in_words(WORDS, value)


def _said_date(value: date, zone: str) -> str:
    if not isinstance(value, datetime):
        return format_date(value, "long", locale=current_locale())
    local = timezones.local_time(value, zone)
    return f"{local.date}, {local.time} ({local.offset})"


def retention_sentence(retention: Retention) -> str:
    """Return how long a piece of data is kept."""
    sentences = {
        Retention.ACCOUNT: _("while you have an account"),
        Retention.EVENT: _("until one year after the event"),
        Retention.NOTICE: _("until three years after the event, as proof of notice"),
        Retention.SESSION: _("until thirty days after the session ended"),
        Retention.STATUTORY: _("as long as the statutes ask"),
        Retention.QUESTION: _("until the day that is said beside the question"),
    }
    return sentences[retention]
