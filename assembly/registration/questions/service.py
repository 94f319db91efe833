"""The secretariat's questions: add, change, put in order, remove. Services flush; callers commit."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.errors import DomainError, InvalidInputError, NotFoundError
from assembly.events.models import Event
from assembly.events.queries import lock_event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.registration.questions import answering, queries, rules
from assembly.registration.questions.drafts import OptionDraft, QuestionDraft
from assembly.registration.questions.kinds import KEPT_DAYS, AnsweredBy
from assembly.registration.questions.models import Answer, Question, QuestionOption
from assembly.registration.questions.ready_made import offered
from assembly.registration.questions.rules import Condition, ConditionProblem
from assembly.registration.questions.wording import CONDITIONS, key_label, label_of
from assembly.scope import everything
from assembly.texts import set_text

TEXTS = ("label", "hint", "purpose")
FEWEST_OPTIONS = 2


class ConditionRefusedError(InvalidInputError):
    """A question cannot depend on another in this way."""

    def __init__(self, problem: ConditionProblem) -> None:
        super().__init__(CONDITIONS[problem], code="condition")


class OptionsRefusedError(InvalidInputError):
    """The answers to choose from cannot be these."""

    code = "options"


class ConfidenceError(DomainError):
    """Answers were given in confidence, and more people would see them."""

    code = "confidence"
    message = _l(
        "People have answered this on the promise that only they and the secretariat see it. "
        "Add another question for the focal points."
    )


class NeededError(DomainError):
    """Other questions depend on this one."""

    code = "needed"


def add(actor_id: int | None, event: Event, draft: QuestionDraft, *, now: datetime) -> Question:
    """Add a question after the others; raise `ConditionRefusedError` or `OptionsRefusedError`."""
    lock_event(event.id)
    last = db.session.scalar(select(func.max(Question.position)).where(Question.event_id == event.id))
    question = Question(event=event, kind=draft.kind, ready_made=draft.ready_made, position=(last or 0) + 1, edited={})
    for field in TEXTS:
        setattr(question, field, LocalizedText())
    _apply(question, draft, now)
    db.session.add(question)
    db.session.flush()
    _check_condition(question, draft.condition)
    record(actor_id, "question.added", "question", question.id, event_id=event.id)
    return question


def change(actor_id: int | None, question: Question, draft: QuestionDraft, *, now: datetime) -> None:
    """Change a question; its kind stays. Raise as `add` does, or `ConfidenceError`."""
    lock_event(question.event_id)
    loosened = question.answered_by is AnsweredBy.PERSON and draft.answered_by is not AnsweredBy.PERSON
    if loosened and queries.stored_answers(question.id):
        raise ConfidenceError
    _apply(question, draft, now)
    _check_condition(question, draft.condition)
    _check_dependants(question)
    if question.answered_by is AnsweredBy.PERSON:
        _hide_from_focal_points(question)
    db.session.flush()
    record(actor_id, "question.changed", "question", question.id)


def move(actor_id: int | None, question: Question, *, up: bool) -> None:
    """Let a question change places with its neighbour; the first and the last stay where they are."""
    lock_event(question.event_id)
    order = list(queries.questions_of(question.event_id))
    place = order.index(question)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order, start=1):
        one.position = position
    record(actor_id, "question.moved", "question", question.id)


def remove(actor_id: int | None, question: Question, files: answering.Files) -> int:
    """Remove a question with its answers and their files; return how many went. Raise `NeededError`."""
    lock_event(question.event_id)
    needed = dependants(question)
    if needed:
        message = _l("“%(label)s” depends on this question. Change or remove it first.", label=label_of(needed[0]))
        raise NeededError(message)
    gone = answering.forget(question.id, files)
    record(actor_id, "question.removed", "question", question.id, event_id=question.event_id, answers=gone)
    db.session.delete(question)
    db.session.flush()
    return gone


def dependants(question: Question) -> list[Question]:
    """Return the questions that are shown only on an answer to this one."""
    return [one for one in queries.questions_of(question.event_id) if one.condition_id == question.id]


def add_ready_made(actor_id: int | None, event: Event, key: str, *, now: datetime) -> Sequence[Question]:
    """Add a ready-made set; pressed twice, it is added once. Raise `NotFoundError` for one that is not offered."""
    lock_event(event.id)
    taken = {question.ready_made for question in queries.questions_of(event.id)}
    chosen = next((one for one in offered(set(), online=event.online) if one.key == key), None)
    if chosen is None:
        raise NotFoundError
    if chosen.names & taken:
        return []
    added: dict[str | None, Question] = {}
    for given in chosen.questions:
        source = added.get(given.depends_on)
        condition = Condition(source.id, given.keys) if source else None
        added[given.draft.ready_made] = add(actor_id, event, replace(given.draft, condition=condition), now=now)
    return list(added.values())


def _apply(question: Question, draft: QuestionDraft, now: datetime) -> None:
    if draft.kept_days not in KEPT_DAYS:
        raise InvalidInputError(_l("Please choose how long the answers are kept."), code="kept_days")
    for field in TEXTS:
        set_text(question, field, getattr(draft, field), now)
    question.roles = list(draft.roles)
    question.required = draft.required
    question.answered_by = draft.answered_by
    question.kept_days = draft.kept_days
    question.condition_id = draft.condition.question_id if draft.condition else None
    question.condition_keys = sorted(draft.condition.keys) if draft.condition else []
    _set_options(question, draft.options if rules.has_options(question.kind) else (), now)


def _set_options(question: Question, drafts: Sequence[OptionDraft], now: datetime) -> None:
    """Take over the options; raise `OptionsRefusedError` where somebody chose one that is to go."""
    if rules.has_options(question.kind) and len(drafts) < FEWEST_OPTIONS:
        raise OptionsRefusedError(_l("Please write at least two answers to choose from."))
    known = {option.key: option for option in question.options}
    kept = {draft.key for draft in drafts}
    _check_unused(question, known.keys() - kept)
    options: list[QuestionOption] = []
    for position, draft in enumerate(drafts, start=1):
        key = draft.key or rules.new_key({*known, *(one.key for one in options)})
        option = known.get(key) or QuestionOption(key=key, label=LocalizedText(), edited={})
        option.position = position
        set_text(option, "label", draft.label, now)
        options.append(option)
    question.options = options


def _check_unused(question: Question, removed: Collection[str]) -> None:
    if not removed:
        return
    with everything():
        values = db.session.scalars(select(Answer.value).where(Answer.question_id == question.id))
        used = {key for value in values for key in rules.chosen(value)} & set(removed)
    if used:
        raise OptionsRefusedError(
            _l("Somebody chose “%(label)s”; it cannot be removed.", label=key_label(question, min(used)))
        )


def _check_condition(question: Question, condition: Condition | None) -> None:
    if condition is None:
        return
    problem = rules.condition_problem(question.facts, [one.facts for one in queries.questions_of(question.event_id)])
    if problem:
        raise ConditionRefusedError(problem)


def _check_dependants(question: Question) -> None:
    """Keep a change from spoiling the conditions of others: an answer that they name, or its confidence."""
    facts = [one.facts for one in queries.questions_of(question.event_id)]
    for one in rules.dependants(question.id, facts):
        problem = rules.condition_problem(one, facts)
        if problem:
            raise ConditionRefusedError(problem)


def _hide_from_focal_points(question: Question) -> None:
    with everything():
        for answer in db.session.scalars(
            select(Answer).where(Answer.question_id == question.id, Answer.member_id.is_not(None))
        ):
            answer.member_id = None
