"""Mailed links: 256 random bits, stored hashed, bound to purpose, person, object and expiry.

A link that is looked at changes nothing (scanners open every link); acting on it is a POST.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import contains_eager

from assembly.accounts.models import Purpose, Token
from assembly.errors import InvalidLinkError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.keyring import all_keyed, keyed
from assembly.security import new_token, token_hash

CODE_DIGITS = 6
LENGTH: Final = len(new_token())
_CUT_SHORT: Final = _l("This link is not complete. Open it again from the mail, or copy the whole of it.")
_GONE: Final = _l("This link has expired. Ask for another one.")
"""Of a whole link that is not known: it was removed long after its end, or with the person who was erased."""


def mint(purpose: Purpose, person_id: int, subject_id: int, *, now: datetime, expires_at: datetime) -> str:
    """Store a new link and return its token, which is told nobody but the mail it goes into."""
    return _store(Token(purpose=purpose, person_id=person_id, subject_id=subject_id), now, expires_at)


def mint_with_code(
    purpose: Purpose, person_id: int, subject_id: int, *, now: datetime, expires_at: datetime
) -> tuple[str, str]:
    """Store a new link and a six-digit code for another device; return both."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row = Token(purpose=purpose, person_id=person_id, subject_id=subject_id, code_hash=keyed(f"{subject_id}:{code}"))
    return _store(row, now, expires_at), code


def _store(row: Token, now: datetime, expires_at: datetime) -> str:
    token = new_token()
    row.hash, row.created_at, row.expires_at = token_hash(token), now, expires_at
    db.session.add(row)
    return token


def code_hashes(subject_id: int, code: str) -> Sequence[str]:
    """Return what may be stored of a code, by each key of this site: a million tries would find a plain hash."""
    return all_keyed(f"{subject_id}:{code}")


def known(purpose: Purpose, token: str) -> Token | None:
    """Return the row of a link whether it works or not; None for what was never a link of this purpose."""
    return db.session.scalar(_KNOWN, {"token_hash": token_hash(token), "of_purpose": purpose})


_KNOWN: Final = (
    select(Token)
    .join(Token.person)
    .where(Token.hash == bindparam("token_hash"), Token.purpose == bindparam("of_purpose"))
    .options(contains_eager(Token.person))
)


def find(purpose: Purpose, token: str, now: datetime) -> Token:
    """Return the row of a link that works; raise `InvalidLinkError`, which says why it does not."""
    row = known(purpose, token)
    if row is None:
        raise InvalidLinkError(_GONE if len(token) == LENGTH else _CUT_SHORT, code="unknown_link")
    check(row, now)
    return row


def check(row: Token, now: datetime) -> None:
    """Raise `InvalidLinkError`, which says why, where a link does not work any more."""
    if row.revoked_at is not None or row.person.disabled_at is not None:
        raise InvalidLinkError(
            _l("This link was withdrawn. The secretariat can send you another."), code="withdrawn_link"
        )
    if row.used_at is not None:
        raise _used()
    if row.expires_at <= now:
        raise InvalidLinkError(_l("This link has expired. Ask for another one."), code="expired_link")


def use(row: Token, now: datetime) -> None:
    """Mark a link as used; raise `InvalidLinkError` where another request was quicker."""
    used = db.session.scalar(
        update(Token).where(Token.id == row.id, Token.used_at.is_(None)).values(used_at=now).returning(Token.id)
    )
    if used is None:
        raise _used()


def _used() -> InvalidLinkError:
    return InvalidLinkError(_l("This link was used already. Ask for another one."), code="used_link")


def revoke(purpose: Purpose, subject_id: int, now: datetime) -> None:
    """Make every link of this purpose and object stop working, from now on."""
    db.session.execute(
        update(Token)
        .where(Token.purpose == purpose, Token.subject_id == subject_id, Token.revoked_at.is_(None))
        .values(revoked_at=now)
    )
