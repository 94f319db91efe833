"""Following the clocks: where a zone's rules have changed, sittings stay at the time on the wall."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from assembly.agenda import queries
from assembly.agenda.calendars.models import CalendarRound
from assembly.agenda.clocks import rules
from assembly.agenda.clocks.kinds import FOLLOWED
from assembly.agenda.clocks.rules import WallClock
from assembly.agenda.interpretation.service import move_turns
from assembly.agenda.models import AgendaVersion, Sitting
from assembly.agenda.programme import Programme, ProgrammeSitting, from_json, to_json
from assembly.audit.service import record
from assembly.events.models import Event
from assembly.events.queries import lock_event
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.registration.queries import secretariat


def coming_events(now: datetime) -> Sequence[int]:
    """Return the events that are not over and have sittings."""
    has_sittings = select(Sitting.id).where(Sitting.event_id == Event.id).exists()
    return db.session.scalars(select(Event.id).where(Event.ends_at > now, has_sittings)).all()


def follow(event_id: int, now: datetime) -> int:
    """Put sittings to come where their zone's clocks now show what was meant; return how many.

    The draft moves, and what is published, as the next version: nothing else of the draft is published by it. The
    secretariat is told; calendars follow, as they do after any publication.
    """
    lock_event(event_id)
    event = db.session.get_one(Event, event_id)
    sittings = [sitting for sitting in queries.sittings_of(event_id) if sitting.ends_at > now]
    moved = {sitting.id for sitting in sittings if _follow_draft(sitting, event.zone)}
    moved |= _follow_published(event_id, sittings, now)
    db.session.flush()
    if moved:
        this = CalendarRound(event_id=event_id, made_at=now)
        db.session.add(this)
        db.session.flush()
        record(None, "agenda.clocks_followed", "event", event_id, sittings=len(moved))
        post(FOLLOWED, this.id, map(recipient_of, secretariat(event_id)), event_id=event_id)
    return len(moved)


def _follow_draft(sitting: Sitting, event_zone: str) -> bool:
    """Move a sitting with its items and turns. One of which it was never noted how it was set is taken to be right."""
    meant = queries.clock_of(sitting)
    if meant is None:
        note(sitting, event_zone)
        return False
    times = rules.followed(sitting.starts_at, sitting.ends_at, meant)
    if times is None:
        return False
    distance = times[0] - sitting.starts_at
    sitting.starts_at, sitting.ends_at = times
    for item in sitting.items:
        item.starts_at, item.ends_at = item.starts_at + distance, item.ends_at + distance
    move_turns(sitting, distance)
    return True


def note(sitting: Sitting, zone: str) -> None:
    """Note what the clocks show at the times of a sitting: that is what was meant."""
    meant = rules.wall_clock(sitting.starts_at, sitting.ends_at, zone)
    sitting.zone, sitting.wall_starts, sitting.wall_ends = meant.zone, meant.starts, meant.ends


def _follow_published(event_id: int, sittings: Sequence[Sitting], now: datetime) -> set[int]:
    """Publish the same programme with other moments, where there are any; return which sittings moved."""
    version = queries.latest_version(event_id)
    if version is None:
        return set()
    before = from_json(version.content)
    after = tuple(_followed(sitting, now) for sitting in before.sittings)
    moved = {new.id: new for old, new in zip(before.sittings, after, strict=True) if old != new}
    if not moved:
        return set()
    for sitting in sittings:
        if sitting.id in moved:
            sitting.sequence = moved[sitting.id].sequence
    content = Programme(tuple(sorted(after, key=lambda one: (one.starts_at, one.id))), before.states)
    db.session.add(
        AgendaVersion(event_id=event_id, number=version.number + 1, content=to_json(content), published_at=now)
    )
    return set(moved)


def _followed(sitting: ProgrammeSitting, now: datetime) -> ProgrammeSitting:
    times = _times(sitting, sitting.clock, now)
    if times is None:
        return sitting
    distance: timedelta = times[0] - sitting.starts_at
    items = tuple(
        replace(item, starts_at=item.starts_at + distance, ends_at=item.ends_at + distance) for item in sitting.items
    )
    return replace(sitting, starts_at=times[0], ends_at=times[1], sequence=sitting.sequence + 1, items=items)


def _times(sitting: ProgrammeSitting, meant: WallClock | None, now: datetime) -> tuple[datetime, datetime] | None:
    if meant is None or sitting.ends_at <= now:
        return None
    return rules.followed(sitting.starts_at, sitting.ends_at, meant)
