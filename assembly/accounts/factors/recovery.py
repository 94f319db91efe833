"""Recovery codes: ten, on paper, for the day on which the telephone is lost."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, select

from assembly.accounts.factors import rules
from assembly.accounts.factors.models import RecoveryCode
from assembly.extensions import db

# 16 MB and some 50 ms for each guess: of 60 bits nobody finds one, with a copy of the database either. No key is
# needed for it, so that the codes outlive the site's secret.
COST = {"n": 2**14, "r": 8, "p": 1}


def make(person_id: int, now: datetime) -> list[str]:
    """Make ten new codes and return them as they are written down; those from before stop working."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [
        "".join(secrets.choice(rules.ALPHABET) for _sign in range(rules.RECOVERY_LENGTH))
        for _code in range(rules.RECOVERY_CODES)
    ]
    salt = secrets.token_hex(16)
    db.session.add_all(
        RecoveryCode(person_id=person_id, salt=salt, hash=_hash(code, salt), created_at=now) for code in codes
    )
    db.session.flush()
    return [rules.grouped(code) for code in codes]


def use(person_id: int, typed: str, now: datetime) -> bool:
    """Use up the code that was typed; False where it is none of the person's, or was used already."""
    code = rules.plain_recovery_code(typed)
    rows = db.session.scalars(
        select(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    ).all()
    if not rows or len(code) != rules.RECOVERY_LENGTH:
        return False
    digest = _hash(code, rows[0].salt)  # all codes of a set share their salt, so that a try costs one hash
    fitting = [row for row in rows if hmac.compare_digest(row.hash, digest)]
    for row in fitting:
        row.used_at = now
    return bool(fitting)


def _hash(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), dklen=32, **COST).hex()
