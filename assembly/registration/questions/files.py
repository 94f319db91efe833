"""Files that were given as answers: in the folder of the instance, outside of what the web server serves."""

import os
import re
import secrets
from pathlib import Path

from assembly.errors import NotFoundError
from assembly.registration.questions.drafts import Upload
from assembly.registration.questions.rules import StoredFile, file_name, kind_of_file

_NAME = re.compile(r"[A-Za-z0-9_-]{43}")


def keep(instance: Path, upload: Upload) -> StoredFile:
    """Write a file down for good, and return what is known of it; raise `WrongAnswer` for one that we do not take."""
    kind = kind_of_file(upload.content)
    name = secrets.token_urlsafe(32)
    path = _path(instance, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        file.write(upload.content)
        file.flush()
        os.fsync(file.fileno())
    return {"file": name, "name": file_name(upload.name, kind), "type": kind, "size": len(upload.content)}


def read(instance: Path, stored: StoredFile) -> bytes:
    """Return the content; raise `NotFoundError` where it is gone."""
    try:
        return _path(instance, stored["file"]).read_bytes()
    except FileNotFoundError:
        raise NotFoundError from None


def remove(instance: Path, stored: StoredFile) -> None:
    """Remove a file, if it is there."""
    _path(instance, stored["file"]).unlink(missing_ok=True)


def _path(instance: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise NotFoundError
    return instance / "answers" / name
