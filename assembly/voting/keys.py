"""The private keys that open sealed ballots: one file per event, made and read by the workers only.

No page imports this (import-linter keeps it so): the web process can seal, and cannot open. The folder
(`KEYS_DIR`) is no part of the database or its backups; where workers run on several machines, they share it.
"""

import os
from pathlib import Path
from typing import Final

from flask import current_app
from nacl.public import PrivateKey
from sqlalchemy import select

from assembly.config import Settings
from assembly.extensions import db
from assembly.voting import freezing, sealing
from assembly.voting.models import Secrecy, Vote
from assembly.voting.papers import Style
from assembly.voting.rules import VoteState

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600


class KeyMissingError(Exception):
    """The key with which ballots were sealed is not in the folder of keys of this machine."""


def private_key(vote: Vote) -> PrivateKey:
    """Return the key that opens the ballots of a vote; raise `KeyMissingError` where it is not here."""
    path = _path(vote.event_id)
    if not path.exists():
        raise KeyMissingError(f"no key in {path.name}: put back the file of the worker that made it")
    key = _read(path)
    if bytes(key.public_key) != vote.public_key:
        raise KeyMissingError(f"{path.name} holds another key than that of vote {vote.id}")
    return key


def prepare(vote_id: int) -> bytes | None:
    """Return the public key of a secret draft's event, and make the pair if there is none.

    A test ballot of each choice is sealed and opened, so that no vote opens whose ballots could not be
    counted. None where no key is wanted: the draft is gone, open or not secret, or nobody can be chosen in it yet.
    """
    vote = db.session.get(Vote, vote_id, populate_existing=True)
    if vote is None or vote.state is not VoteState.DRAFT or vote.secrecy is not Secrecy.SEALED:
        return None
    paper = freezing.paper_of(vote)
    if paper.style is not Style.MOTION and not paper.options:
        return None
    path = _path(vote.event_id)
    if not path.exists():
        if _sealed_before(vote):
            raise KeyMissingError(f"{path.name} is missing, and ballots of this event were sealed with it")
        _make(path)
    key = _read(path)
    public = bytes(key.public_key)
    for marks in paper.samples:
        if sealing.open_boxes(key, vote.id, paper, [sealing.seal(public, vote.id, paper, marks)]) != [marks]:
            raise KeyMissingError(f"{path.name} does not open what was sealed with it")
    return public


def _sealed_before(vote: Vote) -> bool:
    """Whether another vote of the event has a key already, which a new one would not open."""
    other = select(Vote.id).where(Vote.event_id == vote.event_id, Vote.public_key.is_not(None)).limit(1)
    return db.session.scalar(other) is not None


def _path(event_id: int) -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.keys_dir / f"event-{event_id}.key"


def _read(path: Path) -> PrivateKey:
    return PrivateKey(bytes.fromhex(path.read_text(encoding="ascii").strip()))


def _make(path: Path) -> None:
    """Write a new key whole and only once: of two workers that make one at the same time, the first wins."""
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(bytes(PrivateKey.generate()).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
