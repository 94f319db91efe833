"""Reading the rota: who interprets when, what is said meanwhile, and the papers for it."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from assembly.accounts.models import Person
from assembly.agenda.channels.queries import Rooms
from assembly.agenda.interpretation.models import InterpreterTurn
from assembly.agenda.interpretation.rules import Said, Turn
from assembly.agenda.kinds import ItemKind
from assembly.agenda.models import Sitting
from assembly.agenda.rules import Span
from assembly.errors import NotFoundError
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration.models import Registration, RegistrationState


def turns_in(sitting_ids: Collection[int]) -> Sequence[InterpreterTurn]:
    """Return the turns of those still admitted in these sittings, in order of time."""
    return db.session.scalars(
        select(InterpreterTurn)
        .join(InterpreterTurn.registration)
        .join(Registration.person)
        .where(InterpreterTurn.sitting_id.in_(sitting_ids), Registration.state == RegistrationState.ACCEPTED)
        .options(contains_eager(InterpreterTurn.registration).contains_eager(Registration.person))
        .order_by(InterpreterTurn.starts_at, InterpreterTurn.target, InterpreterTurn.id)
    ).all()


def turn_of(event_id: int, turn_id: int) -> InterpreterTurn:
    """Return a turn of this event; raise `NotFoundError`."""
    found = db.session.get(InterpreterTurn, turn_id, options=[joinedload(InterpreterTurn.sitting)])
    if found is None or found.sitting.event_id != event_id:
        raise NotFoundError
    return found


def interpreters(event_id: int) -> Sequence[Registration]:
    """Return who is admitted to an event as interpreter, by name."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.person)
        .where(
            Registration.event_id == event_id,
            Registration.role == ParticipantRole.INTERPRETER,
            Registration.state == RegistrationState.ACCEPTED,
        )
        .options(contains_eager(Registration.person))
        .order_by(Person.name, Registration.id)
    ).all()


def own_registration(event_id: int, person_id: int) -> Registration:
    """Return the registration of somebody who interprets at an event; raise `NotFoundError`."""
    found = db.session.scalar(
        select(Registration).where(
            Registration.event_id == event_id,
            Registration.person_id == person_id,
            Registration.role == ParticipantRole.INTERPRETER,
            Registration.state == RegistrationState.ACCEPTED,
        )
    )
    if found is None:
        raise NotFoundError
    return found


def turns_of(registration_id: int) -> Sequence[InterpreterTurn]:
    """Return the turns of one interpreter in order of time, with their sittings."""
    return db.session.scalars(
        select(InterpreterTurn)
        .where(InterpreterTurn.registration_id == registration_id)
        .options(joinedload(InterpreterTurn.sitting).selectinload(Sitting.items))
        .order_by(InterpreterTurn.starts_at, InterpreterTurn.id)
    ).all()


def facts(turns: Iterable[InterpreterTurn]) -> list[Turn]:
    """Return turns as the rules want them."""
    return [
        Turn(one.id, one.registration_id, one.source, one.target, Span(one.starts_at, one.ends_at)) for one in turns
    ]


def said(sittings: Iterable[Sitting], rooms: Rooms) -> list[Said]:
    """Return what is said in these sittings, item by item without breaks, each in its own floor or its sitting's."""
    found = []
    for sitting in sittings:
        common = rooms.spoken(sitting).floor
        for item in sitting.items:
            floor = rooms.spoken(item).floor or common
            if floor and item.kind is not ItemKind.BREAK:
                found.append(Said(item.id, floor, Span(item.starts_at, item.ends_at)))
    return found
