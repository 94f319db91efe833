"""People and their roles. Signing in has a file of its own, `sign_in.py`."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from assembly import clock
from assembly.accounts import rules, tokens
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Purpose, Role, RoleGrant, SignInRequest
from assembly.audit import service as audit
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import lazy_gettext as _l
from assembly.links import absolute_url


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says of themselves. Saving it confirms the time zone."""

    name: str
    language: str
    zone: str


def change_profile(actor: Actor, profile: Profile) -> None:
    """Change the actor's own name, language and zone."""
    person = db.session.get_one(Person, actor.person_id)
    new = {
        "name": profile.name.strip(),
        "language": profile.language,
        "zone": profile.zone,
        "zone_confirmed": True,
    }
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, new[field])
    if changed:
        audit.record(actor.person_id, "person.changed", "person", person.id, fields=changed)


def people_at(address: str) -> list[Person]:
    """Return who may sign in with an address; several, where people share it."""
    statement = select(Person).where(Person.email == rules.normal_address(address), Person.disabled_at.is_(None))
    return list(db.session.scalars(statement.order_by(Person.id)))


def person_for(
    actor: Actor | None,
    *,
    email: str,
    name: str,
    language: str,
    zone: str,
    latin_name: str | None = None,
    phone: str | None = None,
) -> Person:
    """Return the person with this address and name, made if there is none.

    What is known of somebody already stays: language and zone are theirs to change.
    """
    for person in people_at(email):
        if rules.same_name(person.name, name):
            person.latin_name = person.latin_name or latin_name
            person.phone = person.phone or phone
            return person
    person = Person(
        email=rules.normal_address(email),
        name=" ".join(name.split()),
        latin_name=latin_name,
        phone=phone,
        language=language,
        zone=zone,
        created_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    audit.record(actor.person_id if actor else None, "person.added", "person", person.id)
    return person


def grant_role(
    actor: Actor | None,
    person: Person,
    role: Role,
    *,
    event_id: int | None = None,
    member_id: int | None = None,
) -> None:
    """Give somebody a role: everywhere, at one event, or for one member. It is theirs only once."""
    if _grant(person, role, event_id, member_id) is None:
        grant = RoleGrant(person_id=person.id, role=role, event_id=event_id, member_id=member_id)
        db.session.add(grant)
        _record(actor, "role.granted", person, grant)


def revoke_role(
    actor: Actor | None,
    person: Person,
    role: Role,
    *,
    event_id: int | None = None,
    member_id: int | None = None,
) -> None:
    """Take a role away; from the next request on it is gone."""
    grant = _grant(person, role, event_id, member_id)
    if grant is not None:
        db.session.delete(grant)
        _record(actor, "role.revoked", person, grant)


def _grant(person: Person, role: Role, event_id: int | None, member_id: int | None) -> RoleGrant | None:
    db.session.flush()
    return db.session.scalar(
        select(RoleGrant).where(
            RoleGrant.person_id == person.id,
            RoleGrant.role == role,
            RoleGrant.event_id.is_not_distinct_from(event_id),
            RoleGrant.member_id.is_not_distinct_from(member_id),
        )
    )


def _record(actor: Actor | None, action: str, person: Person, grant: RoleGrant) -> None:
    db.session.flush()
    db.session.expire(person, ["grants"])
    audit.record(
        actor.person_id if actor else None,
        action,
        "person",
        person.id,
        role=grant.role.value,
        event_id=grant.event_id,
        member_id=grant.member_id,
    )


def add_secretary(actor: Actor | None, *, name: str, email: str, administrator: bool = False, zone: str = "UTC") -> str:
    """Give somebody the rights of the secretariat and return their sign-in link.

    Raise `InvalidInputError` where several people share the address, since staff need one of their own, and for
    scrutineers, who do not run the votes that they look at.
    """
    known = people_at(email)
    if len(known) > 1:
        raise InvalidInputError(
            _l("Several people share this address. Whoever works in the secretariat needs one of their own."),
            code="shared_address",
        )
    if known and any(grant.role is Role.SCRUTINEER for grant in known[0].grants):
        raise InvalidInputError(
            _l("This person scrutinises votes, and whoever does so does not work for the secretariat."),
            code="scrutineer",
        )
    language = current_language()
    person = known[0] if known else person_for(actor, email=email, name=name, language=language, zone=zone)
    grant_role(actor, person, Role.ADMINISTRATOR if administrator else Role.STAFF)
    return first_sign_in_link(person)


def first_sign_in_link(person: Person, lifetime: timedelta = rules.LINK_LIFETIME) -> str:
    """Return a full address that signs a person in once, for whoever can run commands on the server."""
    now = clock.now()
    request = SignInRequest(address=person.email, language=person.language, requested_at=now, handled_at=now)
    db.session.add(request)
    db.session.flush()
    token = tokens.mint(Purpose.SIGN_IN, person.id, request.id, now=now, expires_at=now + lifetime)
    return absolute_url("accounts.open_link", token=token, lang=person.language)
