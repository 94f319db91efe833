"""Sheets that were uploaded and wait for a confirmation: files of the instance, each of one person, for a day."""

import re
import secrets
import time
from pathlib import Path

from assembly.errors import NotFoundError
from assembly.i18n import lazy_gettext as _l

LIFETIME = 24 * 60 * 60  # seconds
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def keep(instance: Path, person_id: int, content: bytes) -> str:
    """Keep a file for a person and return the token by which they find it again. Old files go."""
    folder = instance / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder)
    token = secrets.token_urlsafe(32)
    path = _path(instance, person_id, token)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return token


def read(instance: Path, person_id: int, token: str) -> bytes:
    """Return a file of this person; raise `NotFoundError` where there is none, or it is another's."""
    try:
        return _path(instance, person_id, token).read_bytes()
    except FileNotFoundError:
        raise NotFoundError(_l("This sheet is not here any more. Please upload it again.")) from None


def remove(instance: Path, person_id: int, token: str) -> None:
    """Remove a file, if it is there."""
    _path(instance, person_id, token).unlink(missing_ok=True)


def _path(instance: Path, person_id: int, token: str) -> Path:
    if not _TOKEN.fullmatch(token):
        raise NotFoundError
    return instance / "uploads" / f"members-{person_id}-{token}"


def _sweep(folder: Path) -> None:
    for path in folder.glob("members-*"):
        if path.stat().st_mtime < time.time() - LIFETIME:
            path.unlink(missing_ok=True)
