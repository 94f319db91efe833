"""Making a backup: database, uploaded files, settings without secrets, and what it says of itself.

Never in it: the keys that open secret ballots, the ledger of erasures, the secret key, mail that lies in the
demonstration's inbox, what the broker holds.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from assembly.backup import archive, copies
from assembly.backup.manifest import Manifest
from assembly.config import Settings
from assembly.security import keyed_hash

FOLDERS: Final = ("answers", "documents", "uploads")
"""Folders of the instance with what people uploaded (a test finds any other that the program writes to)."""

FOLDER_PREFIX: Final = ".backup-"
SETTINGS_PART: Final = "settings.txt"
UNTOLD: Final = frozenset({"secret_key", "secret_key_fallbacks", "bounce_token", "single_sign_on"})
_KEY_CHECK: Final = "the secret key of a backup"


def make(settings: Settings, target: Path, now: datetime) -> Manifest:
    """Write a backup to a file; raise `BrokenBackupError`, `SQLAlchemyError` or `OSError`, and leave nothing then."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=target.parent, prefix=FOLDER_PREFIX) as name,
        archive.written(target) as writer,
    ):
        folder = Path(name)
        copied = copies.copy_database(settings.database_url, folder)
        for file in copied.files:
            writer.add(file, folder / file)
        for path in uploaded(settings.instance):  # after the database: what it names is there, or was erased since
            writer.add(f"files/{path.relative_to(settings.instance).as_posix()}", path)
        writer.add_text(SETTINGS_PART, told(settings).encode())
        manifest = Manifest(
            program=version("assembly"),
            schema=copied.schema,
            engine=copied.engine,
            at=now,
            key_check=key_check(settings.secret_key),
            stand=copied.stand,
            tables=copied.tables,
            parts=writer.parts,
        )
        writer.finish(manifest)
    return manifest


def uploaded(instance: Path) -> Iterator[Path]:
    """Yield the files that people uploaded."""
    for name in FOLDERS:
        for folder, _folders, files in os.walk(instance / name):
            yield from (Path(folder, file) for file in sorted(files))


def key_check(secret_key: str) -> str:
    """Return what tells whether two sites have the same key; the key cannot be found from it."""
    return keyed_hash(secret_key, _KEY_CHECK)[:16]


def told(settings: Settings) -> str:
    """Return the settings to be read by whoever restores: no secret, and addresses without who signs in to them."""
    lines = [f"{field.name} = {_plain(getattr(settings, field.name))}" for field in fields(settings)]
    return "".join(f"{line}\n" for line in lines if line.partition(" ")[0] not in UNTOLD)


def _plain(value: object) -> str:
    text = str(value)
    if "://" not in text:
        return text
    parts = urlsplit(text)
    if not parts.netloc:  # a file: sqlite:////srv/assembly.db
        return text.partition("?")[0]
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
