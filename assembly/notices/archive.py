"""The mails of one person, as they were sent and as they will be: one list, each readable.

A mail is not kept. It is written again from what it was made of, in the language and for the clock of its row; what
was released is frozen. Whatever writing it leaves behind, such as the token of a personal link, is undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, Select, and_, func, select

from assembly import clock
from assembly.accounts.models import Person
from assembly.accounts.sign_in import MAIL as SIGN_IN
from assembly.database_types import LocalizedText
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.batches import WAITING
from assembly.mail.kinds import Letter, kind_named
from assembly.mail.letterhead import current_letterhead
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.news import links as news
from assembly.mail.render import render
from assembly.members.models import Contact
from assembly.notices import audience as audiences
from assembly.notices import queries
from assembly.notices.models import Notice, NoticeLeftOut, NoticeVersion
from assembly.notices.previews import Preview, parts
from assembly.registration.models import Registration

log = structlog.get_logger()

KEPT_BACK: Final = frozenset({SIGN_IN})
"""A way in, which is nobody's to read again."""

FOR_THE_READER_ALONE: Final = KEPT_BACK | {"receipt"}
"""What the secretariat does not read: how to find one's ballot again is the voter's own."""

AHEAD: Final = (*WAITING, DeliveryState.SENDING)
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One mail in the list: what it is, when it goes or went, and what became of it."""

    id: int
    kind: str
    subject: LocalizedText | None
    language: str
    state: DeliveryState
    due_at: datetime
    sent_at: datetime | None
    held: bool
    answer: str | None
    audience: dict[str, Any] | None
    audience_said: str = ""

    @property
    def conditional(self) -> bool:
        """Whether it goes only if its recipient still belongs to its audience then, which people may leave."""
        return self.ahead and self.audience is not None and audiences.passes(audiences.from_json(self.audience))

    @property
    def ahead(self) -> bool:
        """Whether it is still to come."""
        return self.state in AHEAD


def mails_of(person_id: int, event_id: int) -> Sequence[Line]:
    """Return the mails of one person about an event: what is to come by its time, then what was, the latest first."""
    lines = [Line(*row) for row in db.session.execute(_lines(person_id, event_id))]
    ahead = sorted((line for line in lines if line.ahead), key=lambda line: line.due_at)
    return [*ahead, *(line for line in lines if not line.ahead)]


def spared(person_id: int, event_id: int) -> Sequence[tuple[LocalizedText, datetime]]:
    """Return the messages that somebody was not sent since they wanted no news: the subject, and when others got it."""
    statement = (
        select(NoticeVersion.subject, NoticeVersion.released_at)
        .join(NoticeLeftOut, NoticeLeftOut.version_id == NoticeVersion.id)
        .join(NoticeVersion.notice)
        .where(NoticeLeftOut.person_id == person_id, Notice.event_id == event_id)
        .order_by(NoticeVersion.released_at.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def _lines(person_id: int, event_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Delivery.id, Delivery.kind, NoticeVersion.subject, Delivery.language, Delivery.state, Delivery.due_at,
            Delivery.sent_at, Delivery.held_at.is_not(None), Delivery.answer, Notice.audience,
        )
        .outerjoin(NoticeVersion, _is_notice())
        .outerjoin(NoticeVersion.notice)
        .where(Delivery.person_id == person_id, Delivery.event_id == event_id, Delivery.kind.not_in(KEPT_BACK))
        .order_by(func.coalesce(Delivery.sent_at, Delivery.created_at).desc(), Delivery.id.desc())
        .limit(MOST)
    )  # fmt: skip


def _is_notice() -> ColumnElement[bool]:
    return and_(Delivery.kind == queries.KIND, NoticeVersion.id == Delivery.subject_id)


def person_of(event_id: int, person_id: int) -> Person:
    """Return somebody who takes part in an event, looks after a member or was written to; raise `NotFoundError`."""
    concerned = (
        select(Delivery.id).where(Delivery.person_id == person_id, Delivery.event_id == event_id),
        select(Registration.id).where(Registration.person_id == person_id, Registration.event_id == event_id),
        select(Contact.id).where(Contact.person_id == person_id),
    )
    if all(db.session.scalar(each.limit(1)) is None for each in concerned):
        raise NotFoundError
    return db.session.get_one(Person, person_id)


def mail(event_id: int, delivery_id: int, *, own: int | None = None) -> Delivery:
    """Return a mail that may be read: by the secretariat, or by its recipient (`own`); raise `NotFoundError`."""
    found = db.session.get(Delivery, delivery_id)
    closed = KEPT_BACK if own is not None else FOR_THE_READER_ALONE
    if found is None or found.event_id != event_id or found.kind in closed or own not in {None, found.person_id}:
        raise NotFoundError
    return found


def read(delivery: Delivery) -> Preview | None:
    """Return a mail as its recipient reads it; None where what it was made of is gone. In an open transaction."""
    undone = db.session().begin_nested()
    try:
        with speaking(delivery.language):
            letter = _harmless(kind_named(delivery.kind).render(delivery))
            content = render(delivery, letter, current_letterhead(), delivery.sent_at or clock.now())
        return parts(content, letter)
    except Exception as error:  # noqa: BLE001 - whatever is gone, the page says so
        log.info("mail_not_shown", delivery=delivery.id, kind=delivery.kind, error=type(error).__name__)
        return None
    finally:
        undone.rollback()


def _harmless(letter: Letter) -> Letter:
    """Return a letter by which nobody can ask for no news in its reader's name."""
    return replace(letter, unsubscribe_url=news.address(news.NOBODYS)) if letter.unsubscribe_url else letter


@dataclass(frozen=True, slots=True)
class Planned:
    """Mails of one kind and about one thing that are still to go, and from when to when."""

    kind: str
    subject: LocalizedText | None
    notice_id: int | None
    mails: int
    first: datetime
    last: datetime
    held: int


def plan(event_id: int) -> Sequence[Planned]:
    """Return all that is still to go out about an event, by its time; one query, however many mails."""
    about = (Delivery.kind, Delivery.subject_id)
    counted = (
        select(
            *about,
            func.count().label("mails"),
            func.min(Delivery.due_at).label("first"),
            func.max(Delivery.due_at).label("last"),
            func.count(Delivery.held_at).label("held"),
        )
        .where(Delivery.event_id == event_id, Delivery.state.in_(AHEAD))
        .group_by(*about)
        .subquery()
    )
    notice = and_(counted.c.kind == queries.KIND, NoticeVersion.id == counted.c.subject_id)
    statement = (
        select(
            counted.c.kind, NoticeVersion.subject, NoticeVersion.notice_id, counted.c.mails, counted.c.first,
            counted.c.last, counted.c.held,
        )
        .outerjoin(NoticeVersion, notice)
        .order_by(counted.c.first, counted.c.kind, counted.c.subject_id)
        .limit(MOST)
    )  # fmt: skip
    return [Planned(*row) for row in db.session.execute(statement)]
