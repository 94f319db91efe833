"""Facts about people and members that are asked for when an audience names them: each for all at once, or for one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, select

from assembly.agenda.documents.handing_in import owing
from assembly.credentials import queries as credentials
from assembly.credentials.models import Credential, CredentialHolder, CredentialState
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member
from assembly.notices.kinds import YES, Fact
from assembly.notices.models import NoticeVersion
from assembly.registration.consents import queries as declarations
from assembly.registration.consents import rules as consent_rules
from assembly.registration.consents.models import Acceptance, Consent
from assembly.registration.models import Delegation, Invitation, Registration
from assembly.registration.queries import HOLDS_SEAT, LIVE
from assembly.registration.rules import AnswerFacts, answer
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Cast, VotingRight

NOTICE = "notice"


class Key(StrEnum):
    """Of what something is known; what is known of a member at `FOCAL_POINT` concerns its focal point alone."""

    PERSON = "person"
    MEMBER = "member"
    FOCAL_POINT = "focal-point"
    REGISTRATION = "registration"


Lookup = Mapping[tuple[Key, int], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked up: a fact with the values that matter; of everybody, or of one person and their members."""

    event: Event
    fact: Fact
    values: frozenset[str]
    person_id: int | None = None
    member_ids: frozenset[int] | None = None

    @property
    def ids(self) -> list[int]:
        """The values that are ids of things."""
        return [int(value) for value in self.values if value.isdecimal()]


def _collect(pairs: Iterable[tuple[tuple[Key, int], str]]) -> Lookup:
    found: defaultdict[tuple[Key, int], set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _so(key: Key, ids: Iterable[int]) -> Lookup:
    """Return that something is so of these."""
    return dict.fromkeys(((key, number) for number in ids), frozenset({YES}))


def answers(asked: Asked) -> Lookup:
    """Return what each member has said to its invitation."""
    sent = and_(Invitation.delegation_id == Delegation.id, Invitation.withdrawn_at.is_(None))
    seated = select(func.count()).where(Registration.delegation_id == Delegation.id, HOLDS_SEAT)
    statement = select(
        Member.id,
        exists().where(sent).label("invited"),
        exists().where(sent, Invitation.opened_at.is_not(None)).label("opened"),
        Delegation.declined_at.is_not(None).label("declined"),
        seated.correlate(Delegation).scalar_subquery().label("people"),
        seated.where(Registration.role == ParticipantRole.DELEGATE).correlate(Delegation).scalar_subquery(),
    ).outerjoin(Delegation, and_(Delegation.member_id == Member.id, Delegation.event_id == asked.event.id))
    if asked.member_ids is not None:
        statement = statement.where(Member.id.in_(asked.member_ids))
    return _collect(
        (
            (Key.MEMBER, row[0]),
            answer(AnswerFacts(invited=row[1], opened=row[2], declined=row[3], people=row[4], delegates=row[5])),
        )
        for row in db.session.execute(statement)
    )


def who_votes(asked: Asked) -> Lookup:
    """Return the members of which it is known who votes: named by themselves and accepted, or by proxy."""
    settled = credentials.roll_facts(asked.event.id, asked.member_ids)
    return _so(Key.MEMBER, settled)


def voters(asked: Asked) -> Lookup:
    """Return who votes for their member or stands in."""
    statement = (
        select(Registration.person_id)
        .join(CredentialHolder, CredentialHolder.registration_id == Registration.id)
        .join(Credential, Credential.id == CredentialHolder.credential_id)
        .where(
            Registration.event_id == asked.event.id,
            LIVE,
            Credential.state == CredentialState.ACCEPTED,
            Credential.ended_at.is_(None),
            *_of(Registration.person_id == asked.person_id, asked),
        )
    )
    return _so(Key.PERSON, db.session.scalars(statement))


def votes(asked: Asked) -> Lookup:
    """Return in which votes people have voted, or still can: whoever holds a right now, and the member's focal point.

    Who voted is who cast, even if another votes for the member since.
    """
    used = asked.fact is Fact.VOTED
    statement = (
        select(VotingRight.vote_id, Member, Cast.person_id)
        .join(Member, Member.id == VotingRight.member_id)
        .outerjoin(Cast, Cast.right_id == VotingRight.id)
        .where(VotingRight.vote_id.in_(asked.ids), Cast.right_id.is_not(None) if used else Cast.right_id.is_(None))
    )
    if asked.person_id is not None:
        held = {one.member_id for one in credentials.rights_held_by(asked.person_id, asked.event.id)}
        mine = Member.id.in_(held | (asked.member_ids or frozenset()))
        statement = statement.where(mine | (Cast.person_id == asked.person_id))
    rows = db.session.execute(statement).all()
    holder = {} if used else holders(right_facts(asked.event.id, {row[1].id: row[1] for row in rows}.values()))
    people = ((person, vote_id) for vote_id, member, cast_by in rows if (person := cast_by or holder.get(member.id)))
    return _collect(
        [((Key.PERSON, person), str(vote_id)) for person, vote_id in people]
        + [((Key.FOCAL_POINT, member.id), str(vote_id)) for vote_id, member, _cast_by in rows]
    )


def declared(asked: Asked) -> Lookup:
    """Return the registrations whose people accepted all that the event asks of them; where it asks nothing, all."""
    wanted = declarations.asked_at(asked.event)
    statement = (
        select(Registration.id, Acceptance.declaration, Acceptance.version)
        .outerjoin(
            Acceptance,
            and_(Acceptance.registration_id == Registration.id, Acceptance.person_id == Registration.person_id),
        )
        .where(Registration.event_id == asked.event.id, *_of(Registration.person_id == asked.person_id, asked))
    )
    accepted = defaultdict(set)
    for registration_id, declaration, version in db.session.execute(statement):
        accepted[registration_id].add((declaration, version))
    done = (number for number, known in accepted.items() if not consent_rules.outstanding(wanted, known))
    return _so(Key.REGISTRATION, done)


def owing_papers(asked: Asked) -> Lookup:
    """Return the registrations of which a paper is asked that is not here in any language."""
    statement = owing(asked.event.id).where(*_of(Registration.person_id == asked.person_id, asked))
    return _so(Key.REGISTRATION, db.session.scalars(statement))


def consents(asked: Asked) -> Lookup:
    """Return what each participant agrees to now."""
    statement = select(Consent.person_id, Consent.purpose).where(
        Consent.event_id == asked.event.id,
        Consent.withdrawn_at.is_(None),
        *_of(Consent.person_id == asked.person_id, asked),
    )
    return _collect(((Key.PERSON, row[0]), row[1].value) for row in db.session.execute(statement))


def got(asked: Asked) -> Lookup:
    """Return who was sent which of these notices."""
    statement = (
        select(Delivery.person_id, NoticeVersion.notice_id)
        .join(NoticeVersion, NoticeVersion.id == Delivery.subject_id)
        .where(
            Delivery.kind == NOTICE,
            NoticeVersion.notice_id.in_(asked.ids),
            Delivery.state == DeliveryState.SENT,
            *_of(Delivery.person_id == asked.person_id, asked),
        )
    )
    return _collect(((Key.PERSON, row[0]), str(row[1])) for row in db.session.execute(statement))


def _of(condition: ColumnElement[bool], asked: Asked) -> list[ColumnElement[bool]]:
    """Return the condition that narrows a query to one person, where one is asked about."""
    return [condition] if asked.person_id is not None else []
