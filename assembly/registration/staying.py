"""Nobody who takes part is signed out by the calendar while the assembly goes on, its votes included."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from assembly.accounts.actor import PROVED
from assembly.accounts.models import UserSession
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Registration

AHEAD: Final = timedelta(days=2)
"""Votes are open for up to two days around the debate."""


def keep_signed_in(now: datetime) -> int:
    """Let the sessions of those who take part last until an event that goes on is over; return how many.

    Only the absolute limit moves, and only once for each event. Whoever does not use a session loses it as before, as
    do those who reach everybody's data: their shorter limits count from when they signed in.
    """
    going_on = select(Event).where(Event.starts_at <= now + AHEAD, Event.ends_at > now - AHEAD)
    return sum(_until(event.ends_at + AHEAD, event.id, now) for event in db.session.scalars(going_on).all())


def _until(end: datetime, event_id: int, now: datetime) -> int:
    taking_part = select(Registration.person_id).where(
        Registration.event_id == event_id, Registration.withdrawn_at.is_(None)
    )
    longer = (
        update(UserSession)
        .where(
            UserSession.purpose.in_(PROVED),
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now,
            UserSession.expires_at < end,
            UserSession.person_id.in_(taking_part),
        )
        .values(expires_at=end)
        .returning(UserSession.id)
        .execution_options(synchronize_session=False)
    )
    return len(db.session.scalars(longer).all())
