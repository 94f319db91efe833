"""How what is held on somebody is said to them: names of tables and columns, values, how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from babel.dates import format_date
from sqlalchemy import select

from assembly import names, timezones
from assembly.accounts.models import Purpose, Role
from assembly.database_types import Retention
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import DEFAULT_LANGUAGE, current_language, current_locale
from assembly.i18n import gettext as _
from assembly.mail.models import DeliveryState
from assembly.members.models import Member
from assembly.registration.consents.models import ConsentPurpose, Declaration
from assembly.registration.consents.wording import consent_words, declaration_name
from assembly.registration.mine.held import HeldColumn, HeldRows
from assembly.registration.questions.models import Question
from assembly.registration.rules import RegistrationState
from assembly.registration.wording import registration_status, role_name

MACHINERY: Final = frozenset(
    {"due_at", "attempts", "uncertain", "lease_until", "seat", "place", "party", "next_path", "handled_at", "guesses"}
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

    def value(column: HeldColumn) -> str:
        if column.name == "question_id":
            return questions[column.value].read(current_language(), DEFAULT_LANGUAGE).text
        if column.name == "event_id":
            event = events[column.value]
            return event.title.read(current_language(), event.source_language).text
        if column.name == "member_id":
            return str(members[column.value])
        return _said_value(column, zone)

    return [
        SaidTable(
            table_title(one.table),
            [[_fact(column, value(column)) for column in row if _told(column)] for row in one.rows],
        )
        for one in found
    ]


def _told(column: HeldColumn) -> bool:
    """Whether a person understands it: other rows' numbers and the outbox's marks are left to the download."""
    if column.name.endswith("_id"):
        return column.name in {"event_id", "member_id", "question_id"}
    return column.name not in MACHINERY


def _fact(column: HeldColumn, value: str) -> SaidFact:
    personal = column.personal
    return SaidFact(
        column_label(column.name),
        value,
        _(personal.purpose) if personal else None,
        retention_sentence(personal.retention) if personal else None,
    )


def _said_value(column: HeldColumn, zone: str) -> str:
    value = column.value
    if isinstance(value, StrEnum):
        return _said_word(value)
    if isinstance(value, date):
        return _said_date(value, zone)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column.name == "kind":
        return mail_kind(value)
    if column.name == "language":
        return names.language_name(value)
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
        case Role() | Purpose() | DeliveryState():
            return _words_of_the_house().get(value, value.value)
        case _:
            return value.value


def _words_of_the_house() -> dict[StrEnum, str]:
    return {
        Role.ADMINISTRATOR: _("Administrator"),
        Role.STAFF: _("Secretariat"),
        Role.SCRUTINEER: _("Scrutineer"),
        Role.CHAIR: _("Chair"),
        Role.FOCAL_POINT: _("Focal point"),
        Purpose.SIGN_IN: _("Signing in"),
        Purpose.INVITATION: _("Opening the delegation"),
        Purpose.PERSONAL_PAGE: _("Your page of an event"),
        DeliveryState.PENDING: _("On its way"),
        DeliveryState.SENT: _("Sent"),
        DeliveryState.FAILED: _("Could not be delivered"),
        DeliveryState.BOUNCED: _("Mail came back"),
        DeliveryState.CANCELLED: _("Not sent"),
    }


def mail_kind(kind: str) -> str:
    """Return what a mail was about; the kind's own name where it is new."""
    kinds = {
        "credential-accepted": _("Who votes: accepted"),
        "credential-returned": _("Who votes: to be looked at again"),
        "invitation": _("Invitation"),
        "notice": _("Message to many"),
        "receipt": _("Receipt of a vote"),
        "registration-confirmed": _("You are registered"),
        "registration-withdrawn": _("Your registration was withdrawn"),
        "result": _("Result of a vote"),
        "sign-in": _("Signing in"),
        "vote-deadline": _("Reminder to vote"),
        "vote-opened": _("A vote is open"),
    }
    return kinds.get(kind) or kind.replace("-", " ")


def _said_date(value: date, zone: str) -> str:
    if not isinstance(value, datetime):
        return format_date(value, "long", locale=current_locale())
    local = timezones.local_time(value, zone)
    return f"{local.date}, {local.time} ({local.offset})"


def table_title(table: str) -> str:
    """Return what rows of a table are; the table's own name where it is new."""
    titles = {
        "answer": _("Your answers"),
        "acceptance": _("Declarations that you accepted"),
        "consent": _("What you agreed to"),
        "contact": _("Contact of a member"),
        "credential_holder": _("That you vote, or stand in"),
        "delivery": _("Mail to you"),
        "invitation": _("Invitations"),
        "member_change": _("Changes in the register that are about you"),
        "person": _("You"),
        "place_offer": _("Places that you were offered"),
        "registration": _("Registrations"),
        "role_grant": _("Your functions"),
        "sign_in_request": _("Sign-in mails that were asked for"),
        "token": _("Links that we mailed you"),
        "user_session": _("Where you signed in"),
        "vote_cast": _("That you voted, not how"),
    }
    return titles.get(table) or table.replace("_", " ")


def column_label(column: str) -> str:
    """Return what a column holds; the column's own name where it is not one that many tables have."""
    labels = {
        "accepted_at": _("Accepted"),
        "address": _("Mail address"),
        "answer": _("Answer of the mail server"),
        "answered_at": _("Answered"),
        "changed_at": _("Changed on"),
        "created_at": _("Noted on"),
        "declaration": _("Declaration"),
        "device": _("Browser"),
        "email": _("Mail address"),
        "ended_at": _("Ended"),
        "disabled_at": _("Closed on"),
        "event_id": _("Event"),
        "expires_at": _("Until"),
        "field": _("What was changed"),
        "given_at": _("Given"),
        "made_at": _("Offered"),
        "new": _("After"),
        "number": _("Number"),
        "old": _("Before"),
        "kind": _("Kind"),
        "language": _("Language"),
        "latin_name": _("Name in Latin letters"),
        "member_id": _("Organisation"),
        "name": _("Name"),
        "opened_at": _("Opened"),
        "phone": _("Telephone"),
        "position": _("Position"),
        "purpose": _("What for"),
        "question_id": _("Question"),
        "receipt": _("Receipt"),
        "requested_at": _("Asked for"),
        "role": _("Role"),
        "seen_at": _("Last used"),
        "sent_at": _("Sent"),
        "until": _("Until"),
        "value": _("Answer"),
        "version": _("Version"),
        "state": _("State"),
        "used_at": _("Used"),
        "withdrawn_at": _("Withdrawn"),
        "zone": _("Time zone"),
        "zone_confirmed": _("Time zone confirmed"),
    }
    return labels.get(column) or column.replace("_", " ")


def retention_sentence(retention: Retention) -> str:
    """Return how long a piece of data is kept."""
    sentences = {
        Retention.ACCOUNT: _("while you have an account"),
        Retention.EVENT: _("until one year after the event"),
        Retention.NOTICE: _("until three years after the event, as proof of notice"),
        Retention.SESSION: _("until thirty days after the session ended"),
        Retention.STATUTORY: _("as long as the statutes ask"),
    }
    return sentences.get(retention) or _(retention.value)
