"""Backups by the clock: the folder itself says when the last one was made, so that no run is lost or made twice."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from assembly.backup import making
from assembly.config import Settings

_PATTERN: Final = "assembly-%Y%m%dT%H%M%SZ.tar.gz"
LEFT_OVER: Final = timedelta(days=1)
"""After which nobody works any more at a backup that is not whole."""
_LOCK: Final = ".assembly-backup.lock"


def folder_of(settings: Settings) -> Path:
    """Return where backups go."""
    return settings.backup_dir or settings.instance / "backups"


def name_at(moment: datetime) -> str:
    """Return the name of a backup, from which its moment can be read."""
    return moment.astimezone(UTC).strftime(_PATTERN)


def made_in(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the backups that lie in a folder with their moments, the newest first; other files are left out."""
    found = []
    for path in folder.glob("assembly-*.tar.gz"):
        try:
            found.append((datetime.strptime(path.name, _PATTERN).replace(tzinfo=UTC), path))
        except ValueError:
            continue
    return sorted(found, reverse=True)


def make_if_due(settings: Settings, now: datetime) -> Path | None:
    """Make a backup where BACKUP_DIR asks for one by now, and remove those beyond BACKUP_KEEP; return what was made.

    Of several workers that look at one folder at the same time, one makes it.
    """
    folder = settings.backup_dir
    if folder is None:
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder) as ours:
        made = _made_by(folder, now)
        if ours:
            _remove_left_over(folder, now)
        if not ours or (made and now - made[0][0] < settings.backup_every):
            return None
        target = folder / name_at(now)
        making.make(settings, target, now)
        for _at, path in _made_by(folder, now)[settings.backup_keep :]:
            path.unlink(missing_ok=True)
    return target


def _made_by(folder: Path, now: datetime) -> list[tuple[datetime, Path]]:
    """Leave out names from the future: a clock that ran ahead must neither put the next one off nor push it out."""
    return [(at, path) for at, path in made_in(folder) if at <= now]


def _remove_left_over(folder: Path, now: datetime) -> None:
    """Remove copies of the database that a killed process left: they fill the disk, and hold who was erased since."""
    before = (now - LEFT_OVER).timestamp()
    for path in (*folder.glob(f"{making.FOLDER_PREFIX}*"), *folder.glob(".*.tar.gz.*.new")):
        if path.stat().st_mtime < before:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Say whether nobody else makes a backup in this folder just now."""
    handle = os.open(folder / _LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)
