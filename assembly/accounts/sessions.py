"""Signed-in browsers. Rows in the database rather than Flask-Login's cookie: ending one takes effect at once.

The cookie carries a random token, of which the database keeps the hash.
"""

from datetime import datetime, timedelta

from flask import has_request_context, request, session
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from assembly import clock
from assembly.accounts.actor import Actor, actor_of
from assembly.accounts.models import Person, Purpose, UserSession
from assembly.config import Settings
from assembly.extensions import db
from assembly.security import new_token, token_hash

COOKIE_KEY = "signed_in"
LIFETIME = timedelta(days=30)  # an assembly with its votes lies within it: voters stay signed in
IDLE = timedelta(days=14)


def start(person: Person, purpose: Purpose, now: datetime) -> None:
    """Sign a person in: a new session and a new cookie, whatever the browser carried before."""
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
    """End one session and empty the browser's cookie."""
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
        .where(
            UserSession.hash == token_hash(token),
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now,
            UserSession.seen_at > now - IDLE,
            Person.disabled_at.is_(None),
        )
        .options(selectinload(UserSession.person).selectinload(Person.grants))
    )
    return actor_of(row, row.person) if row else None
