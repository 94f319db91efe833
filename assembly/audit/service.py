"""Recording acts. They are chained immediately before the commit, so that the lock is short."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assembly import clock
from assembly.audit.chain import GENESIS, Entry, Link, entry_hash, first_bad
from assembly.audit.models import AuditEntry
from assembly.database import before_commit, unit_of_work
from assembly.extensions import db

PAGE = 1000
CHAIN_LOCK = 0x4153_5345  # any fixed number: the advisory lock of the chain


def record(
    actor_id: int | None,
    action: str,
    object_type: str,
    object_id: int | None,
    *,
    timeless: bool = False,
    **details: int | str | bool | list[int] | list[str] | None,
) -> None:
    """Record an act in the open transaction. `details` are ids, field names and numbers, nothing personal.

    `timeless` leaves the time out (a secret cast).
    """
    entry = AuditEntry(
        at=None if timeless else clock.now().replace(microsecond=0),
        actor_id=actor_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        details=details,
    )
    pending = unit_of_work().audit
    if not pending:
        before_commit(lambda: _write_chain(pending))
    pending.append(entry)


def _write_chain(pending: list[AuditEntry]) -> None:
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    last_id, previous = head(session)
    for number, entry in enumerate(pending, start=last_id + 1):
        entry.id = number
        entry.previous_hash = previous
        entry.hash = previous = entry_hash(_entry_of(entry), previous)
    session.add_all(pending)
    session.flush()


def head(session: Session) -> tuple[int, str]:
    """Return the number and hash of the last entry, (0, 64 zeros) if there is none."""
    row = session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return (row.id, row.hash) if row else (0, GENESIS)


def verify(session: Session, last: int | None = None) -> tuple[int, int | None]:
    """Return the number of entries that were looked at, and the id of the first bad one or None.

    That is all of them, or about so many of the last ones.
    """
    count = 0
    after = _at(session, head(session)[0] - last) if last is not None else (0, GENESIS)

    def links() -> Iterator[Link]:
        nonlocal count
        rows = _page(session, after=after[0])
        while rows:
            for row in rows:
                count += 1
                yield Link(_entry_of(row), row.previous_hash, row.hash)
            rows = _page(session, after=rows[-1].id)

    bad = first_bad(links(), after)
    return count, bad


def _at(session: Session, number: int) -> tuple[int, str]:
    """Return the number and hash of an entry, (0, 64 zeros) where there is none."""
    digest = session.scalar(select(AuditEntry.hash).where(AuditEntry.id == number))
    return (number, digest) if digest else (0, GENESIS)


def _page(session: Session, after: int) -> Sequence[AuditEntry]:
    statement = select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id).limit(PAGE)
    return session.scalars(statement).all()


def _entry_of(row: AuditEntry) -> Entry:
    return Entry(
        id=row.id,
        at=row.at.isoformat() if row.at else None,
        actor_id=row.actor_id,
        action=row.action,
        object_type=row.object_type,
        object_id=row.object_id,
        details=row.details,
    )
