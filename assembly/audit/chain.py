"""The hash chain of the audit trail. Pure: it is computed the same way by whoever checks it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What is hashed of an act. `at` is ISO 8601 in UTC, or None where a time would harm secrecy."""

    id: int
    at: str | None
    actor_id: int | None
    action: str
    object_type: str
    object_id: int | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as stored: with the hash of the one before it and its own."""

    entry: Entry
    previous_hash: str
    hash: str


def entry_hash(entry: Entry, previous_hash: str) -> str:
    """Return the SHA-256 of the previous hash and the entry's canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(asdict(entry), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


def first_bad(links: Iterable[Link], after: tuple[int, str] = (0, GENESIS)) -> int | None:
    """Return the id of the first entry that was changed, moved, added or removed; None if all is well.

    The links are those that follow on `after`, the number and hash of an entry, or of none.
    A removed entry shows at the next one; removal at the very end shows against a head that was mailed earlier.
    """
    previous, expected = after[1], after[0] + 1
    for link in links:
        intact = (
            link.entry.id == expected
            and link.previous_hash == previous
            and link.hash == entry_hash(link.entry, previous)
        )
        if not intact:
            return link.entry.id
        previous, expected = link.hash, expected + 1
    return None
