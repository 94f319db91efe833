"""The archive itself: a packed tar file that appears whole under its name or not at all, for its owner's eyes only."""

import hashlib
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Final
from uuid import uuid4

from assembly.backup.manifest import NAME, BrokenBackupError, Manifest, Part, read_manifest

MODE: Final = 0o600
LEVEL: Final = 6
_BLOCK: Final = 1 << 20


class _Hashed:
    """Hashes what is read from it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


class Writer:
    """Puts parts into an archive, and remembers the hash of each."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.parts: dict[str, Part] = {}

    def add(self, name: str, path: Path) -> None:
        """Put a file in; one that is gone meanwhile is left out."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return
        with source:
            size = os.fstat(source.fileno()).st_size
            hashed = _Hashed(source)
            self._put(name, size, hashed)
            self.parts[name] = Part(size, hashed.digest.hexdigest())

    def add_text(self, name: str, content: bytes) -> None:
        """Put a small file in that is at hand."""
        self._put(name, len(content), BytesIO(content))
        self.parts[name] = Part(len(content), hashlib.sha256(content).hexdigest())

    def _put(self, name: str, size: int, source: _Hashed | BytesIO) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, MODE
        self._tar.addfile(info, source)

    def finish(self, manifest: Manifest) -> None:
        """Put in what the backup says of itself; it comes last, since it has the hashes of all the others."""
        content = manifest.to_json()
        self._put(NAME, len(content), BytesIO(content))


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """Write an archive beside its place; it takes the place once it is whole and on the disk."""
    draft = target.with_name(f".{target.name}.{uuid4().hex[:8]}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=LEVEL, format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    _keep_name(target.parent)


def _keep_name(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unpacked(source: Path, folder: Path) -> Manifest:
    """Unpack an archive into an empty folder, and compare each part with its hash; raise `BrokenBackupError`."""
    try:
        found = dict(_unpack(source, folder))
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise BrokenBackupError(f"{source} cannot be read as a backup ({error}).") from None
    if NAME not in found:
        raise BrokenBackupError(f"{source} is no backup, or was cut short: what it says of itself is missing.")
    manifest = read_manifest((folder / NAME).read_bytes())
    del found[NAME]
    wrong = sorted(name for name in found.keys() | manifest.parts if found.get(name) != manifest.parts.get(name))
    if wrong:
        raise BrokenBackupError(f"The backup is damaged: {', '.join(wrong[:5])} is not what was stored. Use another.")
    return manifest


def _unpack(source: Path, folder: Path) -> Iterator[tuple[str, Part]]:
    with tarfile.open(source, mode="r:gz") as tar:
        for info in tar:
            content = tar.extractfile(info) if info.isreg() else None
            if content is None or not _is_plain(info.name):
                raise BrokenBackupError(f"{source} holds what no backup holds: {info.name!r}.")
            target = folder / info.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
            digest = hashlib.sha256()
            with os.fdopen(handle, "wb") as file:
                while block := content.read(_BLOCK):
                    digest.update(block)
                    file.write(block)
            yield info.name, Part(info.size, digest.hexdigest())


def _is_plain(name: str) -> bool:
    """Whether a name stays within the folder into which it is unpacked."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name
