"""Reading notices, whom they may go to, and what became of each mail. Few queries, however many rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from assembly.accounts.models import Person
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.mail.mending import UNDELIVERED
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member
from assembly.notices import rules
from assembly.notices.kinds import NoticeState
from assembly.notices.models import Notice, NoticeLeftOut, NoticeVersion
from assembly.notices.rules import Standing
from assembly.registration.models import Delegation, Invitation, Registration, RegistrationState
from assembly.registration.queries import LIVE

KIND = "notice"
SETTLED = (DeliveryState.SENT, DeliveryState.CANCELLED, *UNDELIVERED)
ROWS_A_PAGE = 100


def registration_of(event_id: int, person_id: int) -> Registration | None:
    """Return somebody's live registration at an event."""
    statement = select(Registration).where(Registration.event_id == event_id, LIVE, Registration.person_id == person_id)
    return db.session.scalar(statement)


def invitation_of(event_id: int, person_id: int, member_id: int | None) -> int | None:
    """Return the id of the invitation by which somebody may open a member's delegation."""
    return db.session.scalar(
        select(Invitation.id)
        .join(Delegation, Delegation.id == Invitation.delegation_id)
        .where(
            Delegation.event_id == event_id,
            Delegation.member_id == member_id,
            Invitation.person_id == person_id,
            Invitation.withdrawn_at.is_(None),
        )
    )


def unanswered_guest(event_id: int, person_id: int) -> int | None:
    """Return the id of the registration of an invited guest who has not answered."""
    statement = select(Registration.id).where(
        Registration.event_id == event_id,
        Registration.person_id == person_id,
        Registration.state == RegistrationState.DRAFT,
    )
    return db.session.scalar(statement)


# Notices


def notice_of(event_id: int, notice_id: int) -> Notice:
    """Return a notice of this event with its versions; raise `NotFoundError`."""
    notice = db.session.get(Notice, notice_id, options=[selectinload(Notice.versions)])
    if notice is None or notice.event_id != event_id:
        raise NotFoundError
    return notice


@dataclass(frozen=True, slots=True)
class Mails:
    """The mails of a notice: how many are in each state, how many wait for their time, and when the next one's is."""

    counts: dict[DeliveryState, int]
    later: int = 0
    next_at: datetime | None = None

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """How many are not settled yet."""
        return self.total - sum(self.counts.get(state, 0) for state in SETTLED)

    @property
    def sent(self) -> int:
        """How many were taken by a mail server."""
        return self.counts.get(DeliveryState.SENT, 0)

    @property
    def undelivered(self) -> int:
        """How many were refused or came back."""
        return sum(self.counts.get(state, 0) for state in UNDELIVERED)


NO_MAILS = Mails({})


def state_of(version: NoticeVersion | None, mails: Mails) -> NoticeState:
    """Return how far a notice has got."""
    if version is None:
        return NoticeState.DRAFT
    return rules.state_of(
        Standing(
            waiting=mails.waiting,
            later=mails.later,
            paused=version.paused_at is not None,
            cancelled=version.cancelled_at is not None,
        )
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """A notice in the list, with what was released of it and its mails."""

    notice: Notice
    version: NoticeVersion | None
    mails: Mails

    @property
    def state(self) -> NoticeState:
        """How far it has got."""
        return state_of(self.version, self.mails)


def notices_of(event_id: int, now: datetime) -> list[Summary]:
    """Return the notices of an event, the newest first."""
    notices = db.session.scalars(
        select(Notice)
        .where(Notice.event_id == event_id)
        .order_by(Notice.id.desc())
        .options(selectinload(Notice.versions))
    ).all()
    versions = [notice.versions[-1] if notice.versions else None for notice in notices]
    mails = mails_by_version([version.id for version in versions if version], now)
    return [
        Summary(notice, version, mails[version.id] if version else NO_MAILS)
        for notice, version in zip(notices, versions, strict=True)
    ]


# What became of each mail


def mails_by_version(version_ids: Collection[int], now: datetime) -> dict[int, Mails]:
    """Return how the mails of each of these versions stand."""
    later = case((and_(Delivery.state == DeliveryState.PENDING, Delivery.due_at > now), Delivery.due_at))
    rows = db.session.execute(
        select(Delivery.subject_id, Delivery.state, func.count(), func.count(later), func.min(later))
        .where(Delivery.kind == KIND, Delivery.subject_id.in_(version_ids))
        .group_by(Delivery.subject_id, Delivery.state)
    ).all()
    found = {}
    for version_id in version_ids:
        counts = {row[1]: row[2] for row in rows if row[0] == version_id}
        waiting = next((row for row in rows if row[:2] == (version_id, DeliveryState.PENDING)), (0, 0, 0, 0, None))
        ordered = {state: counts[state] for state in DeliveryState if state in counts}
        found[version_id] = Mails(ordered, waiting[3], waiting[4])
    return found


def mails_of_version(version_id: int, now: datetime) -> Mails:
    """Return how the mails of one version stand."""
    return mails_by_version([version_id], now)[version_id]


def left_out_of(version_id: int) -> Sequence[NoticeLeftOut]:
    """Return who was not sent a version since they wanted no news, by name."""
    statement = (
        select(NoticeLeftOut)
        .join(NoticeLeftOut.person)
        .where(NoticeLeftOut.version_id == version_id)
        .options(contains_eager(NoticeLeftOut.person), joinedload(NoticeLeftOut.member))
        .order_by(Person.search_key, Person.id)
    )
    return db.session.scalars(statement).all()


def perhaps_twice(version_id: int) -> int:
    """Return how many mails may have gone twice, since a crash left it open whether they had gone."""
    statement = select(func.count()).where(mails_of(version_id), Delivery.uncertain > 0)
    return db.session.scalar(statement) or 0


@dataclass(frozen=True, slots=True)
class Proof:
    """What one recipient was sent: the row of the proof. `due_at` is when it goes, or went last."""

    id: int
    person_id: int
    member: str | None
    name: str
    address: str
    language: str
    state: DeliveryState
    due_at: datetime
    sent_at: datetime | None
    answer: str | None
    uncertain: int
    notice_id: int | None


def proofs(version_id: int, page: int) -> list[Proof]:
    """Return a page of the proof, what failed first, then by member."""
    trouble = case((Delivery.state.in_(UNDELIVERED), 0), else_=1)
    statement = _proof(mails_of(version_id)).order_by(trouble, Member.name_key, Delivery.id)
    rows = db.session.execute(statement.limit(ROWS_A_PAGE).offset((page - 1) * ROWS_A_PAGE))
    return [Proof(*row) for row in rows]


def all_proofs(version_id: int) -> list[Proof]:
    """Return the whole proof, in the order in which the mails were written."""
    return [Proof(*row) for row in db.session.execute(_proof(mails_of(version_id)).order_by(Delivery.id))]


def undelivered_of(event_id: int) -> list[Proof]:
    """Return the mails of an event, of every kind, that were refused or came back: the latest hundred."""
    statement = _proof(and_(Delivery.event_id == event_id, Delivery.state.in_(UNDELIVERED)))
    rows = db.session.execute(statement.order_by(Delivery.id.desc()).limit(ROWS_A_PAGE))
    return [Proof(*row) for row in rows]


def _proof(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Delivery.id, Delivery.person_id, Member.name, Delivery.name, Delivery.address, Delivery.language,
            Delivery.state, Delivery.due_at, Delivery.sent_at, Delivery.answer, Delivery.uncertain,
            NoticeVersion.notice_id,
        )
        .select_from(Delivery)
        .outerjoin(NoticeVersion, and_(Delivery.kind == KIND, NoticeVersion.id == Delivery.subject_id))
        .outerjoin(Member, Member.id == Delivery.member_id)
        .where(condition)
    )  # fmt: skip


def mails_of(version_id: int) -> ColumnElement[bool]:
    """Return the condition that a mail is one of this version."""
    return and_(Delivery.kind == KIND, Delivery.subject_id == version_id)


def failed_mail(notice: Notice, delivery_id: int) -> Delivery:
    """Return a mail of a notice that failed or came back; raise `NotFoundError`."""
    version_id = notice.versions[-1].id if notice.versions else 0
    statement = select(Delivery).where(
        mails_of(version_id), Delivery.id == delivery_id, Delivery.state.in_(UNDELIVERED)
    )
    found = db.session.scalar(statement.options(joinedload(Delivery.person)))
    if found is None:
        raise NotFoundError
    return found
