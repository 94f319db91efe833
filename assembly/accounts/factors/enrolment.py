"""Setting the second step up, and taking parts of it away again."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from sqlalchemy import delete, func, select

from assembly.accounts import sealing
from assembly.accounts.factors import recovery, rules
from assembly.accounts.factors.acts import Place, note
from assembly.accounts.factors.models import Act, Authenticator, Passkey, RecoveryCode
from assembly.accounts.factors.queries import factors_of
from assembly.accounts.factors.service import SEAL
from assembly.accounts.models import Person
from assembly.errors import InvalidInputError, NotFoundError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l

OFFER = "authenticator-offer"


@dataclass(frozen=True, slots=True)
class Offer:
    """A new secret for an app. `sealed` travels in the form, so that looking at the page stores nothing."""

    secret: str
    sealed: str
    address: str

    @property
    def grouped(self) -> str:
        """The secret as it is typed where no camera is at hand."""
        return rules.grouped(self.secret).replace("-", " ")

    @property
    def picture(self) -> str:
        """The QR code as a data address, black on white in the dark too, since cameras want it so."""
        return segno.make(self.address, error="l").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")


def offer(session_id: int, email: str, issuer: str, sealed: str | None = None) -> Offer:
    """Return a new secret for this browser, or the one that its form carries. `issuer`: what the app calls us."""
    secret = _offered(session_id, sealed) or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)
    return Offer(secret, sealing.seal(OFFER, f"{session_id} {secret}"), address)


def _offered(session_id: int, sealed: str | None) -> str | None:
    owner, _, secret = (sealing.unseal(OFFER, sealed or "") or "").partition(" ")
    return secret if owner == str(session_id) else None


def add_app(person_id: int, session_id: int, *, sealed: str, typed: str, now: datetime, place: Place) -> bool:
    """Take the app whose first code was typed, in place of the former one; False where the code is not its own."""
    secret = _offered(session_id, sealed)
    step = rules.matching_step(secret, rules.plain_app_code(typed), now, 0) if secret else None
    if secret is None or step is None:
        return False
    db.session.execute(delete(Authenticator).where(Authenticator.person_id == person_id))
    row = Authenticator(person_id=person_id, sealed=sealing.seal(SEAL, secret), last_step=step, created_at=now)
    db.session.add(row)
    db.session.flush()
    note(person_id, Act.AUTHENTICATOR_ADDED, now, place)
    return True


def codes_if_none(person_id: int, now: datetime) -> list[str]:
    """Make recovery codes for somebody who has none yet, to be shown this once."""
    left = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return [] if db.session.scalar(left) else recovery.make(person_id, now)


def new_codes(person_id: int, now: datetime, place: Place) -> list[str]:
    """Make new recovery codes in place of those that somebody has."""
    codes = recovery.make(person_id, now)
    note(person_id, Act.CODES_MADE, now, place)
    return codes


def remove_app(person_id: int, now: datetime, place: Place, *, required: bool) -> None:
    """Take the app away; raise where a role needs it."""
    _keep_one(person_id, required=required)
    gone = db.session.scalar(
        delete(Authenticator).where(Authenticator.person_id == person_id).returning(Authenticator.person_id)
    )
    if gone is None:
        raise NotFoundError
    note(person_id, Act.AUTHENTICATOR_REMOVED, now, place)
    _forget_codes_of_nothing(person_id)


def remove_passkey(person_id: int, passkey_id: int, now: datetime, place: Place, *, required: bool) -> None:
    """Take a passkey away; raise `NotFoundError` for anybody else's, and where a role needs it."""
    _keep_one(person_id, required=required)
    gone = db.session.scalar(
        delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id).returning(Passkey.id)
    )
    if gone is None:
        raise NotFoundError
    note(person_id, Act.PASSKEY_REMOVED, now, place)
    _forget_codes_of_nothing(person_id)


def remove_all(person_id: int) -> None:
    """Take everything away that somebody shows; they begin anew with their next sign-in mail."""
    for table in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.person_id == person_id))


def _keep_one(person_id: int, *, required: bool) -> None:
    db.session.get_one(Person, person_id, with_for_update=True)  # two windows must not each leave the other's
    if required and factors_of(person_id).only_one:
        raise InvalidInputError(
            _l("Your role needs a second step. Set up another one first, then remove this one."), code="last_factor"
        )


def _forget_codes_of_nothing(person_id: int) -> None:
    if not factors_of(person_id).some:
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def reseal(limit: int = 1000) -> int:
    """Seal anew what a former secret of the site sealed, so that the former can be thrown away; return how many."""
    done = 0
    for row in db.session.scalars(select(Authenticator).order_by(Authenticator.person_id)):
        anew = sealing.sealed_anew(SEAL, row.sealed) if done < limit else None
        if anew:
            row.sealed, done = anew, done + 1
    return done
