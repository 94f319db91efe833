"""How the installation stands: a few small questions, asked at most once a minute by each process."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from assembly import clock, health
from assembly.accounts.roles import administrators
from assembly.audit.models import AuditEntry
from assembly.config import Settings
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail import smtp
from assembly.mail.models import Delivery, DeliveryState
from assembly.overview.system.models import Breakdown, Pulse
from assembly.overview.system.rules import MAIL_WAITS, OVERDUE, Facts
from assembly.voting.due import uncounted
from assembly.voting.models import Vote
from assembly.voting.rules import VoteState

LATELY: Final = timedelta(days=7)
"""For how long mails count that could not be delivered."""
LAST_MAILS: Final = 50
WAITING: Final = (DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.UNCERTAIN)
LOST: Final = (DeliveryState.FAILED, DeliveryState.BOUNCED)


def facts(settings: Settings, watched_since: datetime | None = None) -> Facts:
    """Gather how everything stands; raise `SQLAlchemyError` where the database does not answer."""
    session = db.session()
    ours = clock.now()
    now = database_now(session)
    last_sent, tried = _last_sent(), _tried_since()
    quiet = tried is not None and (last_sent is None or now - last_sent > MAIL_WAITS)
    refused = quiet and bool(smtp.problems(settings))
    open_votes, overdue = _votes(now)
    return Facts(
        now=now,
        watched_since=watched_since,
        pulses={pulse.name: pulse.at for pulse in session.scalars(select(Pulse))},
        last_sent=last_sent,
        oldest_due=_oldest_due(now) or (tried if refused else None),
        waiting=_number(Delivery.state.in_(WAITING), _should_have_gone(now), Delivery.held_at.is_(None)),
        mail_set_up=smtp.transport_for(settings) is not None,
        mail_refused=refused,
        failed=_number(Delivery.state.in_(LOST), Delivery.due_at > now - LATELY, Delivery.held_at.is_(None)),
        broker_answers=health.broker(settings).ok,
        disk_free=shutil.disk_usage(settings.instance).free,
        last_backup=last_backup(session, now),
        backup_every=settings.backup_every if settings.backup_dir else None,
        installed_at=session.scalar(select(AuditEntry.at).order_by(AuditEntry.id).limit(1)),
        drift=now - ours,
        open_votes=open_votes,
        overdue_votes=overdue,
    )


def _last_sent() -> datetime | None:
    """Return when the last mail went: of those that were due last, which an index finds."""
    latest = (
        select(Delivery.sent_at)
        .where(Delivery.state == DeliveryState.SENT, Delivery.held_at.is_(None))
        .order_by(Delivery.due_at.desc())
        .limit(LAST_MAILS)
        .subquery()
    )
    last: datetime | None = db.session.scalar(select(func.max(latest.c.sent_at)))
    return last


def _oldest_due(now: datetime) -> datetime | None:
    waiting = Delivery.state.in_(WAITING), Delivery.due_at <= now, Delivery.held_at.is_(None)
    return db.session.scalar(select(func.min(Delivery.due_at)).where(*waiting))


def _tried_since() -> datetime | None:
    """Since when mails wait that were tried: each try puts them off, so that none of them is ever due for long."""
    waiting = Delivery.state.in_(WAITING), Delivery.held_at.is_(None), Delivery.attempts > 0
    return db.session.scalar(select(func.min(Delivery.created_at)).where(*waiting))


def _should_have_gone(now: datetime) -> ColumnElement[bool]:
    return or_(Delivery.due_at <= now, Delivery.attempts > 0)


def _number(*conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(Delivery).where(*conditions)) or 0  # type: ignore[arg-type]


def last_backup(session: Session, now: datetime) -> datetime | None:
    """Return when a worker last made a backup by the clock; one that ran ahead must not hide that none is made."""
    made = select(AuditEntry.at).where(AuditEntry.action == "backup.made", AuditEntry.at <= now)
    return session.scalar(made.order_by(AuditEntry.id.desc()).limit(1))


def _votes(now: datetime) -> tuple[int, int]:
    """Return how many votes are open, and how many should have been closed or counted since a while."""
    deadlines = db.session.scalars(select(Vote.closes_at).where(Vote.state == VoteState.OPEN)).all()
    closed = db.session.scalars(select(Vote.closed_at).where(Vote.id.in_(uncounted()))).all()
    due = [*deadlines, *(moment for moment in closed if moment)]
    return len(deadlines), sum(now - moment > OVERDUE for moment in due)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom to tell: enough to write to them while the database is away."""

    name: str
    address: str
    language: str
    zone: str


def readers() -> tuple[Reader, ...]:
    """Return whom to tell when something does not work."""
    return tuple(Reader(one.name, one.email, one.language, one.zone) for one in administrators())


def last_breakdowns(number: int) -> Sequence[Breakdown]:
    """Return the last times when something was broken, the newest first."""
    return db.session.scalars(select(Breakdown).order_by(Breakdown.id.desc()).limit(number)).all()
