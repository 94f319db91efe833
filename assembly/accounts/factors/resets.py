"""Whoever lost device and paper begins anew: one administrator asks for it, another one confirms."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from assembly.accounts import sessions
from assembly.accounts.actor import Actor
from assembly.accounts.factors import enrolment, queries
from assembly.accounts.factors.acts import SERVER, note
from assembly.accounts.factors.models import Act, FactorReset
from assembly.accounts.models import Person
from assembly.accounts.roles import administrators
from assembly.audit import service as audit
from assembly.errors import InvalidInputError, NotFoundError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l

LIFETIME = timedelta(days=1)


def ask(actor: Actor, person_id: int, now: datetime) -> None:
    """Ask that somebody may begin anew, and tell them: it may not be they who ask. Asked twice, it is asked once."""
    person = db.session.get(Person, person_id, with_for_update=True)
    if person is None or person.disabled_at is not None or not queries.has_some(person_id):
        raise NotFoundError
    if person_id == actor.person_id:
        raise InvalidInputError(
            _l("Your own second step you change under “Your account”. If you lost it, ask another administrator."),
            code="own_reset",
        )
    if not [one for one in administrators() if one.id not in {actor.person_id, person_id}]:
        raise InvalidInputError(
            _l(
                "A second administrator has to confirm this, and there is none. Whoever looks after the server can do "
                "it with the command: assembly secretariat reset-factor"
            ),
            code="one_administrator",
        )
    if any(one.person_id == person_id for one in queries.resets(now - LIFETIME)):
        return
    db.session.add(FactorReset(person_id=person_id, asked_by_id=actor.person_id, asked_at=now))
    note(person_id, Act.RESET_ASKED, now, SERVER, by=actor.person_id)


def confirm(actor: Actor, reset_id: int, now: datetime) -> Person:
    """Do what another administrator asked for, and return for whom; raise where it is the same one."""
    row = db.session.scalar(
        select(FactorReset)
        .where(FactorReset.id == reset_id, FactorReset.confirmed_at.is_(None), FactorReset.asked_at > now - LIFETIME)
        .with_for_update()
    )
    if row is None or row.asked_by_id not in {one.id for one in administrators()}:  # no more: it does not count
        raise NotFoundError
    if actor.person_id in {row.asked_by_id, row.person_id}:
        raise InvalidInputError(_l("Another administrator has to confirm this."), code="same_administrator")
    row.confirmed_by_id, row.confirmed_at = actor.person_id, now
    reset(row.person, now, by=actor.person_id)
    return row.person


def take_back(actor: Actor, reset_id: int, now: datetime) -> None:
    """Forget what was asked for and waits. Any administrator may: it was a mistake, or an attack."""
    waiting = (FactorReset.confirmed_at.is_(None), FactorReset.asked_at > now - LIFETIME)
    person_id = db.session.scalar(
        delete(FactorReset).where(FactorReset.id == reset_id, *waiting).returning(FactorReset.person_id)
    )
    if person_id is None:
        raise NotFoundError
    audit.record(actor.person_id, "factor.reset-taken-back", "person", person_id)


def reset(person: Person, now: datetime, *, by: int | None = None) -> None:
    """Take somebody's second step away and end their sessions; they are told, and begin anew with the next mail."""
    enrolment.remove_all(person.id)
    sessions.end_all(person.id, now)
    note(person.id, Act.RESET, now, SERVER, by=by)
