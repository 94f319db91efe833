"""Reading notices, whom they may go to, and what became of each mail. Few queries, however many rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, null, select, true
from sqlalchemy.orm import selectinload

from assembly.accounts.models import Person
from assembly.credentials.models import Credential, CredentialHolder, CredentialState
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Contact, Member
from assembly.notices import rules
from assembly.notices.audience import Candidate
from assembly.notices.kinds import Group, NoticeState
from assembly.notices.models import Notice, NoticeVersion
from assembly.registration.models import Delegation, Invitation, Partner, Registration, RegistrationState

KIND = "notice"
UNDELIVERED = (DeliveryState.FAILED, DeliveryState.BOUNCED)
SETTLED = (DeliveryState.SENT, DeliveryState.CANCELLED, *UNDELIVERED)
ROWS_A_PAGE = 100


# Whom a notice may go to


def candidates(event_id: int, group: Group) -> list[Candidate]:
    """Return the people of a group with the facts by which an audience chooses, in order of their members."""
    statement = _participants(event_id) if group is Group.PARTICIPANTS else _focal_points(event_id)
    return [Candidate(*row) for row in db.session.execute(statement)]


def _participants(event_id: int) -> Select[*tuple[Any, ...]]:
    votes = exists().where(
        CredentialHolder.registration_id == Registration.id,
        CredentialHolder.credential_id == Credential.id,
        Credential.state == CredentialState.ACCEPTED,
        Credential.ended_at.is_(None),
    )
    organisation = func.coalesce(Member.name, Partner.name, "")
    return (
        select(*_PERSON, Member.id, organisation, Member.region, Registration.role, votes, true())
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .outerjoin(Partner, Partner.id == Registration.partner_id)
        .where(_live(event_id))
        .order_by(Member.name_key.is_(None), Member.name_key, Person.id)
    )


def _focal_points(event_id: int) -> Select[*tuple[Any, ...]]:
    """Select the first contact of each member that is not suspended."""
    first = (
        select(Contact.member_id, func.min(Contact.position).label("position")).group_by(Contact.member_id).subquery()
    )
    registered = exists().where(Registration.member_id == Member.id, _live(event_id))
    declined = exists().where(
        Delegation.member_id == Member.id,
        Delegation.event_id == event_id,
        Delegation.declined_at.is_not(None),
    )
    return (
        select(*_PERSON, Member.id, Member.name, Member.region, null(), false(), registered | declined)
        .select_from(Member)
        .join(first, first.c.member_id == Member.id)
        .join(Contact, and_(Contact.member_id == Member.id, Contact.position == first.c.position))
        .join(Person, Person.id == Contact.person_id)
        .where(Member.in_good_standing)
        .order_by(Member.name_key, Person.id)
    )


_PERSON = (Person.id, Person.email, Person.name, Person.language, Person.zone)


def _live(event_id: int) -> ColumnElement[bool]:
    return and_(Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED)


def registration_of(event_id: int, person_id: int) -> Registration | None:
    """Return somebody's live registration at an event."""
    return db.session.scalar(select(Registration).where(_live(event_id), Registration.person_id == person_id))


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


def has_answered(event_id: int, member_id: int | None) -> bool:
    """Whether a member has registered somebody, or declined."""
    registered = select(Registration.id).where(_live(event_id), Registration.member_id == member_id)
    declined = select(Delegation.id).where(
        Delegation.event_id == event_id,
        Delegation.member_id == member_id,
        Delegation.declined_at.is_not(None),
    )
    return bool(db.session.scalar(select(exists(registered) | exists(declined))))


# Notices


def notice_of(event_id: int, notice_id: int) -> Notice:
    """Return a notice of this event with its versions; raise `NotFoundError`."""
    notice = db.session.get(Notice, notice_id, options=[selectinload(Notice.versions)])
    if notice is None or notice.event_id != event_id:
        raise NotFoundError
    return notice


@dataclass(frozen=True, slots=True)
class Summary:
    """A notice in the list: how far it has got, and its mails by their state."""

    notice: Notice
    released_at: datetime | None
    counts: dict[DeliveryState, int]

    @property
    def state(self) -> NoticeState:
        """How far it has got."""
        waiting = sum(number for state, number in self.counts.items() if state not in SETTLED)
        return rules.state_of(released=self.released_at is not None, waiting=waiting)

    @property
    def total(self) -> int:
        """How many it went to."""
        return sum(self.counts.values())

    @property
    def sent(self) -> int:
        """How many mails were taken by a mail server."""
        return self.counts.get(DeliveryState.SENT, 0)

    @property
    def undelivered(self) -> int:
        """How many mails were refused or came back."""
        return sum(self.counts.get(state, 0) for state in UNDELIVERED)


def notices_of(event_id: int) -> list[Summary]:
    """Return the notices of an event, the newest first."""
    notices = db.session.scalars(
        select(Notice)
        .where(Notice.event_id == event_id)
        .order_by(Notice.id.desc())
        .options(selectinload(Notice.versions))
    ).all()
    rows = db.session.execute(
        select(NoticeVersion.notice_id, Delivery.state, func.count())
        .join(Delivery, and_(Delivery.kind == KIND, Delivery.subject_id == NoticeVersion.id))
        .join(Notice, Notice.id == NoticeVersion.notice_id)
        .where(Notice.event_id == event_id)
        .group_by(NoticeVersion.notice_id, Delivery.state)
    )
    counts: dict[int, dict[DeliveryState, int]] = {}
    for notice_id, state, number in rows:
        counts.setdefault(notice_id, {})[state] = number
    return [
        Summary(notice, notice.versions[-1].released_at if notice.versions else None, counts.get(notice.id, {}))
        for notice in notices
    ]


# What became of each mail


def counts_of(version_id: int) -> dict[DeliveryState, int]:
    """Return how many mails of a version are in each state that any is in."""
    statement = select(Delivery.state, func.count()).where(_mails_of(version_id)).group_by(Delivery.state)
    found = dict(db.session.execute(statement).all())
    return {state: found[state] for state in DeliveryState if state in found}


def perhaps_twice(version_id: int) -> int:
    """Return how many mails may have gone twice, since a crash left it open whether they had gone."""
    statement = select(func.count()).where(_mails_of(version_id), Delivery.uncertain > 0)
    return db.session.scalar(statement) or 0


@dataclass(frozen=True, slots=True)
class Proof:
    """What one recipient was sent: the row of the proof."""

    member: str | None
    name: str
    address: str
    language: str
    state: DeliveryState
    sent_at: datetime | None
    answer: str | None
    uncertain: int


def proofs(version_id: int, page: int) -> list[Proof]:
    """Return a page of the proof, what failed first, then by member."""
    trouble = case((Delivery.state.in_(UNDELIVERED), 0), else_=1)
    statement = _proof(_mails_of(version_id)).order_by(trouble, Member.name_key, Delivery.id)
    rows = db.session.execute(statement.limit(ROWS_A_PAGE).offset((page - 1) * ROWS_A_PAGE))
    return [Proof(*row) for row in rows]


def undelivered_of(event_id: int) -> list[Proof]:
    """Return the mails of an event, of every kind, that were refused or came back: the latest hundred."""
    statement = _proof(and_(Delivery.event_id == event_id, Delivery.state.in_(UNDELIVERED)))
    rows = db.session.execute(statement.order_by(Delivery.id.desc()).limit(ROWS_A_PAGE))
    return [Proof(*row) for row in rows]


def _proof(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Member.name, Delivery.name, Delivery.address, Delivery.language, Delivery.state,
            Delivery.sent_at, Delivery.answer, Delivery.uncertain,
        )
        .select_from(Delivery)
        .outerjoin(Member, Member.id == Delivery.member_id)
        .where(condition)
    )  # fmt: skip


def _mails_of(version_id: int) -> ColumnElement[bool]:
    return and_(Delivery.kind == KIND, Delivery.subject_id == version_id)
