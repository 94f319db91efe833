"""Who works for the federation: roles are given and taken here, and accounts closed, whichever page asks for it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from assembly import clock
from assembly.accounts import service as accounts
from assembly.accounts import sessions
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Role, RoleGrant
from assembly.accounts.permissions import EVERYWHERE
from assembly.accounts.queries import person_of
from assembly.accounts.roles import administrators, is_administrator, people_with
from assembly.accounts.rules import normal_address
from assembly.audit import service as audit
from assembly.errors import InvalidInputError, NotFoundError
from assembly.events.colleagues.models import Change, RoleChange
from assembly.events.models import Event
from assembly.events.queries import find_federation
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of

NAMED: Final = {Role.CHAIR: "chair-named", Role.SCRUTINEER: "scrutineer-named"}
"""The roles that are given for one event only, each with the mail that tells of it."""

MAILS: Final = {
    Change.GIVEN: "role-given",
    Change.TAKEN: "role-taken",
    Change.CLOSED: "account-closed",
    Change.REOPENED: "account-reopened",
}
TO_ADMINISTRATORS: Final = "administrators-changed"

LAST_ADMINISTRATOR = _l("This is the last administrator. Make somebody else an administrator first.")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to work for the federation; name and language count only where nobody has the address."""

    address: str
    name: str
    language: str


def name_officer(actor: Actor | None, event: Event, role: Role, address: str) -> Person:
    """Let whoever has this mail address preside or scrutinise at an event; raise `InvalidInputError`."""
    found = accounts.people_at(address)
    if not found:
        raise InvalidInputError(
            _l("Nobody has this address. Register the person for the event first, or invite them as a guest."),
            code="nobody",
        )
    return _give(actor, _only(found), role, event)


def dismiss_officer(actor: Actor | None, event: Event, role: Role, person_id: int) -> None:
    """Let somebody preside or scrutinise no more; raise `NotFoundError` where they do not."""
    if all(one.id != person_id for one in people_with(role, event.id)):
        raise NotFoundError
    take(actor, person_id, role, event)


def add(actor: Actor | None, newcomer: Newcomer, role: Role, event: Event | None) -> Person:
    """Give a role to whoever has this address, or to somebody new; raise `InvalidInputError`."""
    found = accounts.people_at(newcomer.address)
    if found:
        return _give(actor, _only(found), role, event)
    if _is_closed(newcomer.address):
        raise InvalidInputError(_l("The account with this address is closed. Open it again first."), code="closed")
    home = find_federation()
    person = accounts.person_for(
        actor,
        email=newcomer.address,
        name=newcomer.name,
        language=newcomer.language,
        zone=home.zone if home else "UTC",
    )
    return _give(actor, person, role, event)


def _only(found: list[Person]) -> Person:
    if len(found) > 1:
        raise InvalidInputError(
            _l("Several people share this address. Whoever works for the federation needs one of their own."),
            code="shared_address",
        )
    return found[0]


def _is_closed(address: str) -> bool:
    statement = select(Person.id).where(Person.email == normal_address(address)).limit(1)
    return db.session.scalar(statement) is not None


def _give(actor: Actor | None, person: Person, role: Role, event: Event | None) -> Person:
    db.session.flush()
    db.session.refresh(person, with_for_update=True)  # two roles that do not go together may be given at once
    db.session.refresh(person, ["grants"])
    _check_roles(person, role, event)
    event_id = event.id if event else None
    if _has(person, role, event_id):
        return person
    accounts.grant_role(actor, person, role, event_id=event_id)
    change = _note(actor, person, Change.GIVEN, role, event)
    if event and role in NAMED:
        post(NAMED[role], event.id, [recipient_of(person)], event_id=event.id)
    else:
        _tell(change, person)
    return person


def _check_roles(person: Person, role: Role, event: Event | None) -> None:
    """Raise `InvalidInputError` where the role cannot be given for this, or does not go with others."""
    if (role in NAMED) != (event is not None) and role is not Role.STAFF:
        raise InvalidInputError(
            _l("Chairs and scrutineers are named for one event, administrators for everything."), code="wrong_reach"
        )
    others = {grant.role for grant in person.grants}
    if role is Role.SCRUTINEER and others & EVERYWHERE:
        raise InvalidInputError(
            _l("This person works for the secretariat. Votes are scrutinised by somebody who does not run them."),
            code="of_the_secretariat",
        )
    if role in EVERYWHERE and Role.SCRUTINEER in others:
        raise InvalidInputError(
            _l("This person scrutinises votes, and whoever does so does not work for the secretariat."),
            code="scrutineer",
        )


def take(actor: Actor | None, person_id: int, role: Role, event: Event | None) -> Person:
    """Take a role away; it is gone from the next request on. Raise `InvalidInputError` for the last administrator."""
    person, event_id = person_of(person_id), event.id if event else None
    if not _has(person, role, event_id):
        raise NotFoundError
    if role is Role.ADMINISTRATOR and person.disabled_at is None:
        _keep_one_administrator(person)
    accounts.revoke_role(actor, person, role, event_id=event_id)
    _tell(_note(actor, person, Change.TAKEN, role, event), person)
    return person


def close_account(actor: Actor, person_id: int) -> Person:
    """Close an account: its sessions end at once, and no link opens another."""
    person = person_of(person_id)
    if person.disabled_at is not None:
        return person
    if is_administrator(person):
        _keep_one_administrator(person)
    person.disabled_at = now = clock.now()
    sessions.end_all(person.id, now)
    audit.record(actor.person_id, "person.disabled", "person", person.id)
    _tell(_note(actor, person, Change.CLOSED), person)
    return person


def reopen_account(actor: Actor, person_id: int) -> Person:
    """Open a closed account again; its sessions stay ended."""
    person = person_of(person_id)
    if person.disabled_at is not None:
        person.disabled_at = None
        audit.record(actor.person_id, "person.enabled", "person", person.id)
        _tell(_note(actor, person, Change.REOPENED), person)
    return person


def _has(person: Person, role: Role, event_id: int | None) -> bool:
    return any((grant.role, grant.event_id, grant.member_id) == (role, event_id, None) for grant in person.grants)


def _keep_one_administrator(leaving: Person) -> None:
    """Raise `InvalidInputError` where nobody else could undo it. Locked: two who remove each other come in turn."""
    statement = select(RoleGrant.person_id).where(RoleGrant.role == Role.ADMINISTRATOR).order_by(RoleGrant.id)
    db.session.execute(statement.with_for_update())
    if all(person.id == leaving.id for person in administrators()):
        raise InvalidInputError(LAST_ADMINISTRATOR, code="last_administrator")


def _note(
    actor: Actor | None, person: Person, change: Change, role: Role | None = None, event: Event | None = None
) -> RoleChange:
    row = RoleChange(
        person=person, by_id=actor.person_id if actor else None, change=change, role=role, event=event,
        made_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _tell(change: RoleChange, person: Person) -> None:
    """Mail the person concerned, and where it is about an administrator, all the others: nobody does it unseen."""
    post(MAILS[change.change], change.id, [recipient_of(person)], event_id=change.event_id)
    of_administrator = change.role is None and is_administrator(person)
    if of_administrator or change.role is Role.ADMINISTRATOR:
        others = [recipient_of(one) for one in administrators() if one.id != person.id]
        post(TO_ADMINISTRATORS, change.id, others)
