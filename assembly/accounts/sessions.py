"""Signed-in browsers. Rows in the database rather than Flask-Login's cookie: ending one takes effect at once.

The cookie carries a random token, of which the database keeps the hash.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import has_request_context, request, session
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import contains_eager

from assembly import clock
from assembly.accounts.actor import Actor, actor_of
from assembly.accounts.models import Person, Purpose, UserSession
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.security import new_token, token_hash

COOKIE_KEY = "signed_in"
LIFETIME = timedelta(days=30)  # an assembly with its votes lies within it: voters stay signed in
IDLE = timedelta(days=14)
STAMP = timedelta(hours=1)  # how exactly it is known when a session was last used


def start(person: Person, purpose: Purpose, now: datetime) -> None:
    """Sign a person in: a new session and a new cookie, whatever the browser carried before."""
    if old := session.get(COOKIE_KEY):
        db.session.execute(
            update(UserSession)
            .where(UserSession.hash == token_hash(old), UserSession.ended_at.is_(None))
            .values(ended_at=now)
        )
    token = new_token()
    device = request.user_agent.string[:200] if has_request_context() else ""
    row = UserSession(
        hash=token_hash(token),
        person_id=person.id,
        purpose=purpose,
        device=device,
        created_at=now,
        seen_at=now,
        expires_at=now + LIFETIME,
    )
    db.session.add(row)
    session.clear()
    session[COOKIE_KEY] = token
    session.permanent = True


def end(session_id: int, now: datetime) -> None:
    """End the session of this browser and empty its cookie."""
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(ended_at=now))
    session.clear()


def current(_settings: Settings) -> Actor | None:
    """Return who is signed in with this browser, or None. A browser without our cookie costs no query."""
    token = session.get(COOKIE_KEY)
    if not token:
        return None
    now = clock.now()
    row = db.session.scalar(
        select(UserSession)
        .join(UserSession.person)
        .where(UserSession.hash == token_hash(token), *_alive(now))
        .options(contains_eager(UserSession.person).selectinload(Person.grants))
    )
    if row is None:
        return None
    actor = actor_of(row, row.person)
    if row.seen_at <= now - STAMP:
        _stamp(row.id, now)
    return actor


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        UserSession.ended_at.is_(None),
        UserSession.expires_at > now,
        UserSession.seen_at > now - IDLE,
        Person.disabled_at.is_(None),
    )


def _stamp(session_id: int, now: datetime) -> None:
    """Note that the session is in use, in a transaction of its own: no other is open yet."""
    with transaction() as database:
        database.execute(
            update(UserSession)
            .where(UserSession.id == session_id, UserSession.seen_at <= now - STAMP)
            .values(seen_at=now)
        )


def of_person(person_id: int, now: datetime) -> Sequence[UserSession]:
    """Return the open sessions of a person, the last used first."""
    statement = (
        select(UserSession)
        .join(UserSession.person)
        .where(UserSession.person_id == person_id, *_alive(now))
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return db.session.scalars(statement).all()
