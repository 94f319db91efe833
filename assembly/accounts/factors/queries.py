"""What somebody has as their second step, and who has to have one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from assembly.accounts.factors.models import Authenticator, FactorReset, Passkey, RecoveryCode
from assembly.accounts.factors.roles import REQUIRED_OF
from assembly.accounts.models import Person, RoleGrant
from assembly.accounts.roles import administrators
from assembly.extensions import db


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can show. `codes` counts the recovery codes that are left."""

    app_since: datetime | None
    passkeys: tuple[Passkey, ...]
    codes: int

    @property
    def some(self) -> bool:
        """Whether there is anything to show; recovery codes alone are only a way back."""
        return self.app_since is not None or bool(self.passkeys)

    @property
    def only_one(self) -> bool:
        """Whether nothing would be left without one more."""
        return (self.app_since is not None) + len(self.passkeys) == 1


def factors_of(person_id: int) -> Factors:
    """Return what a person can show."""
    app = db.session.scalar(select(Authenticator.created_at).where(Authenticator.person_id == person_id))
    passkeys = db.session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id))
    left = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return Factors(app, tuple(passkeys), db.session.scalar(left) or 0)


def has_some(person_id: int) -> bool:
    """Whether a person has a second step, which they are asked for whatever their role."""
    return bool(
        db.session.scalar(
            select(
                or_(
                    exists().where(Authenticator.person_id == person_id),
                    exists().where(Passkey.person_id == person_id),
                )
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Protected:
    """Somebody who has a second step or has to have one, and whether an administrator asked to take it back."""

    person: Person
    required: bool
    app: bool
    passkeys: int
    reset: FactorReset | None


def protected(asked_after: datetime) -> list[Protected]:
    """Return all who have a second step or have to have one, by name."""
    apps = set(db.session.scalars(select(Authenticator.person_id)))
    counted = select(Passkey.person_id, func.count(Passkey.id)).group_by(Passkey.person_id)
    keys = {row[0]: row[1] for row in db.session.execute(counted)}
    required = set(db.session.scalars(select(RoleGrant.person_id).where(RoleGrant.role.in_(REQUIRED_OF)).distinct()))
    waiting = {one.person_id: one for one in resets(asked_after)}
    return [
        Protected(one, one.id in required, one.id in apps, keys.get(one.id, 0), waiting.get(one.id))
        for one in _people(required | apps | set(keys))
    ]


def resets(asked_after: datetime) -> list[FactorReset]:
    """Return what was asked for since then, by who is an administrator still, and waits for a second one."""
    statement = select(FactorReset).where(
        FactorReset.confirmed_at.is_(None),
        FactorReset.asked_at > asked_after,
        FactorReset.asked_by_id.in_([one.id for one in administrators()]),
    )
    return list(db.session.scalars(statement.order_by(FactorReset.id)))


def _people(ids: Iterable[int]) -> list[Person]:
    statement = select(Person).where(Person.id.in_(set(ids)), Person.disabled_at.is_(None))
    return list(db.session.scalars(statement.order_by(Person.search_key, Person.id)))
