"""Files of documents: in the folder of the instance, outside of what the web server serves, as answers are."""

import os
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from assembly.database import after_commit
from assembly.errors import NotFoundError

ORPHANED_AFTER: Final = timedelta(days=1)
"""How old a file must be before it is taken to belong to nobody: a younger one may be of a transaction under way."""
_NAME = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of the instance, and what was written there: it goes again where the transaction fails."""

    instance: Path
    written: list[str] = field(default_factory=list)

    def keep(self, content: bytes) -> str:
        """Write a file down for good under a name that tells nothing, and return the name."""
        name = secrets.token_urlsafe(32)
        path = _path(self.instance, name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self.written.append(name)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return name

    def remove_later(self, name: str) -> None:
        """Remove a file once its row is gone for good."""
        after_commit(lambda: remove(self.instance, name))

    def remove_orphans(self, known: Collection[str], now: datetime) -> None:
        """Remove, once all is committed, old files that no row knows: their sitting or item was deleted."""
        folder = self.instance / "documents"
        before = (now - ORPHANED_AFTER).timestamp()
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in known and path.stat().st_mtime < before:
                self.remove_later(path.name)

    def undo(self) -> None:
        """Remove what was written."""
        for name in self.written:
            remove(self.instance, name)


def read(instance: Path, name: str) -> bytes:
    """Return the content; raise `NotFoundError` where it is gone."""
    try:
        return _path(instance, name).read_bytes()
    except FileNotFoundError:
        raise NotFoundError from None


def remove(instance: Path, name: str) -> None:
    """Remove a file, if it is there."""
    _path(instance, name).unlink(missing_ok=True)


def _path(instance: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise NotFoundError
    return instance / "documents" / name
