"""Writing notices, trying them out, and releasing them."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from assembly import clock
from assembly.accounts.models import Person
from assembly.agenda import queries as agenda
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.errors import DomainError, InvalidInputError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.models import Delivery
from assembly.mail.outbox import Recipient, post, recipient_of
from assembly.notices import audience as audiences
from assembly.notices import placeholders, queries, rules
from assembly.notices.audience import Audience, Candidate
from assembly.notices.kinds import NoticeKind
from assembly.notices.mails import TEST_KIND
from assembly.notices.models import Notice, NoticeVersion
from assembly.notices.rules import LanguageLine
from assembly.texts import TextState, set_text, states_of

TEXTS = ("subject", "body")


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A notice as it should be; texts are `{language: text}`."""

    subject: Mapping[str, str]
    body: Mapping[str, str]
    audience: Audience


class UnknownPlaceholderError(InvalidInputError):
    """A text has a place that nobody fills."""

    code = "unknown_placeholder"

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _l(
                "These cannot be filled in: %(names)s. Choose from the list.",
                names=", ".join(f"(({name}))" for name in names),
            )
        )
        self.names = names


class AlreadyReleasedError(DomainError):
    """The notice has gone out: it can neither be changed nor sent again."""

    code = "already_released"
    message = _l("This message was released already. It went out once.")


class GateError(DomainError):
    """Somebody would read an outdated text or another language, and nobody accepted that."""

    code = "languages_not_ready"
    message = _l("Some recipients need a language that is not ready. Complete it, or accept it by name.")

    def __init__(self, languages: Collection[str]) -> None:
        super().__init__()
        self.languages = tuple(languages)


class NobodyError(DomainError):
    """The audience is empty."""

    code = "nobody"
    message = _l("Nobody belongs to this audience at the moment, so nothing was sent.")


class NoProgrammeError(DomainError):
    """The notice carries the programme, and none is published."""

    code = "no_programme"
    message = _l("This message carries the programme. Publish the programme first.")


class ChangedMeanwhileError(DomainError):
    """The text is not the one that was reviewed."""

    code = "changed_meanwhile"
    message = _l("Somebody changed this message after you reviewed it. Look at it once more.")


# Writing


def create_notice(actor_id: int | None, event: Event, kind: NoticeKind, draft: NoticeDraft) -> Notice:
    """Begin a notice."""
    notice = Notice(
        event_id=event.id,
        kind=kind,
        subject=LocalizedText(),
        body=LocalizedText(),
        edited={},
        audience={},
        created_at=clock.now(),
    )
    _fill(notice, draft)
    db.session.add(notice)
    db.session.flush()
    record(actor_id, "notice.created", "notice", notice.id)
    return notice


def change_notice(actor_id: int | None, notice: Notice, draft: NoticeDraft) -> None:
    """Change a notice that has not gone out."""
    _refuse_released(notice)
    _fill(notice, draft)
    db.session.flush()
    record(actor_id, "notice.changed", "notice", notice.id)


def remove_notice(actor_id: int | None, notice: Notice) -> None:
    """Delete a notice that has not gone out, and what was sent of it as a test."""
    _refuse_released(notice)
    _forget_tests(notice.id)
    record(actor_id, "notice.removed", "notice", notice.id)
    db.session.delete(notice)
    db.session.flush()


def _fill(notice: Notice, draft: NoticeDraft) -> None:
    unknown = {
        name
        for texts, allowed in (
            (draft.subject, placeholders.IN_SUBJECT),
            (draft.body, placeholders.IN_BODY),
        )
        for text in texts.values()
        for name in placeholders.unknown(text, allowed)
    }
    if unknown:
        raise UnknownPlaceholderError(sorted(unknown))
    now = clock.now()
    set_text(notice, "subject", draft.subject, now)
    set_text(notice, "body", draft.body, now)
    notice.audience = audiences.to_json(draft.audience)


def _refuse_released(notice: Notice) -> None:
    """Refuse where it has gone out; the row is locked and read anew, so that nobody changes it meanwhile."""
    locked = select(Notice).where(Notice.id == notice.id).with_for_update()
    db.session.execute(locked.execution_options(populate_existing=True))
    released = select(NoticeVersion.id).where(NoticeVersion.notice_id == notice.id)
    if db.session.scalar(released) is not None:
        raise AlreadyReleasedError


# Before it goes out


def recipients_of(notice: Notice) -> list[Candidate]:
    """Return who would get it now."""
    audience = audiences.from_json(notice.audience)
    return audiences.chosen(audience, queries.candidates(notice.event_id, audience.group))


def language_lines(notice: Notice, recipients: Collection[Candidate]) -> tuple[LanguageLine, ...]:
    """Return how the notice stands in each language, and how many of the recipients read it."""
    event = notice.event
    programme = agenda.published(event.id) if notice.kind is NoticeKind.AGENDA else None
    attached = {code: TextState(state) for code, state in programme.states.items()} if programme else {}
    texts = states_of(notice, TEXTS, event.languages, event.source_language)
    return rules.language_lines(event.languages, texts, attached, audiences.by_language(recipients))


def fingerprint(notice: Notice) -> str:
    """Return what tells whether a notice still is the one that was reviewed."""
    content = json.dumps([notice.subject, notice.body, notice.audience], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def send_test(actor_id: int, notice: Notice) -> None:
    """Send the draft to the one who writes it, in their own language and time."""
    _forget_tests(notice.id, actor_id)
    person = db.session.get_one(Person, actor_id)
    post(TEST_KIND, notice.id, [recipient_of(person)], event_id=notice.event_id)
    record(actor_id, "notice.tested", "notice", notice.id)


def _forget_tests(notice_id: int, person_id: int | None = None) -> None:
    """Make room for another test: of one kind and object, a person gets one mail."""
    statement = delete(Delivery).where(Delivery.kind == TEST_KIND, Delivery.subject_id == notice_id)
    if person_id is not None:
        statement = statement.where(Delivery.person_id == person_id)
    db.session.execute(statement)


# Release


def release_notice(
    actor_id: int | None,
    notice: Notice,
    accepted_fallbacks: Collection[str] = (),
    reviewed: str | None = None,
) -> NoticeVersion:
    """Freeze the notice and put a mail for each recipient into the outbox, in the open transaction.

    Pressed twice, in two tabs, it is one: the second finds the version, or the unique key does.
    `reviewed` is the fingerprint of what was looked at; None where nobody looks, as in a program.
    """
    _refuse_released(notice)
    if reviewed is not None and reviewed != fingerprint(notice):
        raise ChangedMeanwhileError
    if notice.kind is NoticeKind.AGENDA and agenda.latest_version(notice.event_id) is None:
        raise NoProgrammeError
    recipients = recipients_of(notice)
    if not recipients:
        raise NobodyError
    accepted = _pass_the_gate(notice, recipients, accepted_fallbacks)
    version = _freeze(notice, accepted, len(recipients))
    post(queries.KIND, version.id, map(_recipient, recipients), event_id=notice.event_id)
    record(
        actor_id,
        "notice.released",
        "notice",
        notice.id,
        version=version.number,
        recipients=len(recipients),
        accepted=accepted,
    )
    return version


def _pass_the_gate(notice: Notice, recipients: Collection[Candidate], accepted: Collection[str]) -> list[str]:
    """Return the languages that go out as they are; refuse where one of them was not accepted."""
    lines = language_lines(notice, recipients)
    closed = rules.not_accepted(lines, accepted)
    if closed:
        raise GateError(closed)
    return [line.language for line in lines if line.falls_short]


def _freeze(notice: Notice, accepted: list[str], recipients: int) -> NoticeVersion:
    version = NoticeVersion(
        notice_id=notice.id,
        number=1,
        subject=notice.subject,
        body=notice.body,
        accepted_fallbacks=accepted,
        recipients=recipients,
        released_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def _recipient(candidate: Candidate) -> Recipient:
    return Recipient(
        candidate.person_id,
        candidate.address,
        candidate.name,
        candidate.language,
        candidate.zone,
        candidate.member_id,
    )
