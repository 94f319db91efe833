"""Answers: given by the person, or by the focal point where that is allowed; removed when their time is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from assembly.audit.service import record
from assembly.database import after_commit
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.registration.models import Registration
from assembly.registration.questions import files as storage
from assembly.registration.questions import queries, rules
from assembly.registration.questions.drafts import Upload
from assembly.registration.questions.kinds import AnsweredBy, Answerer
from assembly.registration.questions.models import Answer, Question
from assembly.registration.questions.rules import Value
from assembly.scope import everything

Given = Mapping[int, Value | Upload | None]
"""Answers by question id, None for one that was cleared; what is not in it stays as it is."""


class EventOverError(DomainError):
    """Nothing is asked after the event."""

    code = "event_over"
    message = _l("The event is over, and no more answers are needed.")


@dataclass(slots=True)
class Files:
    """The folder of the instance, and what was written there: it goes again where the transaction fails."""

    instance: Path
    written: list[rules.StoredFile]

    def keep(self, upload: Upload) -> rules.StoredFile:
        """Write a file down; raise `WrongAnswer`."""
        stored = storage.keep(self.instance, upload)
        self.written.append(stored)
        return stored

    def remove_later(self, value: Value) -> None:
        """Remove the file of an answer once its row is gone for good."""
        if isinstance(value, dict):
            after_commit(lambda: storage.remove(self.instance, value))

    def undo(self) -> None:
        """Remove what was written."""
        for stored in self.written:
            storage.remove(self.instance, stored)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving: how many questions follow from the answers, and how many answers are missing still."""

    following: int
    missing: int


def check_wanted(event: Event, now: datetime) -> None:
    """Raise `EventOverError` after the event."""
    if now >= event.ends_at:
        raise EventOverError


def save(
    actor_id: int | None, registration: Registration, given: Given, files: Files, *, by: Answerer, now: datetime
) -> Saved:
    """Store the answers that whoever answers may give; those of questions that are not shown any more go.

    A question that is shown only on these very answers may be answered with them. Raise `EventOverError`.
    """
    check_wanted(registration.event, now)
    db.session.execute(select(Registration.id).where(Registration.id == registration.id).with_for_update())
    questions = {question.id: question for question in queries.questions_of(registration.event_id)}
    asked = [question.facts for question in questions.values()]
    stored = queries.stored(registration)
    before = {key: answer.value for key, answer in stored.items()}
    allowed = {one.id for one in asked if _may_answer(one, by)}
    typed = {key: value for key, value in given.items() if key in allowed}
    open_now = _open(asked, registration, _with(before, typed), by)
    after = _merge(before, {key: value for key, value in typed.items() if key in open_now}, files)
    shown_after = {one.id for one in rules.shown(asked, registration.role, after)}
    kept = {key: value for key, value in after.items() if key in shown_after}
    changed = {key for key in {*stored, *kept} if key not in stored or stored[key].value != kept.get(key)}
    for key in changed:
        if key in stored:
            files.remove_later(stored[key].value)
        _store(stored.get(key) or _new(registration, questions[key]), kept.get(key), now, by)
    db.session.flush()
    if changed:
        record(
            actor_id, "answers.changed", "registration", registration.id,
            question_ids=sorted(changed), by=by.value,
        )  # fmt: skip
    open_before = _open(asked, registration, before, by)
    open_after = _open(asked, registration, kept, by)
    required = {one.id for one in asked if one.required}
    return Saved(len(open_after - open_before - given.keys()), len(open_after & required - kept.keys()))


def _may_answer(question: rules.Asked, by: Answerer) -> bool:
    return by is not Answerer.FOCAL_POINT or question.answered_by is AnsweredBy.FOCAL_POINT


def _open(asked: Iterable[rules.Asked], registration: Registration, answers: rules.Answers, by: Answerer) -> set[int]:
    found = rules.shown(list(asked), registration.role, answers)
    return {one.id for one in found if _may_answer(one, by)}


def _with(before: rules.Answers, given: Given) -> rules.Answers:
    """Return the answers as they will be, but for files, on which nothing depends."""
    merged = {**before, **given}
    return {key: value for key, value in merged.items() if value is not None and not isinstance(value, Upload)}


def _merge(before: rules.Answers, given: Given, files: Files) -> dict[int, Value]:
    after = dict(before)
    for key, value in given.items():
        if value is None:
            after.pop(key, None)
        else:
            after[key] = files.keep(value) if isinstance(value, Upload) else value
    return after


def _store(answer: Answer, value: Value | None, now: datetime, by: Answerer) -> None:
    if value is None:
        db.session.delete(answer)
        return
    answer.value, answer.answered_at, answer.by_secretariat = value, now, by is Answerer.SECRETARIAT
    db.session.add(answer)


def _new(registration: Registration, question: Question) -> Answer:
    shared = question.answered_by is AnsweredBy.FOCAL_POINT
    return Answer(
        registration_id=registration.id,
        question_id=question.id,
        person_id=registration.person_id,
        member_id=registration.member_id if shared else None,
    )


def forget(question_id: int, files: Files) -> int:
    """Remove all answers to a question, and their files; return how many."""
    with everything():
        found = db.session.scalars(select(Answer).where(Answer.question_id == question_id)).all()
    for answer in found:
        files.remove_later(answer.value)
        db.session.delete(answer)
    db.session.flush()
    return len(found)


def forget_expired(files: Files, now: datetime) -> int:
    """Remove the answers whose time is over, as was promised beside their questions; return how many."""
    statement = select(Question.id, Question.kept_days, Event.ends_at).join(Question.event)
    with everything():
        answered = set(db.session.scalars(select(Answer.question_id).distinct()))
    gone = 0
    for question_id, kept_days, ends_at in db.session.execute(statement).all():
        if question_id in answered and rules.is_expired(ends_at, kept_days, now):
            number = forget(question_id, files)
            record(None, "answers.expired", "question", question_id, answers=number)
            gone += number
    return gone
