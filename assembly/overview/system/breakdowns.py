"""From when to when something was broken, and who was told: one row for all processes that look."""

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from assembly.database import transaction
from assembly.extensions import db
from assembly.overview.system.alarm import Alarm
from assembly.overview.system.models import Breakdown, Pulse
from assembly.overview.system.rules import ALARM_EVERY, Act, Course, Look, State, Subject, broken, next_act

GATE: Final = "watch"
"""The row that processes lock, so that one of them at a time decides."""
MARK: Final = ".database-away"
TOLD: Final = ".database-away-told"
"""Files of the machine: when it was told last that the database is away, and that nobody was told yet of its return."""


def note(looks: tuple[Look, ...], now: datetime) -> Sequence[Alarm]:
    """Write down what began and what ended; return what is to be mailed. An entry point: commits."""
    with transaction() as session:
        gate = session.get(Pulse, GATE, with_for_update=True)
        if gate is None:
            session.add(Pulse(name=GATE, at=now))
        now_broken = broken(looks)
        open_one = session.scalar(select(Breakdown).where(Breakdown.ended_at.is_(None)).order_by(Breakdown.id).limit(1))
        if open_one is None:
            if now_broken:
                session.add(Breakdown(began_at=now, subjects=sorted(now_broken)))
            return ()
        return _go_on(open_one, looks, now)


def _go_on(row: Breakdown, looks: tuple[Look, ...], now: datetime) -> Sequence[Alarm]:
    now_broken = broken(looks)
    row.subjects = sorted({*row.subjects, *now_broken})
    course = Course(row.began_at, frozenset(row.told), db.session.scalar(select(func.max(Breakdown.told_at))))
    act = next_act(course, frozenset(now_broken), now)
    if not now_broken:
        row.ended_at = now
    if act is Act.NOTHING:
        return ()
    if act is Act.MENDED:
        row.mended_told_at = now
        return (Alarm(act, row.began_at, tuple(Look(Subject(one), State.FINE) for one in row.told), row.id),)
    before, row.told, row.told_at = (tuple(row.told), row.told_at), sorted({*row.told, *now_broken}), now
    return (Alarm(act, row.began_at, tuple(one for one in looks if one.subject in now_broken), row.id, *before),)


def take_back(alarm: Alarm) -> None:
    """Note that an alarm could not be mailed, so that the next look tries again. In a transaction."""
    row = db.session.get(Breakdown, alarm.breakdown_id, with_for_update=True)
    if row is not None and alarm.act is Act.TELL:
        row.told, row.told_at = list(alarm.told_before), alarm.told_at_before


def note_without_database(instance: Path, now: datetime) -> Sequence[Alarm]:
    """Return the alarm that the database is away, once an hour on this machine: a file keeps the time."""
    mark = instance / MARK
    try:
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if time.time() - mark.stat().st_mtime < ALARM_EVERY.total_seconds():
            return ()
        mark.touch()
    (instance / TOLD).touch(mode=0o600)
    return (Alarm(Act.TELL, now, (Look(Subject.DATABASE, State.BROKEN),)),)


def note_database_back(instance: Path) -> Sequence[Alarm]:
    """Return what is to be mailed where the database was away and administrators were told: once on this machine."""
    told = instance / TOLD
    try:
        began_at = datetime.fromtimestamp(told.stat().st_mtime, UTC)
        told.unlink()
    except FileNotFoundError:
        return ()
    return (Alarm(Act.MENDED, began_at, (Look(Subject.DATABASE, State.FINE),)),)


def forget_marks(instance: Path) -> None:
    """Note that nobody could be told that the database is away, so that the next look tries again."""
    for name in (MARK, TOLD):
        (instance / name).unlink(missing_ok=True)
