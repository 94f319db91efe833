"""What a backup says of itself: of which version it is, what is in it, and how the trail and the open votes stood."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

FORMAT: Final = 1
NAME: Final = "manifest.json"


class BrokenBackupError(Exception):
    """The file is no backup, is damaged, or cannot be used here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the archive: its size in bytes, and the SHA-256 of its content."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A vote that was open or suspended: how many ballots it had, and the hash of their sorted receipts."""

    vote: int
    event: int
    state: str
    ballots: int
    receipts: str


@dataclass(frozen=True, slots=True)
class Stand:
    """What the database held at the moment of the backup: the end of the audit trail, and the open votes."""

    entries: int
    head: str
    votes: tuple[OpenVote, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of it. `key_check` tells whether another site has the same secret key, and nothing of the key.

    `tables` are those of PostgreSQL with their columns, in the order in which they can be filled; empty for SQLite.
    """

    program: str
    schema: str
    engine: str
    at: datetime
    key_check: str
    stand: Stand
    tables: tuple[tuple[str, tuple[str, ...]], ...]
    parts: Mapping[str, Part]

    def to_json(self) -> bytes:
        """Return it as it stands in the archive."""
        content = {"format": FORMAT, **asdict(self), "at": self.at.isoformat()}
        return json.dumps(content, indent=1, sort_keys=True).encode()


def read_manifest(content: bytes) -> Manifest:
    """Read what `to_json` wrote; raise `BrokenBackupError`."""
    try:
        found = json.loads(content)
        if found["format"] != FORMAT:
            raise BrokenBackupError("The backup was made by a newer program. Install that one, then restore.")
        return _manifest(found)
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenBackupError(f"What the backup says of itself cannot be read ({type(error).__name__}).") from None


def _manifest(found: Mapping[str, Any]) -> Manifest:
    stand = found["stand"]
    return Manifest(
        program=found["program"],
        schema=found["schema"],
        engine=found["engine"],
        at=datetime.fromisoformat(found["at"]),
        key_check=found["key_check"],
        stand=Stand(stand["entries"], stand["head"], tuple(OpenVote(**vote) for vote in stand["votes"])),
        tables=tuple((name, tuple(columns)) for name, columns in found["tables"]),
        parts={name: Part(**part) for name, part in found["parts"].items()},
    )
