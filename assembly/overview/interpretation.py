"""Into which languages people need interpretation, as they answered the ready-made question of that name."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.orm import selectinload

from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration.models import Registration
from assembly.registration.questions.models import Answer, Question
from assembly.registration.rules import RegistrationState

READY_MADE: Final = "interpretation"


@dataclass(frozen=True, slots=True)
class Demand:
    """How many accepted people chose each answer, by its key, in the order of the question; and how many answered."""

    question: Question
    needs: Sequence[tuple[str, int]]
    answered: int


def demand(event_id: int) -> Demand | None:
    """Count who needs which interpretation; None where the event does not ask."""
    asked = select(Question).where(Question.event_id == event_id, Question.ready_made == READY_MADE)
    question = db.session.scalar(asked.options(selectinload(Question.options)))
    if question is None:
        return None
    value = cast(Answer.value, Text)  # PostgreSQL does not group by JSON
    statement = (
        select(value, func.count())
        .join(Registration, Registration.id == Answer.registration_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .where(
            Answer.question_id == question.id,
            Answer.person_id == Registration.person_id,
            Registration.state == RegistrationState.ACCEPTED,
            or_(Registration.member_id.is_(None), Member.in_good_standing),
        )
        .group_by(value)
    )
    counts: Counter[str] = Counter()
    answered = 0
    for keys, number in db.session.execute(statement):
        answered += number
        counts.update(dict.fromkeys(json.loads(keys), number))
    return Demand(question, [(key, counts[key]) for key in question.keys], answered)
