"""Many who press at once: the unique key on the seat keeps the quota, and without it the test would see it broken."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from assembly import clock, scope
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration import queries, service
from assembly.registration.models import Delegation, Registration, RegistrationState
from tests.factories.registration import ALTERNATE, DELEGATE, details, invited_member, open_event

PRESSES = 12
SEATS = 5


def at_once(app: Flask, press: Callable[[int], None], presses: int = PRESSES) -> list[str]:
    """Press so often at the same moment, each as a request of its own; return how each ended."""
    start = threading.Barrier(presses)

    def one(number: int) -> str:
        with app.app_context(), scope.everything():
            start.wait()
            try:
                with transaction():
                    press(number)
            except DomainError as error:
                return error.code
            return "done"

    with ThreadPoolExecutor(presses) as pool:
        return list(pool.map(one, range(presses)))


@pytest.fixture
def delegation_id(context: Flask) -> int:
    with transaction():
        return invited_member(open_event(seats={DELEGATE: SEATS, ALTERNATE: SEATS})).delegation.id


def live(delegation_id: int) -> list[tuple[str, int]]:
    db.session.rollback()
    rows = db.session.execute(
        select(Registration.role, Registration.seat)
        .where(Registration.delegation_id == delegation_id, Registration.state == RegistrationState.ACCEPTED)
        .order_by(Registration.role, Registration.seat)
    )
    return [(role.value, seat) for role, seat in rows]


def press_register(delegation_id: int) -> Callable[[int], None]:
    def press(number: int) -> None:
        delegation = db.session.get_one(Delegation, delegation_id)
        service.register_person(
            None, delegation, DELEGATE, details(email=f"person-{number}@race.example"), now=clock.now()
        )

    return press


def test_the_last_seats_go_to_as_many_as_there_are(context: Flask, delegation_id: int) -> None:
    answers = at_once(context, press_register(delegation_id))
    assert sorted(answers) == ["done"] * SEATS + ["no_seat"] * (PRESSES - SEATS)
    assert live(delegation_id) == [("delegate", seat) for seat in range(1, SEATS + 1)]


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each one's first look at the seats sees all of them free, as if it had been before anybody pressed."""
    seen = threading.local()
    real = queries.taken_seats

    def look(delegation_id: int, role: ParticipantRole) -> list[int]:
        if getattr(seen, "before", False):
            return real(delegation_id, role)
        seen.before = True
        return []

    monkeypatch.setattr(queries, "taken_seats", look)


@pytest.mark.usefixtures("stale")
def test_even_who_read_before_the_others_wrote_takes_no_seat_twice(context: Flask, delegation_id: int) -> None:
    answers = at_once(context, press_register(delegation_id))
    assert answers.count("done") == SEATS
    assert live(delegation_id) == [("delegate", seat) for seat in range(1, SEATS + 1)]


@pytest.mark.usefixtures("stale")
def test_negative_control_without_the_unique_key_a_seat_is_taken_twice(context: Flask, delegation_id: int) -> None:
    with transaction() as session:
        session.execute(text("DROP INDEX uq_registration_seat"))
    at_once(context, press_register(delegation_id))
    seats = live(delegation_id)
    assert len(seats) > len(set(seats))


def test_one_person_registered_twice_at_once_has_one_place(context: Flask, delegation_id: int) -> None:
    same = {"name": "Awa Diallo", "email": "awa@diallo.example"}
    with transaction():
        delegation = db.session.get_one(Delegation, delegation_id)
        one = service.register_person(None, delegation, DELEGATE, details(**same), now=clock.now())
        service.withdraw_person(None, one, now=clock.now())

    def press(number: int) -> None:
        role = DELEGATE if number % 2 else ALTERNATE
        delegation = db.session.get_one(Delegation, delegation_id)
        service.register_person(None, delegation, role, details(**same), now=clock.now())

    answers = at_once(context, press, 4)
    assert sorted(answers) == ["already_registered"] * 3 + ["done"]
    assert len(live(delegation_id)) == 1


def test_registration_opened_twice_at_once_invites_each_once(context: Flask) -> None:
    with transaction():
        event = open_event()
        event_id = event.id
        for _ in range(3):
            invited_member(event)
    with transaction():
        other = open_event().id

    def press(_number: int) -> None:
        target = db.session.get_one(type(event), other)
        service.invite_all(None, target, now=clock.now())

    assert at_once(context, press, 4) == ["done"] * 4
    assert event_id != other
    db.session.rollback()
    invited = select(func.count()).select_from(Delegation).where(Delegation.event_id == other)
    assert db.session.scalar(invited) == 3
