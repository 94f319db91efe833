"""The ledger of erasures: a file of opaque ids outside of the database and its backups.

A database that was restored from a backup holds again whom it had forgotten; the ledger says whom to forget once more.
An id is a hash of the row's number and of the moment to the microsecond at which it was made: it tells nothing
of anybody, and is not met again by somebody who gets the same number later.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from assembly.accounts.models import Person


def opaque_id(person: Person) -> str:
    """Return what stands for a person in the ledger: the same before the erasure, after it and in a backup."""
    made = person.created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"person {person.id} {made}".encode()).hexdigest()


def note(ledger: Path, opaque: str, now: datetime) -> None:
    """Write an erasure down for good: it is on the disk when this returns. Once more does no harm."""
    ledger.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    ledger.touch(mode=0o600)
    whole = ledger.stat().st_size == 0 or ledger.read_bytes().endswith(b"\n")
    with ledger.open("a", encoding="ascii") as file:
        begin = "" if whole else "\n"  # after a line that a crash cut short, which would swallow this one
        file.write(f"{begin}{opaque} {now.astimezone(UTC).date().isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())


def noted(ledger: Path) -> frozenset[str]:
    """Return whom the ledger names; a line that a crash cut short names nobody."""
    return frozenset(_ids(ledger))


def _ids(ledger: Path) -> Iterator[str]:
    if not ledger.exists():
        return
    for line in ledger.read_text(encoding="ascii", errors="replace").splitlines():
        opaque, separator, _day = line.partition(" ")
        if separator:
            yield opaque
