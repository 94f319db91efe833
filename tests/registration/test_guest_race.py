"""Thirty guests who press at once for the last five places: five come and twenty-five wait (case 23)."""

import threading
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select, text

from assembly import clock
from assembly.database import transaction
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration import service
from assembly.registration.models import Registration, RegistrationState
from assembly.registration.service import places
from tests.factories.guests import invite_guest, limit_guests
from tests.factories.registration import details, open_event
from tests.registration.test_race import at_once

GUESTS, PLACES = 30, 5


@pytest.fixture
def guest_ids(context: Flask) -> list[int]:
    with transaction():
        event = open_event()
        limit_guests(event, PLACES)
        return [invite_guest(event).id for _ in range(GUESTS)]


def register_at_once(app: Flask, guest_ids: list[int]) -> list[RegistrationState]:
    def press(number: int) -> None:
        guest = db.session.get_one(Registration, guest_ids[number])
        service.register_guest(guest, details(email=guest.person.email, name=guest.person.name), now=clock.now())

    assert at_once(app, press, GUESTS) == ["done"] * GUESTS
    db.session.rollback()
    return list(db.session.scalars(select(Registration.state).order_by(Registration.state)))


def test_five_come_and_twenty_five_wait(context: Flask, guest_ids: list[int]) -> None:
    found = register_at_once(context, guest_ids)
    assert found == [RegistrationState.ACCEPTED] * PLACES + [RegistrationState.WAITING] * (GUESTS - PLACES)
    taken = db.session.scalars(select(Registration.place).where(Registration.place.is_not(None))).all()
    assert sorted(place for place in taken if place) == [1, 2, 3, 4, 5]


def test_negative_control_without_the_unique_key_more_come_than_there_are_places(
    context: Flask, guest_ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each one's look at the places sees all of them free, as if it had been before anybody pressed."""
    seen = threading.local()
    real = places._taken

    def look(event_id: int, role: ParticipantRole) -> Sequence[int | None]:
        if getattr(seen, "before", False):
            return real(event_id, role)
        seen.before = True
        return []

    monkeypatch.setattr(places, "_taken", look)
    monkeypatch.setattr(places, "_waiting", lambda _event_id, _role: [])
    with transaction() as session:
        session.execute(text("DROP INDEX uq_registration_place"))
    assert register_at_once(context, guest_ids).count(RegistrationState.ACCEPTED) > PLACES


def test_a_guest_who_presses_twice_at_once_has_one_place_and_does_not_wait_besides(context: Flask) -> None:
    with transaction():
        event = open_event()
        limit_guests(event, 1)
        guest_id = invite_guest(event).id

    def press(_number: int) -> None:
        guest = db.session.get_one(Registration, guest_id)
        service.register_guest(guest, details(email=guest.person.email, name=guest.person.name), now=clock.now())

    assert sorted(at_once(context, press, 4)) == ["done"] + ["not_possible"] * 3
    db.session.rollback()
    guest = db.session.get_one(Registration, guest_id, populate_existing=True)
    assert (guest.state, guest.place) == (RegistrationState.ACCEPTED, 1)
