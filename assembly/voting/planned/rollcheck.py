"""The roll check goes out by itself before votes that open at a time, unless the secretariat has sent it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from assembly.credentials.rollcheck import queries as rollcheck
from assembly.credentials.rollcheck.models import RollCheck
from assembly.credentials.rollcheck.service import send_roll_check
from assembly.database import database_now
from assembly.events.models import Event
from assembly.extensions import db
from assembly.voting.models import Vote
from assembly.voting.planned.models import PlannedOpening
from assembly.voting.rules import VoteState

BEFORE: Final = timedelta(days=3)
"""How long before the opening it goes out: members in every time zone can still answer within working hours."""
AT_LEAST: Final = timedelta(hours=6)
"""Nobody could correct anything in less; then it is left to the secretariat."""
HOLDS: Final = timedelta(days=7)
"""A roll check that could be corrected until then is not repeated by itself."""


def events_due() -> Sequence[int]:
    """Return the ids of the events that have votes about to open by themselves, and no roll check yet."""
    return [event_id for event_id, opens_at in sorted(_openings().items()) if not _was_sent(event_id, opens_at)]


def send(event_id: int) -> int:
    """Mail each member of an event who votes for it, until its votes open; return how many. Harmless to call again."""
    event = db.session.scalars(select(Event).where(Event.id == event_id).with_for_update()).one()
    opens_at = _openings().get(event_id)
    if opens_at is None or _was_sent(event_id, opens_at):
        return 0
    recipients, now = rollcheck.whom_to_write(event_id), database_now(db.session())
    return send_roll_check(None, event, recipients, opens_at, now=now)


def _openings() -> dict[int, datetime]:
    """Return when the first of an event's votes opens by itself, by its id, where it is time for the roll check."""
    now = database_now(db.session())
    statement = (
        select(Vote.event_id, func.min(PlannedOpening.opens_at))
        .join(PlannedOpening.vote)
        .join(Vote.event)
        .where(
            Vote.state == VoteState.DRAFT,
            Vote.practice.is_(False),
            PlannedOpening.failed_at.is_(None),
            PlannedOpening.opens_at >= now + AT_LEAST,
            PlannedOpening.opens_at <= now + BEFORE,
            PlannedOpening.opens_at <= Event.ends_at,
        )
        .group_by(Vote.event_id)
    )
    return dict(db.session.execute(statement).all())


def _was_sent(event_id: int, opens_at: datetime) -> bool:
    sent = select(RollCheck.id).where(
        RollCheck.event_id == event_id, RollCheck.correct_until.between(opens_at - HOLDS, opens_at)
    )
    return db.session.scalar(sent.limit(1)) is not None
