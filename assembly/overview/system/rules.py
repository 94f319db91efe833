"""What is broken, and when administrators are told. Pure: facts and the time come in as arguments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

MAIL_WAITS: Final = timedelta(minutes=5)
"""A mail that is due for longer does not leave."""
SILENCE: Final = timedelta(minutes=3)
"""A process that gave no sign of life for longer is dead: it gives one every minute."""
DRIFT: Final = timedelta(seconds=2)
OVERDUE: Final = timedelta(minutes=2)
LEAST_DISK: Final = 1_000_000_000
"""Bytes that must be free where the instance lies."""
BACKUP_GRACE: Final = 1.5
"""How many times its distance a backup may be old."""
SURE_AFTER: Final = timedelta(minutes=2)
"""How long something is broken before anybody is mailed: a restart takes less."""
ALARM_EVERY: Final = timedelta(hours=1)


class Subject(StrEnum):
    """What is looked at."""

    DATABASE = "database"
    MAIL = "mail"
    WEB = "web"
    WORKER = "worker"
    TIMER = "timer"
    BROKER = "broker"
    DISK = "disk"
    BACKUP = "backup"
    CLOCK = "clock"
    VOTES = "votes"


class State(StrEnum):
    """How something stands. `OFF`: nobody asked for it. `UNKNOWN`: it cannot be told while something else is broken."""

    FINE = "fine"
    BROKEN = "broken"
    OFF = "off"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at; where it is broken, since when, if that is known."""

    subject: Subject
    state: State
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How an installation stands. Times are the database's; sizes are bytes.

    `oldest_due` is when the mail was due that waits longest, of those that should have gone; `mail_refused` says that
    the mail server took nothing when it was asked. `backup_every` is None where no backups were asked for.
    `overdue_votes` should be closed or counted since a while. What waited while nothing ran is late only a while after
    `watched_since`, when this process began to look.
    """

    now: datetime
    watched_since: datetime | None = None
    pulses: Mapping[str, datetime] = field(default_factory=dict)
    last_sent: datetime | None = None
    oldest_due: datetime | None = None
    waiting: int = 0
    mail_set_up: bool = True
    mail_refused: bool = False
    failed: int = 0
    broker_answers: bool = True
    disk_free: int = LEAST_DISK
    last_backup: datetime | None = None
    backup_every: timedelta | None = None
    installed_at: datetime | None = None
    drift: timedelta = timedelta()
    open_votes: int = 0
    overdue_votes: int = 0


def examine(facts: Facts) -> tuple[Look, ...]:
    """Return what was looked at, in the order of the page."""
    return tuple(_looks(facts))


def _looks(facts: Facts) -> Iterator[Look]:
    yield Look(Subject.DATABASE, State.FINE)
    yield _mail(facts)
    yield _alive(Subject.WEB, facts)
    worker = _alive(Subject.WORKER, facts)
    yield worker
    yield Look(Subject.TIMER, State.UNKNOWN) if worker.state is State.BROKEN else _alive(Subject.TIMER, facts)
    yield Look(Subject.BROKER, _fine(facts.broker_answers))
    yield Look(Subject.DISK, _fine(facts.disk_free >= LEAST_DISK))
    yield _backup(facts)
    yield Look(Subject.CLOCK, _fine(abs(facts.drift) <= DRIFT))
    yield Look(Subject.VOTES, _fine(not facts.overdue_votes))


def _fine(fine: bool) -> State:  # noqa: FBT001 - the only argument says it
    return State.FINE if fine else State.BROKEN


def _mail(facts: Facts) -> Look:
    if not facts.mail_set_up:
        return Look(Subject.MAIL, State.OFF)
    due_since = max((moment for moment in (facts.oldest_due, facts.watched_since) if moment), default=facts.now)
    late = facts.oldest_due is not None and facts.now - due_since > MAIL_WAITS
    if not late and not facts.mail_refused:
        return Look(Subject.MAIL, State.FINE)
    last, due = facts.last_sent, facts.oldest_due
    since = max((moment for moment in (last, due) if moment), default=None) if last and due and last > due else due
    return Look(Subject.MAIL, State.BROKEN, since or last)


def _alive(subject: Subject, facts: Facts) -> Look:
    """A process that was never seen is not missed, nor one that may just be starting together with this one."""
    seen = facts.pulses.get(subject.value)
    if seen is None:
        return Look(subject, State.UNKNOWN)
    silent_since = max(seen, facts.watched_since or seen)
    return Look(subject, State.FINE) if facts.now - silent_since <= SILENCE else Look(subject, State.BROKEN, seen)


def _backup(facts: Facts) -> Look:
    if facts.backup_every is None:
        return Look(Subject.BACKUP, State.OFF)
    last = facts.last_backup or facts.installed_at
    if last is None or facts.now - last <= facts.backup_every * BACKUP_GRACE:
        return Look(Subject.BACKUP, State.FINE)
    return Look(Subject.BACKUP, State.BROKEN, facts.last_backup)


def broken(looks: tuple[Look, ...]) -> frozenset[Subject]:
    """Return what is broken."""
    return frozenset(look.subject for look in looks if look.state is State.BROKEN)


class Act(StrEnum):
    """What a look leads to."""

    NOTHING = "nothing"
    TELL = "tell"
    """Mail what is broken."""
    MENDED = "mended"
    """Mail that it works again."""


@dataclass(frozen=True, slots=True)
class Course:
    """A breakdown so far: when it began, and what was told of it. `last_told_at`: of any breakdown."""

    began_at: datetime
    told: frozenset[str] = frozenset()
    last_told_at: datetime | None = None


def next_act(course: Course, now_broken: frozenset[str], now: datetime) -> Act:
    """Return whom to write to: at most one alarm an hour, one more mail when all of it is mended."""
    if not now_broken:
        return Act.MENDED if course.told else Act.NOTHING
    if now_broken <= course.told or now - course.began_at < SURE_AFTER:
        return Act.NOTHING
    lately = course.last_told_at is not None and now - course.last_told_at < ALARM_EVERY
    return Act.NOTHING if lately else Act.TELL
