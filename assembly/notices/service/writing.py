"""Writing notices, and trying them out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from assembly import clock
from assembly.accounts.models import Person
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.mail.outbox import post, recipient_of
from assembly.notices import audience as audiences
from assembly.notices import placeholders
from assembly.notices.audience import Audience
from assembly.notices.kinds import NoticeKind
from assembly.notices.mails import TEST_KIND
from assembly.notices.models import Notice, NoticeVersion
from assembly.notices.service.refusals import AlreadyReleasedError, UnknownPlaceholderError
from assembly.texts import StillRight, confirm_texts, set_text

TEXTS = ("subject", "body")


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a notice should say; texts are `{language: text}`. The rest as in `models.Notice`.

    `still_right` names for each text the languages that were read again, and need no change.
    """

    subject: Mapping[str, str]
    body: Mapping[str, str]
    vote_id: int | None = None
    notice_days: int | None = None
    news: bool = False
    still_right: StillRight = field(default_factory=dict)


def create_notice(
    actor_id: int | None, event: Event, kind: NoticeKind, draft: NoticeDraft, audience: Audience
) -> Notice:
    """Begin a notice."""
    notice = Notice(
        event_id=event.id,
        kind=kind,
        subject=LocalizedText(),
        body=LocalizedText(),
        edited={},
        audience=audiences.to_json(audience),
        created_at=clock.now(),
    )
    _fill(notice, draft)
    db.session.add(notice)
    db.session.flush()
    record(actor_id, "notice.created", "notice", notice.id)
    return notice


def copy_notice(actor_id: int | None, notice: Notice) -> Notice:
    """Begin a notice from one that there is: its texts with their stamps, its audience and what it is about."""
    copied = Notice(
        event_id=notice.event_id,
        kind=notice.kind,
        subject=notice.subject,
        body=notice.body,
        edited=notice.edited,
        audience=notice.audience,
        vote_id=notice.vote_id,
        notice_days=notice.notice_days,
        news=notice.news,
        created_at=clock.now(),
    )
    db.session.add(copied)
    db.session.flush()
    record(actor_id, "notice.created", "notice", copied.id, copied_from=notice.id)
    return copied


def change_notice(actor_id: int | None, notice: Notice, draft: NoticeDraft) -> None:
    """Change a notice that has not gone out."""
    refuse_released(notice)
    _fill(notice, draft)
    db.session.flush()
    record(actor_id, "notice.changed", "notice", notice.id)


def change_audience(actor_id: int | None, notice: Notice, audience: Audience) -> None:
    """Choose whom a notice that has not gone out is for."""
    refuse_released(notice)
    notice.audience = audiences.to_json(audience)
    db.session.flush()
    record(actor_id, "notice.changed", "notice", notice.id)


def remove_notice(actor_id: int | None, notice: Notice) -> None:
    """Delete a notice that has not gone out, and what was sent of it as a test."""
    refuse_released(notice)
    _forget_tests(notice.id)
    record(actor_id, "notice.removed", "notice", notice.id)
    db.session.delete(notice)
    db.session.flush()


def _fill(notice: Notice, draft: NoticeDraft) -> None:
    unknown = {
        name
        for texts, allowed in (
            (draft.subject, placeholders.allowed(placeholders.IN_SUBJECT, about_vote=draft.vote_id is not None)),
            (draft.body, placeholders.allowed(placeholders.IN_BODY, about_vote=draft.vote_id is not None)),
        )
        for text in texts.values()
        for name in placeholders.unknown(text, allowed)
    }
    if unknown:
        raise UnknownPlaceholderError(sorted(unknown))
    now = clock.now()
    set_text(notice, "subject", draft.subject, now)
    set_text(notice, "body", draft.body, now)
    confirm_texts(notice, draft.still_right, now)
    notice.vote_id, notice.notice_days, notice.news = draft.vote_id, draft.notice_days, draft.news


def refuse_released(notice: Notice) -> None:
    """Refuse where it has gone out; the row is locked and read anew, so that nobody changes it meanwhile."""
    locked(notice.id)
    released = select(NoticeVersion.id).where(NoticeVersion.notice_id == notice.id)
    if db.session.scalar(released) is not None:
        raise AlreadyReleasedError


def locked(notice_id: int) -> Notice | None:
    """Return a notice that nobody else changes until the commit. On SQLite the transaction is the lock."""
    statement = select(Notice).where(Notice.id == notice_id).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


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
