"""What is due to be removed, as a preview; and the daily run that removes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from assembly.audit.models import AuditEntry
from assembly.audit.service import record
from assembly.database import transaction
from assembly.database_types import LocalizedText, Retention
from assembly.events.models import Event, Federation
from assembly.extensions import db
from assembly.privacy import files, wording
from assembly.privacy.erasing import Places
from assembly.privacy.kinds import Kind, Timed, kinds
from assembly.registration.questions.answering import Files, forget_expired
from assembly.registration.questions.models import Answer, Question
from assembly.timezones import zone

AHEAD: Final = timedelta(days=30)
HOUR: Final = 3  # of the federation's night, when the run begins
BATCH: Final = 500
"""Rows in one transaction, so that nobody waits long for the database."""
DONE: Final = "retention.done"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of data: how long it is kept, how much is due now, and how much will be within the days ahead."""

    name: str
    kept: str
    due: int
    coming: int
    goes_whole: bool


def preview(now: datetime) -> list[Line]:
    """Return what the next run removes and what comes after it, answers question by question."""
    lines = [_line(kind, now) for kind in kinds()]
    return [line for line in (*_answers(now), *lines) if line.due or line.coming]


def _line(kind: Kind, now: datetime) -> Line:
    due = kind.due(now)
    return Line(
        wording.group_name(kind.table),
        str(wording.KEPT_FOR[kind.retention]),
        due,
        kind.due(now + AHEAD) - due,
        kind.goes_whole if isinstance(kind, Timed) else True,
    )


def _answers(now: datetime) -> list[Line]:
    counted = (
        select(Question.label, Question.kept_days, Event.ends_at, Event.title, func.count(Answer.id))
        .join(Question.event)
        .join(Answer, Answer.question_id == Question.id)
        .group_by(Question.id, Event.id)
        .order_by(Event.ends_at, Question.id)
    )
    # JSON cannot be grouped by on PostgreSQL; both keys stand for their rows
    return [_answer_line(row, now) for row in db.session.execute(counted)]


def _answer_line(row: Any, now: datetime) -> Line:
    label, kept_days, ends_at, title, number = row
    until = ends_at + timedelta(days=kept_days)
    return Line(
        f"{_read(label)} · {_read(title)}",
        wording.days_after_the_event(kept_days),
        number if until <= now else 0,
        number if now < until <= now + AHEAD else 0,
        goes_whole=True,
    )


def _read(text: LocalizedText) -> str:
    return wording.read(text)


def last_run() -> datetime | None:
    """Return when the last run ended."""
    return db.session.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.action == DONE))


def next_run(now: datetime) -> datetime:
    """Return when the next run begins; now, where one has not been made today."""
    today = _begins(now)
    last = last_run()
    return now if last is None or last < today else _begins(now + timedelta(days=1))


def _begins(now: datetime) -> datetime:
    """Return when the run of this day begins: the last time that the federation's clock showed that hour."""
    name = db.session.scalar(select(Federation.zone)) or "UTC"
    local = now.astimezone(zone(name))
    start = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return (start if start <= local else start - timedelta(days=1)).astimezone(now.tzinfo)


def run_if_due(places: Places, now: datetime) -> int | None:
    """Remove what is due unless that was done today; return how many rows, None where it was.

    An entry point: commits each batch, so that a run that was stopped goes on where it was.
    """
    last = last_run()
    if last is not None and last >= _begins(now):
        return None
    removed = _remove_answers(places, now) + sum(_remove_all(kind, places, now) for kind in kinds())
    with transaction():
        files.remove_orphans(places.instance, now)
        record(None, DONE, "federation", 1, rows=removed)
    return removed


def _remove_answers(places: Places, now: datetime) -> int:
    with transaction():
        return forget_expired(Files(places.instance, []), now)


def _remove_all(kind: Kind, places: Places, now: datetime) -> int:
    """Remove all that is due of a kind, batch by batch; one entry of the trail says how much."""
    total, full = 0, True
    while full:
        with transaction():
            number = kind.remove(now, places, BATCH)
            full, total = number == BATCH, total + number
            if not full and total and kind.retention is not Retention.ACCOUNT:  # each erasure has its own entry
                record(None, "retention.removed", kind.table, None, rows=total)
    return total
