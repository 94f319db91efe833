"""Wanting no news, and wanting it again. Each pressed twice is the same as once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assembly.audit.service import record
from assembly.extensions import db
from assembly.mail.news.models import NewsRefusal


def refuse(person_id: int, now: datetime) -> None:
    """Note that somebody wants no news. Only they can: by the link in their mail, or signed in."""
    if since(person_id):
        return
    try:
        with db.session.begin_nested():
            db.session.add(NewsRefusal(person_id=person_id, refused_at=now))
    except IntegrityError:
        return  # another press was quicker
    record(person_id, "news.refused", "person", person_id)


def want(person_id: int) -> None:
    """Note that somebody wants news again."""
    refusal = db.session.get(NewsRefusal, person_id)
    if refusal is None:
        return
    db.session.delete(refusal)
    db.session.flush()
    record(person_id, "news.wanted", "person", person_id)


def since(person_id: int) -> datetime | None:
    """Return since when somebody wants no news; None where they get it."""
    return db.session.scalar(select(NewsRefusal.refused_at).where(NewsRefusal.person_id == person_id))


def all_refusing() -> dict[int, datetime]:
    """Return since when each of those wants no news who do not: few of all, so that they are read at once."""
    return {row[0]: row[1] for row in db.session.execute(select(NewsRefusal.person_id, NewsRefusal.refused_at))}
