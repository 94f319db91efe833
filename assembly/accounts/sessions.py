"""Signed-in browsers. Rows in the database rather than Flask-Login's cookie: ending one takes effect at once.

The cookie carries a random token, of which the database keeps the hash. A browser whose person owes their second
step is nobody's: `current` does not return it, so that it has no right anywhere; only the page that asks for the
second step looks for it, by `in_browser`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import has_request_context, request, session
from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import contains_eager

from assembly import clock
from assembly.accounts import rules
from assembly.accounts.actor import PROVED, Actor, actor_of
from assembly.accounts.factors.roles import is_required
from assembly.accounts.models import Person, Purpose, UserSession
from assembly.config import Settings
from assembly.database import rows_touched, transaction
from assembly.extensions import db
from assembly.security import new_token, token_hash

COOKIE_KEY = "signed_in"
LIFETIME = timedelta(days=30)  # and to the end of an assembly that goes on then: voters stay signed in
IDLE = timedelta(days=14)
STRICT_LIFETIME = timedelta(days=7)  # of those who have to show a second step, since they reach everybody's data
STRICT_IDLE = timedelta(hours=12)
STAMP = timedelta(hours=1)  # how exactly it is known when a session was last used


@dataclass(frozen=True, slots=True)
class InBrowser:
    """Whose browser this is, whether they may do anything yet or not. `by_mail`: they proved to own the address."""

    session_id: int
    by_mail: bool
    person_id: int
    name: str
    required: bool
    owes_factor: bool
    factor_at: datetime | None


def start(
    person: Person, purpose: Purpose, now: datetime, *, owes_factor: bool = False, factor_at: datetime | None = None
) -> int:
    """Sign a person in: a new session, whose id is returned, and a new cookie, whatever the browser carried before.

    `factor_at`: the second step is shown already. `owes_factor`: it has to be, and until then the session is nobody's.
    """
    if old := session.get(COOKIE_KEY):
        _end(now, UserSession.hash == token_hash(old))
    row = UserSession(
        hash=_new_cookie(),
        person_id=person.id,
        purpose=purpose,
        device=request.user_agent.string[:200] if has_request_context() else "",
        network=rules.place_of(request.remote_addr or "") if has_request_context() else None,
        created_at=now,
        seen_at=now,
        expires_at=now + LIFETIME,
        owes_factor=owes_factor,
        factor_at=factor_at,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _new_cookie() -> str:
    """Give the browser a new token and nothing of what it carried before; return what is stored of it."""
    token = new_token()
    session.clear()
    session[COOKIE_KEY] = token
    session.permanent = True
    return token_hash(token)


def prove(session_id: int, now: datetime) -> None:
    """Note that the second step was shown in this browser, which gets a new cookie as after every sign-in."""
    row = db.session.get_one(UserSession, session_id)
    row.hash, row.factor_at, row.seen_at = _new_cookie(), now, now


def end(session_id: int, now: datetime) -> None:
    """End the session of this browser and empty its cookie."""
    end_elsewhere(session_id, now)
    session.clear()


def end_elsewhere(session_id: int, now: datetime, *, of: int | None = None) -> bool:
    """End a session of another browser, only if it is of the person who is named; return whether it was open."""
    owner = () if of is None else (UserSession.person_id == of,)
    return _end(now, UserSession.id == session_id, *owner) == 1


def end_all(person_id: int, now: datetime, *, but: int | None = None) -> int:
    """End every session of a person, but the one that is named; return how many."""
    others = () if but is None else (UserSession.id != but,)
    return _end(now, UserSession.person_id == person_id, *others)


def end_everybodys(now: datetime) -> int:
    """End all sessions there are; return how many."""
    return _end(now)


def _end(now: datetime, *which: ColumnElement[bool]) -> int:
    """End those that are open: when one was ended stays what it was."""
    ended = update(UserSession).where(UserSession.ended_at.is_(None), *which).values(ended_at=now)
    return rows_touched(db.session.execute(ended))


def current(_settings: Settings) -> Actor | None:
    """Return who is signed in with this browser, or None. A browser without our cookie costs no query."""
    now = clock.now()
    row = _row(now)
    if row is None or _owes(row):
        return None
    actor = actor_of(row, row.person)
    if row.seen_at <= now - STAMP:
        _stamp(row.id, now)
    return actor


def in_browser(now: datetime) -> InBrowser | None:
    """Return who signed in with this browser by mail, also where they owe their second step and are nobody yet."""
    row = _row(now)
    if row is None or row.purpose not in PROVED:
        return None
    return InBrowser(
        session_id=row.id,
        by_mail=row.purpose is Purpose.SIGN_IN,
        person_id=row.person_id,
        name=row.person.name,
        required=_has_to(row),
        owes_factor=_owes(row),
        factor_at=row.factor_at,
    )


def former_owner() -> int | None:
    """Return whose session this browser's cookie began, however it ended; it gives no right to anything."""
    token = session.get(COOKIE_KEY)
    if not token:
        return None
    return db.session.scalar(
        select(UserSession.person_id)
        .join(UserSession.person)
        .where(UserSession.hash == token_hash(token), Person.disabled_at.is_(None))
    )


_ALIVE: Final = (
    UserSession.ended_at.is_(None),
    UserSession.expires_at > bindparam("now"),
    UserSession.seen_at > bindparam("idle_since"),
    Person.disabled_at.is_(None),
)


def _moments(now: datetime) -> dict[str, datetime]:
    """Return what `_ALIVE` is compared with."""
    return {"now": now, "idle_since": now - IDLE}


_IN_BROWSER: Final = (
    select(UserSession)
    .join(UserSession.person)
    .where(UserSession.hash == bindparam("hash"), *_ALIVE)
    .options(contains_eager(UserSession.person).joinedload(Person.grants))
)
"""Made once, as it is asked at every request."""


def _row(now: datetime) -> UserSession | None:
    token = session.get(COOKIE_KEY)
    if not token:
        return None
    row = db.session.scalars(_IN_BROWSER, {"hash": token_hash(token), **_moments(now)}).unique().one_or_none()
    return row if row and _within_limits(row, now) else None


def _has_to(row: UserSession) -> bool:
    """Whether a role asks for the second step; other links than that of a sign-in mail open no such role."""
    return row.purpose is Purpose.SIGN_IN and is_required(grant.role for grant in row.person.grants)


def _owes(row: UserSession) -> bool:
    return row.factor_at is None and (row.owes_factor or _has_to(row))


def _within_limits(row: UserSession, now: datetime) -> bool:
    """Whether a session is within the limits of those who reach everybody's data; nobody else has such."""
    return not _has_to(row) or (now - row.created_at < STRICT_LIFETIME and now - row.seen_at < STRICT_IDLE)


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
        .where(UserSession.person_id == person_id, *_ALIVE)
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return [row for row in db.session.scalars(statement, _moments(now)) if _within_limits(row, now)]
