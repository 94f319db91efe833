"""What is known of a person before a visa letter, gathered from the registration and the ready-made questions."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from assembly.errors import DomainError
from assembly.events import queries as events
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.papers import rules, wording
from assembly.registration.papers.rules import NATIONALITY, NEEDED, WANTED, LetterFacts, Refusal
from assembly.registration.questions.kinds import YES
from assembly.registration.questions.models import Answer, Question
from assembly.registration.rules import RegistrationState
from assembly.scope import everything

STAY = ("arrival-day", "departure-day")


class LetterRefusedError(DomainError):
    """No visa letter can be written; the message says why, and what to do."""

    code = "letter_refused"


@dataclass(frozen=True, slots=True)
class VisaData:
    """The facts that decide, and what the letter says. `answered_at` is the newest answer that it says."""

    facts: LetterFacts
    answers: dict[str, str]
    answered_at: datetime | None

    def day(self, name: str) -> date | None:
        """Return an answer that is a day."""
        return date.fromisoformat(self.answers[name]) if name in self.answers else None


def visa_data(registration: Registration) -> VisaData:
    """Return what is known of the person of a registration, whoever may see it."""
    event, federation = registration.event, events.find_federation()
    asked = {*NEEDED, NATIONALITY, *STAY, WANTED}
    questions = select(Question.ready_made).where(Question.event_id == event.id, Question.ready_made.in_(asked))
    given = (
        select(Question.ready_made, Answer.value, Answer.answered_at)
        .join(Question, Question.id == Answer.question_id)
        .where(
            Answer.registration_id == registration.id,
            Answer.person_id == registration.person_id,
            Question.ready_made.in_(asked),
        )
    )
    with everything():
        rows = db.session.execute(given).all()
    answers = {str(row.ready_made): str(row.value) for row in rows}
    facts = LetterFacts(
        online=event.online,
        accepted=registration.state is RegistrationState.ACCEPTED,
        place=bool(event.place),
        signed=bool(federation and federation.help_name),
        asked=set(filter(None, db.session.scalars(questions))),
        answered=set(answers),
        wanted=answers[WANTED] == YES if WANTED in answers else None,
    )
    return VisaData(facts, answers, max((row.answered_at for row in rows), default=None))


def check(data: VisaData) -> None:
    """Raise `LetterRefusedError` where no letter can be written."""
    reason = rules.refusal(data.facts)
    if reason is None:
        return
    if reason is Refusal.INCOMPLETE:
        raise LetterRefusedError(wording.incomplete(rules.missing(data.facts)))
    raise LetterRefusedError(wording.refused(reason))


def refusal_of(registration: Registration) -> str | None:
    """Return why no visa letter can be written for somebody, in words; None where one can."""
    try:
        check(visa_data(registration))
    except LetterRefusedError as error:
        return str(error)
    return None
