"""Reading papers, and whom they can be made for. Few queries, however many people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from assembly.accounts.models import Person
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import WANTED, PaperKind
from assembly.registration.questions.kinds import YES
from assembly.registration.questions.models import Answer, Question
from assembly.registration.rules import RegistrationState
from assembly.scope import everything

LIVE_BADGE = and_(
    Paper.registration_id == Registration.id,
    Paper.person_id == Registration.person_id,
    Paper.kind == PaperKind.BADGE,
    Paper.withdrawn_at.is_(None),
)
_HOME = (joinedload(Registration.person), joinedload(Registration.member), joinedload(Registration.partner))


def by_code(code: str) -> Paper | None:
    """Return a paper by its code as it is stored, whoever asks; with what a verifier is told of it."""
    statement = select(Paper).where(Paper.code == code).join(Paper.registration).join(Registration.event)
    loaded = contains_eager(Paper.registration)
    statement = statement.options(
        loaded.contains_eager(Registration.event),
        loaded.joinedload(Registration.member),
        loaded.joinedload(Registration.partner),
    )
    with everything():
        return db.session.scalar(statement)


def paper_at(event_id: int, paper_id: int) -> Paper:
    """Return one paper of an event within the scope; raise `NotFoundError`, also for somebody else's."""
    statement = select(Paper).join(Paper.registration).where(Paper.id == paper_id, Registration.event_id == event_id)
    found = db.session.scalar(statement.options(contains_eager(Paper.registration).options(*_HOME)))
    if found is None:
        raise NotFoundError
    return found


def person_at(event_id: int, registration_id: int) -> Registration:
    """Return how somebody is or was registered for an event; raise `NotFoundError`."""
    statement = select(Registration).where(Registration.id == registration_id, Registration.event_id == event_id)
    found = db.session.scalar(statement.options(*_HOME))
    if found is None:
        raise NotFoundError
    return found


def papers_of(registration: Registration) -> Sequence[Paper]:
    """Return the papers that were made for the person of a registration, the newest first."""
    statement = select(Paper).where(Paper.registration_id == registration.id, Paper.person_id == registration.person_id)
    return db.session.scalars(statement.order_by(Paper.id.desc())).all()


def live_paper(registration: Registration, kind: PaperKind) -> Paper | None:
    """Return the paper of a kind that was not taken back."""
    return next((one for one in papers_of(registration) if one.kind is kind and one.withdrawn_at is None), None)


# Badges


def _accepted(event_id: int, role: ParticipantRole | None) -> tuple[ColumnElement[bool], ...]:
    there = (Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED)
    return (*there, Registration.role == role) if role else there


@dataclass(frozen=True, slots=True)
class BadgeCount:
    """How many in a role are accepted, and how many of them have a badge."""

    role: ParticipantRole
    accepted: int
    made: int


def badge_counts(event_id: int) -> list[BadgeCount]:
    """Return the counts of the roles in which anybody is accepted, in the order of roles."""
    statement = (
        select(Registration.role, func.count(), func.count(Paper.id))
        .outerjoin(Paper, LIVE_BADGE)
        .where(*_accepted(event_id, None))
        .group_by(Registration.role)
    )
    found = {role: BadgeCount(role, accepted, made) for role, accepted, made in db.session.execute(statement)}
    return [found[role] for role in ParticipantRole if role in found]


def without_badge(event_id: int, role: ParticipantRole | None) -> Sequence[Registration]:
    """Return the accepted people who have no badge."""
    statement = (
        select(Registration)
        .join(Registration.person)
        .outerjoin(Paper, LIVE_BADGE)
        .where(*_accepted(event_id, role), Paper.id.is_(None))
        .options(contains_eager(Registration.person))
        .order_by(Registration.id)
    )
    return db.session.scalars(statement).all()


def badges(event_id: int, role: ParticipantRole | None) -> Sequence[Paper]:
    """Return the badges of all who are accepted, by name."""
    loaded = contains_eager(Paper.registration)
    statement = (
        select(Paper)
        .join(Registration, LIVE_BADGE)
        .join(Registration.person)
        .where(*_accepted(event_id, role))
        .options(
            loaded.contains_eager(Registration.person),
            loaded.joinedload(Registration.member),
            loaded.joinedload(Registration.partner),
        )
        .order_by(Person.name, Paper.id)
    )
    return db.session.scalars(statement).all()


# Visa letters


@dataclass(frozen=True, slots=True)
class Traveller:
    """Somebody accepted who said that they need a visa letter; `issued_at` is None where none was written."""

    registration_id: int
    name: str
    issued_at: datetime | None


def travellers(event: Event) -> list[Traveller]:
    """Return who needs a visa letter, those without one first."""
    letter = and_(
        Paper.registration_id == Registration.id,
        Paper.person_id == Registration.person_id,
        Paper.kind == PaperKind.VISA_LETTER,
        Paper.withdrawn_at.is_(None),
    )
    statement = (
        select(Registration.id, Person.name, Paper.issued_at, Answer.value)
        .join(Registration.person)
        .join(Answer, and_(Answer.registration_id == Registration.id, Answer.person_id == Registration.person_id))
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(Paper, letter)
        .where(*_accepted(event.id, None), Question.ready_made == WANTED)
        .order_by(Paper.issued_at.is_not(None), Person.name, Registration.id)
    )
    return [Traveller(*row[:3]) for row in db.session.execute(statement) if row.value == YES]
