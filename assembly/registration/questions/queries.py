"""Reading questions and answers. Few queries, however many people answered."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from assembly.accounts.models import Person
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.members.models import Member
from assembly.paging import Place
from assembly.registration.models import Registration, RegistrationState
from assembly.registration.questions import rules
from assembly.registration.questions.models import Answer, Question
from assembly.registration.questions.rules import Answers, Asked, Value
from assembly.scope import everything

COMING = Registration.state.not_in((RegistrationState.DECLINED, RegistrationState.WITHDRAWN))


def questions_of(event_id: int) -> Sequence[Question]:
    """Return the questions of an event in their order, with what can be chosen."""
    statement = select(Question).where(Question.event_id == event_id).order_by(Question.position, Question.id)
    return db.session.scalars(statement.options(selectinload(Question.options), joinedload(Question.event))).all()


def asks(event_id: int) -> bool:
    """Whether an event has questions."""
    return db.session.scalar(select(Question.id).where(Question.event_id == event_id).limit(1)) is not None


def question_of(event_id: int, question_id: int) -> Question:
    """Return one question of this event; raise `NotFoundError`."""
    found = db.session.get(Question, question_id, options=[selectinload(Question.options)])
    if found is None or found.event_id != event_id:
        raise NotFoundError
    return found


def own_registration(event_id: int, person_id: int) -> Registration:
    """Return how a person takes part in an event; raise `NotFoundError` where they do not."""
    statement = (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.person_id == person_id, COMING)
        .options(joinedload(Registration.person), joinedload(Registration.event))
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found


def registration_at(event_id: int, registration_id: int) -> Registration:
    """Return somebody who takes part in this event; raise `NotFoundError`."""
    statement = select(Registration).where(
        Registration.id == registration_id, Registration.event_id == event_id, COMING
    )
    everything_shown = (
        joinedload(Registration.person),
        joinedload(Registration.event),
        joinedload(Registration.member),
    )
    found = db.session.scalar(statement.options(*everything_shown))
    if found is None:
        raise NotFoundError
    return found


def stored(registration: Registration) -> dict[int, Answer]:
    """Return what was answered for the person of a registration, by question, whoever may see it."""
    statement = select(Answer).where(
        Answer.registration_id == registration.id, Answer.person_id == registration.person_id
    )
    with everything():
        return {answer.question_id: answer for answer in db.session.scalars(statement)}


def answers_of(registrations: Collection[Registration]) -> dict[int, dict[int, Value]]:
    """Return the answers of several people by registration and question, whoever may see them."""
    statement = (
        select(Answer.registration_id, Answer.question_id, Answer.value)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(
            Answer.registration_id.in_([one.id for one in registrations]),
            Answer.person_id == Registration.person_id,
        )
    )
    found: dict[int, dict[int, Value]] = {one.id: {} for one in registrations}
    with everything():
        for registration_id, question_id, value in db.session.execute(statement):
            found[registration_id][question_id] = value
    return found


@dataclass(frozen=True, slots=True)
class Missing:
    """How many answers of a person are missing: that the focal point can give, and that only the person can.

    `own` leaves out what depends on an answer that only the person sees.
    """

    shared: int
    own: int


def missing_of(event_id: int, registrations: Sequence[Registration]) -> dict[int, Missing]:
    """Return by registration what the focal point may know of missing answers."""
    asked = [question.facts for question in questions_of(event_id)]
    if not any(one.required for one in asked) or not registrations:
        return {one.id: Missing(0, 0) for one in registrations}
    answers = answers_of(registrations)
    return {one.id: _missing(asked, one, answers[one.id]) for one in registrations}


def _missing(asked: Sequence[Asked], registration: Registration, answers: Answers) -> Missing:
    shared = {one.id for one in rules.for_focal_point(asked)}
    visible = {key: value for key, value in answers.items() if key in shared}
    found = {one.id for one in rules.missing(asked, registration.role, visible)} - set(answers)
    return Missing(len(found & shared), len(found - shared))


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """How many questions a person is asked about themselves, and how many required answers are missing."""

    asked: int
    missing: int


def own_questions(registration_id: int) -> OwnQuestions:
    """Return what the person of a registration is asked, as far as their answers tell."""
    registration = db.session.get_one(Registration, registration_id)
    asked = [question.facts for question in questions_of(registration.event_id)]
    answers = answers_of([registration])[registration.id] if asked else {}
    shown = rules.shown(asked, registration.role, answers)
    return OwnQuestions(len(shown), len(rules.missing(asked, registration.role, answers)))


# For the secretariat


def _of_event(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Registration.event_id == event_id, COMING, Answer.person_id == Registration.person_id)


def counts(event_id: int) -> dict[int, int]:
    """Return how many who take part have answered each question."""
    statement = (
        select(Answer.question_id, func.count())
        .join(Registration, Registration.id == Answer.registration_id)
        .where(*_of_event(event_id))
        .group_by(Answer.question_id)
    )
    return dict(db.session.execute(statement).all())


def stored_answers(question_id: int) -> int:
    """Return how many answers go with a question, those of people who were withdrawn among them."""
    with everything():
        return db.session.scalar(select(func.count()).where(Answer.question_id == question_id)) or 0


def used_keys(question: Question) -> Counter[str]:
    """Return how often each of the answers to choose from was chosen, by those who take part."""
    statement = (
        select(Answer.value)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Answer.question_id == question.id, *_of_event(question.event_id))
    )
    return Counter(key for value in db.session.scalars(statement) for key in rules.chosen(value))


@dataclass(frozen=True, slots=True)
class Row:
    """One person's answer in the secretariat's list."""

    answer_id: int
    name: str
    member: str | None
    value: Any


def rows(question: Question, place: Place) -> list[Row]:
    """Return a page of the answers to a question, by name."""
    statement = (
        select(Answer.id, Person.name, Member.name, Answer.value)
        .join(Registration, Registration.id == Answer.registration_id)
        .join(Person, Person.id == Answer.person_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .where(Answer.question_id == question.id, *_of_event(question.event_id))
        .order_by(Person.name, Answer.id)
    )
    return [Row(*row) for row in db.session.execute(place.of(statement))]


@dataclass(frozen=True, slots=True)
class PersonAnswers:
    """All that one person answered, for a file."""

    registration: Registration
    answers: Answers


def all_answers(event_id: int) -> list[PersonAnswers]:
    """Return what everybody who takes part answered, by name; also those who answered nothing yet."""
    statement = (
        select(Registration)
        .join(Registration.person)
        .where(Registration.event_id == event_id, COMING)
        .options(joinedload(Registration.person), joinedload(Registration.member))
        .order_by(Person.name, Registration.id)
    )
    people = db.session.scalars(statement).unique().all()
    given = (
        select(Answer.registration_id, Answer.question_id, Answer.value)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(*_of_event(event_id))
    )
    found: dict[int, dict[int, Value]] = {}
    for registration_id, question_id, value in db.session.execute(given):
        found.setdefault(registration_id, {})[question_id] = value
    return [PersonAnswers(one, found.get(one.id, {})) for one in people]


def file_answer(event_id: int, answer_id: int) -> Answer:
    """Return an answer that is a file; raise `NotFoundError`, also where it lies outside the scope."""
    statement = (
        select(Answer)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Answer.id == answer_id, Registration.event_id == event_id)
    )
    found = db.session.scalar(statement)
    if found is None or not isinstance(found.value, dict):
        raise NotFoundError
    return found
