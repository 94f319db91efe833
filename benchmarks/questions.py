"""How long a form of 20 questions takes, and the export of 1,000 registrations with 20 answers each, on PostgreSQL.

python -m benchmarks.questions [REGISTRATIONS]
"""

import sys
import tempfile
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from assembly import clock, scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.questions.kinds import QuestionKind
from assembly.registration.questions.models import Answer, Question
from assembly.registration.questions.queries import questions_of
from benchmarks.people import application, fill, report
from tests.factories.accounts import sign_in
from tests.factories.questions import ask
from tests.plugins.services import postgres_server

ANSWERS: dict[QuestionKind, Any] = {
    QuestionKind.TEXT: "TG 931, 06:00",
    QuestionKind.LONG_TEXT: "A seat near the door, please. " * 10,
    QuestionKind.CHOICE: "red",
    QuestionKind.CHOICES: ["red", "blue"],
    QuestionKind.COUNTRY: "ML",
    QuestionKind.YES_NO: "yes",
    QuestionKind.NUMBER: 3,
    QuestionKind.DATE: "2026-12-02",
}
QUESTIONS = 20
PAGE = "/en/events/assembly/questions"
OFFICE = "/en/secretariat/events/assembly/questions"


def answer_all() -> int:
    """Ask 20 questions and answer all of them for everybody; return one of the people."""
    event = db.session.scalars(select(Event)).one()
    kinds = [*ANSWERS] * 3
    for kind in kinds[:QUESTIONS]:
        ask(event, kind)
    questions, now = questions_of(event.id), clock.now()
    people = db.session.execute(select(Registration.id, Registration.person_id, Registration.member_id)).all()
    rows = [
        {"registration_id": one.id, "person_id": one.person_id, "member_id": one.member_id,
         "question_id": question.id, "value": ANSWERS[question.kind], "answered_at": now}
        for one in people for question in questions
    ]  # fmt: skip
    db.session.execute(insert(Answer), rows)
    return int(people[0].person_id)


def measure(app: Flask, secretary: int, person: int) -> None:
    """Print what the form, saving it, a question's page and the exports take."""
    office, own = app.test_client(), app.test_client()
    sign_in(office, app, secretary)
    sign_in(own, app, person)
    with app.app_context():
        asked = {one.id: one.kind for one in db.session.scalars(select(Question))}
    typed: dict[str, Any] = {"asked": [str(one) for one in asked]}
    typed |= {f"q{one}": ANSWERS[kind] for one, kind in asked.items()}
    app.config["WTF_CSRF_ENABLED"] = False
    if own.post(PAGE, data=typed).status_code != 303:
        raise RuntimeError("the form was not taken")
    report(f"form of {len(asked)} questions", lambda: own.get(PAGE))
    report("the same sent", lambda: own.post(PAGE, data=typed))
    report("how one question was answered", lambda: office.get(f"{OFFICE}/{min(asked)}/answers"))
    for kind in ("csv", "xlsx"):
        report(f"all answers as {kind}", lambda kind=kind: office.get(f"{OFFICE}/answers/file?as={kind}"))  # type: ignore[misc]


def main(registrations: int) -> None:
    """Fill a database, then measure."""
    with postgres_server() as database, tempfile.TemporaryDirectory() as folder:
        app = application(database, folder)
        with app.app_context(), scope.everything(), transaction():
            secretary = fill(registrations)
            person = answer_all()
        measure(app, secretary, person)
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
