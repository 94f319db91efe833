"""Places where a role has only so many: taken, waited for, offered again when one is freed.

The unique key on (event, role, place) decides who gets the last one. Guests who come together take places
together or wait together, in the order in which they asked; nobody overtakes a group that is too large for
what is free, or it would never come in.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.exc import IntegrityError

from assembly.audit.service import record
from assembly.events.models import Event, Quota
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.registration.models import PlaceOffer, Registration, RegistrationState
from assembly.registration.rules import OFFER_LASTS, free_places
from assembly.scope import everything

OFFERED = "place-offered"


def limit(event_id: int, role: ParticipantRole) -> int | None:
    """Return how many places there are for a role in all; None where there is no limit."""
    return db.session.scalar(_LIMIT, {"of_event": event_id, "of_role": role}, execution_options={"autoflush": False})


_LIMIT: Final = select(Quota.places).where(Quota.event_id == bindparam("of_event"), Quota.role == bindparam("of_role"))


def lock(event_id: int) -> Event:
    """Let nobody else offer or take what is offered at this event until the commit."""
    return db.session.get_one(Event, event_id, with_for_update=True)


def take_or_wait(party: Sequence[Registration], now: datetime) -> bool:
    """Give everybody of a party a place, or let all of them wait; return whether they got places."""
    first = party[0]
    got = _take(party, limit(first.event_id, first.role))
    for one in party:
        one.state = RegistrationState.ACCEPTED if got else RegistrationState.WAITING
        one.waiting_since = None if got else now
    db.session.flush()
    return got


def _take(party: Sequence[Registration], places: int | None) -> bool:
    if places is None:
        return True
    first = party[0]
    if _waiting(first.event_id, first.role):
        return False
    return _take_free(party, places)


def _take_free(party: Sequence[Registration], places: int) -> bool:
    first = party[0]
    for _attempt in range(places + 1):  # each lost attempt means that somebody else took a place
        taken = _taken(first.event_id, first.role)
        numbers = {place for place in taken if place is not None}
        free = free_places(numbers, places, len(party), without_place=taken.count(None))
        if free is None:
            return False
        try:
            with db.session.begin_nested():
                for one, place in zip(party, free, strict=True):
                    one.place = place
                    one.state = RegistrationState.ACCEPTED if one.waiting_since is None else RegistrationState.WAITING
        except IntegrityError:
            for one in party:
                one.place = None
        else:
            return True
    return False


def offer_freed(event_id: int, role: ParticipantRole, now: datetime) -> int:
    """Offer what is free to those who wait longest, for a time; return to how many people.

    An offer that nobody took in time goes to the next; those who let it pass wait at the end.
    """
    with everything():
        places = limit(event_id, role)
        event = lock(event_id)
        _take_back(event_id, role, now)
        offered = 0
        for party in _parties(_waiting(event_id, role)):
            if places is not None and not _take_free(party, places):
                break
            offered += _offer(event, party, now)
    return offered


def _offer(event: Event, party: Sequence[Registration], now: datetime) -> int:
    until = min(now + OFFER_LASTS, event.ends_at)
    for one in party:
        one.offered_until = until
    lead = party[0]
    offer = PlaceOffer(registration_id=lead.id, made_at=now, until=until)
    db.session.add(offer)
    db.session.flush()
    post(OFFERED, offer.id, [recipient_of(lead.person)], event_id=event.id)
    record(None, "registration.offered", "registration", lead.id, people=len(party))
    return len(party)


def _take_back(event_id: int, role: ParticipantRole, now: datetime) -> None:
    past = select(Registration).where(
        Registration.event_id == event_id,
        Registration.role == role,
        Registration.state == RegistrationState.WAITING,
        Registration.offered_until <= now,
    )
    for one in db.session.scalars(past):
        one.place = one.offered_until = None
        one.waiting_since = now
        record(None, "registration.offer_passed", "registration", one.id)
    db.session.flush()


def _waiting(event_id: int, role: ParticipantRole) -> Sequence[Registration]:
    """Return who waits and was offered nothing, the longest first, each party together."""
    statement = (
        select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.role == role,
            Registration.state == RegistrationState.WAITING,
            Registration.offered_until.is_(None),
        )
        .order_by(Registration.waiting_since, Registration.party, Registration.id)
    )
    with everything():
        return db.session.scalars(statement).all()


def _parties(waiting: Iterable[Registration]) -> list[list[Registration]]:
    return [list(found) for _party, found in groupby(waiting, key=lambda one: one.party or one.id)]


def _taken(event_id: int, role: ParticipantRole) -> Sequence[int | None]:
    """Return the places of those who hold one; None for each who was accepted before there was a limit."""
    statement = select(Registration.place).where(
        Registration.event_id == event_id,
        Registration.role == role,
        or_(Registration.place.is_not(None), Registration.state == RegistrationState.ACCEPTED),
    )
    with everything():
        return db.session.scalars(statement).all()


def with_people_waiting(now: datetime) -> list[tuple[int, ParticipantRole]]:
    """Return the events and roles in which somebody waits: where there may be something to offer."""
    statement = (
        select(Registration.event_id, Registration.role)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.state == RegistrationState.WAITING, Event.ends_at > now)
        .distinct()
    )
    with everything():
        return list(db.session.execute(statement).all())
