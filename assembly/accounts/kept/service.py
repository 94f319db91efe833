"""Keeping what was typed until its sender has signed in again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from assembly.accounts import sealing
from assembly.accounts.kept.models import KeptForm
from assembly.extensions import db
from assembly.security import new_token, token_hash

LIFETIME = timedelta(hours=2)  # a sign-in mail may take a while to come, and its link works for half an hour
LONGEST = 300_000  # characters, as JSON; a whole programme in four languages has some 100,000
LONGEST_PATH = 500
MOST = 5  # forms of one person at a time: of tabs that lay open over night
SEAL = "kept-form"
OURS = frozenset({"csrf_token"})
"""Fields that a page makes anew."""

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent, where to, and whether files went with it, which are not kept."""

    path: str
    fields: Fields
    has_files: bool


def keep(person_id: int, typed: Typed, now: datetime) -> str | None:
    """Keep what a person sent and return the token of their browser; None where it is too much to keep."""
    text = json.dumps([pair for pair in typed.fields if pair[0] not in OURS], ensure_ascii=False)
    if len(text) > LONGEST or len(typed.path) > LONGEST_PATH:
        return None
    token = new_token()
    row = KeptForm(
        hash=token_hash(token),
        person_id=person_id,
        path=typed.path,
        sealed=sealing.seal(SEAL, text),
        has_files=typed.has_files,
        sent_at=now,
    )
    db.session.add(row)
    db.session.flush()
    newest = select(KeptForm.id).where(KeptForm.person_id == person_id).order_by(KeptForm.id.desc()).limit(MOST)
    db.session.execute(delete(KeptForm).where(KeptForm.person_id == person_id, KeptForm.id.not_in(newest)))
    return token


def find(token: str, person_id: int, now: datetime) -> Typed | None:
    """Return what this person sent from the browser that has this token; None where there is nothing (any more)."""
    row = db.session.scalar(
        select(KeptForm).where(
            KeptForm.hash == token_hash(token), KeptForm.person_id == person_id, KeptForm.sent_at > now - LIFETIME
        )
    )
    text = sealing.unseal(SEAL, row.sealed) if row else None
    if row is None or text is None:
        return None
    return Typed(row.path, [(name, value) for name, value in json.loads(text)], row.has_files)


def throw_away(token: str, person_id: int) -> None:
    """Forget what was kept."""
    db.session.execute(delete(KeptForm).where(KeptForm.hash == token_hash(token), KeptForm.person_id == person_id))
