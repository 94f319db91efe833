"""Signing in whom the provider signed in, so far as we know them already. Nobody is made by it, and no role given."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assembly.accounts import sessions
from assembly.accounts.factors.queries import has_some
from assembly.accounts.factors.roles import is_required
from assembly.accounts.models import Person, Purpose
from assembly.accounts.openid.models import ProviderAccount
from assembly.accounts.openid.rules import Account, Begun, NotSignedInError
from assembly.accounts.service import people_at
from assembly.audit import service as audit
from assembly.extensions import db


def begin(next_path: str, now: datetime) -> Begun:
    """Return what tells this sign-in from every other: three secrets, one to show, one to be signed, one to keep."""
    return Begun(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        at=now.timestamp(),
        next_path=next_path,
    )


def enter(account: Account, issuer: str, now: datetime) -> bool:
    """Sign in the one person whose account it is; return whether they have to show their second step first.

    Raise `NotSignedInError` where that is nobody, or not certain.
    """
    person = _person_of(account, issuer, now)
    asked = has_some(person.id) or is_required(grant.role for grant in person.grants)
    shown = now if account.several_factors else None
    sessions.start(person, Purpose.SIGN_IN, now, owes_factor=asked, factor_at=shown)
    audit.record(person.id, "session.started", "person", person.id, by_provider=True, several=account.several_factors)
    return asked and shown is None


def _person_of(account: Account, issuer: str, now: datetime) -> Person:
    known = _known(account, issuer)
    if known is None:
        people = people_at(account.email)
        if len(people) != 1:
            raise NotSignedInError("several" if people else "nobody")
        known = _linked(people[0], account, issuer, now) or _known(account, issuer)
    if known is None or known.person.disabled_at is not None:
        raise NotSignedInError("nobody")
    return known.person


def _known(account: Account, issuer: str) -> ProviderAccount | None:
    mine = ProviderAccount.issuer == issuer, ProviderAccount.subject == account.subject
    return db.session.scalar(select(ProviderAccount).where(*mine))


def _linked(person: Person, account: Account, issuer: str, now: datetime) -> ProviderAccount | None:
    """Bind the account to whom it belongs; None where another browser of theirs did so at this very moment."""
    row = ProviderAccount(person=person, issuer=issuer, subject=account.subject, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return None
    audit.record(person.id, "person.provider_linked", "person", person.id)
    return row
