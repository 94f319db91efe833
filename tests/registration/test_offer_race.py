"""A place that is kept: taken once by one party, and either taken or lapsed, whichever comes first (case 23)."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly import clock
from assembly.database import after_commit, transaction
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration import service
from assembly.registration.models import Registration, RegistrationState
from assembly.registration.service import guests
from tests.factories.guests import limit_guests, register_guest
from tests.factories.registration import details, open_event
from tests.faults.meeting import PATIENCE
from tests.registration.test_race import at_once

ACCEPTED, WAITING = RegistrationState.ACCEPTED, RegistrationState.WAITING


class Party:
    """Two who wait together and are offered the two places that others gave back; one more waits behind them."""

    def __init__(self) -> None:
        with transaction():
            event = open_event()
            limit_guests(event, 2)
            first, second = register_guest(event), register_guest(event)
            lead = register_guest(event)
            companion = service.add_colleague(lead, details(), now=clock.now())
            behind = register_guest(event)
            for one in (first, second):
                service.withdraw_guest(None, one, now=clock.now())
            until = lead.offered_until
            assert until
            assert companion.offered_until == until
            self.event_id, self.until, self.ids = event.id, until, [lead.id, companion.id]
            self.behind_id = behind.id

    def take(self, number: int, now: datetime) -> None:
        service.take_offer(db.session.get_one(Registration, self.ids[number % 2]), now=now)

    def states(self) -> list[tuple[RegistrationState, bool]]:
        db.session.rollback()
        found = db.session.execute(
            select(Registration.state, Registration.place.is_not(None))
            .where(Registration.id.in_([*self.ids, self.behind_id]))
            .order_by(Registration.id)
        )
        return [(state, bool(held)) for state, held in found]

    def places(self) -> list[int]:
        taken = select(Registration.place).where(Registration.place.is_not(None)).order_by(Registration.place)
        return [place for place in db.session.scalars(taken) if place is not None]


@pytest.fixture
def party(context: Flask) -> Party:
    return Party()


def test_two_of_one_party_who_press_at_once_take_it_once(context: Flask, party: Party) -> None:
    ended = at_once(context, lambda number: party.take(number, clock.now()), 6)
    assert sorted(ended) == ["done"] + ["not_possible"] * 5
    assert party.states() == [(ACCEPTED, True), (ACCEPTED, True), (WAITING, False)]
    confirmed = select(func.count()).where(
        Delivery.kind == "registration-confirmed", Delivery.subject_id.in_(party.ids)
    )
    assert db.session.scalar(confirmed) == 2


def take_while_it_lapses(context: Flask, party: Party) -> list[str]:
    """Press in the last second, while a worker a second later gives the place to the next."""

    def press(number: int) -> None:
        if number:
            service.offer_freed(party.event_id, ParticipantRole.GUEST, party.until + timedelta(seconds=1))
        else:
            party.take(0, party.until - timedelta(seconds=1))

    return at_once(context, press, 2)


@pytest.mark.parametrize("_again", range(3))
def test_an_offer_that_lapses_while_it_is_taken_goes_to_one_side_only(
    context: Flask, party: Party, _again: int
) -> None:
    ended = take_while_it_lapses(context, party)
    taken = [(ACCEPTED, True), (ACCEPTED, True), (WAITING, False)]
    passed_on = [(WAITING, False), (WAITING, False), (WAITING, True)]
    assert party.states() == (taken if ended[0] == "done" else passed_on)
    assert len(party.places()) == len(set(party.places())) <= 2


def test_negative_control_without_the_lock_the_place_is_taken_and_passed_on(
    context: Flask, party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes it has looked already, then the worker passes it on, then it is written down as taken.

    On SQLite the transaction holds the lock in any case; there the worker comes in the same one.
    """
    sqlite = db.session.get_bind().dialect.name == "sqlite"
    looked, passed_on = threading.Event(), threading.Event()
    real = guests.party_of

    def look(registration: Registration) -> object:
        found = real(registration)
        _known = [(one.offered_until, one.state) for one in found]
        if sqlite:
            service.offer_freed(party.event_id, ParticipantRole.GUEST, party.until + timedelta(seconds=1))
            for one in found:
                one.offered_until = party.until  # what was read before
        else:
            looked.set()
            assert passed_on.wait(PATIENCE)
        return found

    monkeypatch.setattr(guests, "lock", lambda _event_id: None)
    monkeypatch.setattr(guests, "party_of", look)

    def press(number: int) -> None:
        if number == 0:
            party.take(0, party.until - timedelta(seconds=1))
        elif not sqlite:
            assert looked.wait(PATIENCE)
            after_commit(passed_on.set)
            service.offer_freed(party.event_id, ParticipantRole.GUEST, party.until + timedelta(seconds=1))

    at_once(context, press, 2)
    held = [held for _state, held in party.states()]
    assert party.states()[0][0] is ACCEPTED
    assert held[0] is False  # somebody comes who holds no place
