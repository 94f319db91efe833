"""Reading who signed up for what. Few queries, however many items."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from assembly.accounts.models import Person
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.signups.models import Signup, SignupEntry
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.registration.models import Registration, RegistrationState
from assembly.scope import everything


def signup_of(item: AgendaItem) -> Signup | None:
    """Return the sign-up of an item, None where it needs none."""
    return db.session.scalar(select(Signup).where(Signup.item_id == item.id))


def signup_at(event_id: int, item_id: int) -> Signup:
    """Return the sign-up of an item of this event; raise `NotFoundError`."""
    found = db.session.scalar(
        select(Signup)
        .join(Signup.item)
        .join(AgendaItem.sitting)
        .where(Signup.item_id == item_id, Sitting.event_id == event_id)
    )
    if found is None:
        raise NotFoundError
    return found


def signups_of(event_id: int) -> Sequence[Signup]:
    """Return the sign-ups of an event in the order of their items."""
    return db.session.scalars(
        select(Signup)
        .join(Signup.item)
        .join(AgendaItem.sitting)
        .where(Sitting.event_id == event_id)
        .options(contains_eager(Signup.item))
        .order_by(AgendaItem.starts_at, AgendaItem.id)
    ).all()


def admission(event_id: int, person_id: int) -> Registration | None:
    """Return the registration of somebody who is admitted, None for whoever is not, or not yet."""
    return db.session.scalar(
        select(Registration).where(
            Registration.event_id == event_id,
            Registration.person_id == person_id,
            Registration.state == RegistrationState.ACCEPTED,
        )
    )


def own_registration(event_id: int, person_id: int) -> Registration:
    """Return the registration of somebody who is admitted; raise `NotFoundError` for whoever is not."""
    found = admission(event_id, person_id)
    if found is None:
        raise NotFoundError
    return found


def entry_of(signup_id: int, registration_id: int) -> SignupEntry | None:
    """Return how somebody signed up, None if they did not."""
    return db.session.scalar(
        select(SignupEntry).where(SignupEntry.signup_id == signup_id, SignupEntry.registration_id == registration_id)
    )


def taken(signup_id: int) -> set[int]:
    """Return the places that somebody has."""
    statement = select(SignupEntry.place).where(SignupEntry.signup_id == signup_id, SignupEntry.place.is_not(None))
    return {place for place in db.session.scalars(statement) if place is not None}


def waiting(signup_id: int) -> Sequence[SignupEntry]:
    """Return who waits, the longest first."""
    statement = select(SignupEntry).where(SignupEntry.signup_id == signup_id, SignupEntry.place.is_(None))
    return db.session.scalars(statement.order_by(SignupEntry.joined_at, SignupEntry.id)).all()


def ahead_of(entry: SignupEntry) -> int:
    """Return how many wait before this one."""
    return [one.id for one in waiting(entry.signup_id)].index(entry.id)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many have a place, and how many wait."""

    placed: int
    waiting: int


def counts(signup_ids: Collection[int]) -> dict[int, Counts]:
    """Return for each of these sign-ups how many signed up."""
    statement = (
        select(SignupEntry.signup_id, func.count(SignupEntry.place), func.count())
        .where(SignupEntry.signup_id.in_(signup_ids))
        .group_by(SignupEntry.signup_id)
    )
    found = {row[0]: Counts(row[1], row[2] - row[1]) for row in db.session.execute(statement)}
    return {signup_id: found.get(signup_id, Counts(0, 0)) for signup_id in signup_ids}


def people(signup_id: int) -> Sequence[SignupEntry]:
    """Return who signed up: those with places by name, then those who wait in their order."""
    statement = (
        select(SignupEntry)
        .join(SignupEntry.registration)
        .join(Registration.person)
        .where(SignupEntry.signup_id == signup_id)
        .options(
            contains_eager(SignupEntry.registration).contains_eager(Registration.person),
            contains_eager(SignupEntry.registration).joinedload(Registration.member),
            contains_eager(SignupEntry.registration).joinedload(Registration.partner),
        )
        .order_by(SignupEntry.place.is_(None), SignupEntry.joined_at, Person.name, SignupEntry.id)
    )
    return db.session.scalars(statement).all()


def entries_of(registration_id: int) -> dict[int, SignupEntry]:
    """Return by item what somebody signed up for."""
    statement = (
        select(SignupEntry)
        .join(SignupEntry.signup)
        .where(SignupEntry.registration_id == registration_id)
        .options(joinedload(SignupEntry.signup))
    )
    return {entry.signup.item_id: entry for entry in db.session.scalars(statement)}


def items_of(event_id: int, person_ids: Collection[int]) -> dict[int, dict[int, datetime]]:
    """Return for each of these people the items of an event in which they have a place, and since when they asked."""
    statement = (
        select(Registration.person_id, Signup.item_id, SignupEntry.joined_at)
        .join(SignupEntry, SignupEntry.registration_id == Registration.id)
        .join(Signup, Signup.id == SignupEntry.signup_id)
        .where(
            Registration.event_id == event_id,
            Registration.person_id.in_(person_ids),
            Registration.state == RegistrationState.ACCEPTED,
            SignupEntry.place.is_not(None),
        )
    )
    found: dict[int, dict[int, datetime]] = {person_id: {} for person_id in person_ids}
    with everything():
        for person_id, item_id, joined_at in db.session.execute(statement):
            found[person_id][item_id] = joined_at
    return found


def free_by_item(event_id: int) -> dict[int, int]:
    """Return for each item for which one signs up how many places are free; none while somebody waits."""
    signups = signups_of(event_id)
    known = counts([signup.id for signup in signups]) if signups else {}
    return {one.item_id: 0 if known[one.id].waiting else max(0, one.places - known[one.id].placed) for one in signups}
