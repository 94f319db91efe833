"""Two of the secretariat who answer at once: one of them does, the other is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.registration.requests import service
from assembly.registration.requests.models import ChangeRequest
from assembly.registration.requests.rules import ChangeKind, RequestState
from assembly.registration.requests.service import Wish
from tests.factories.accounts import staff
from tests.factories.registration import details, invited_member, mails, open_event, register
from tests.registration.test_race import at_once

PRESSES = 6
REASON = "No"


@pytest.fixture
def asked(context: Flask) -> tuple[int, int]:
    """The number of a request to replace somebody, and of somebody of the secretariat."""
    with transaction():
        event = open_event()
        home = invited_member(event)
        one = register(home.delegation)
        event.registration_closes_at = clock.now() - timedelta(minutes=5)
        wish = Wish(kind=ChangeKind.SUBSTITUTE, registration=one, details=details())
        return service.ask(home.focal_point.id, home.delegation, wish, now=clock.now()).id, staff().id


def press(request_id: int, office: int) -> Callable[[int], None]:
    """Every second accepts, the others decline."""

    def answer(number: int) -> None:
        request = db.session.get_one(ChangeRequest, request_id)  # read before the others have answered, or after
        if number % 2:
            service.accept(office, request, now=clock.now())
        else:
            service.decline(office, request, REASON, now=clock.now())

    return answer


def registered() -> list[RegistrationState]:
    db.session.rollback()
    return list(db.session.scalars(select(Registration.state).order_by(Registration.id)))


def test_one_answer_counts_and_the_others_are_told(context: Flask, asked: tuple[int, int]) -> None:
    answers = at_once(context, press(*asked), PRESSES)
    assert sorted(answers) == ["already_answered"] * (PRESSES - 1) + ["done"]
    accepted = [RegistrationState.WITHDRAWN, RegistrationState.ACCEPTED]
    state = db.session.get_one(ChangeRequest, asked[0], populate_existing=True).state
    assert registered() == (accepted if state is RequestState.ACCEPTED else [RegistrationState.ACCEPTED])
    assert len(mails("change-accepted")) + len(mails("change-declined")) == 1


def test_negative_control_without_the_claim_several_answer(
    context: Flask, asked: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_claim", lambda _request: None)
    answer = press(*asked)
    assert at_once(context, lambda number: answer(2 * number), PRESSES) == ["done"] * PRESSES  # all of them decline


def test_asking_twice_at_once_asks_once(context: Flask, asked: tuple[int, int]) -> None:
    with transaction():
        first = db.session.get_one(ChangeRequest, asked[0])
        delegation_id, registration_id, focal_point = first.delegation_id, first.registration_id, first.asked_by_id
        service.take_back(focal_point, first, now=clock.now())

    def ask(_number: int) -> None:
        delegation = db.session.get_one(Delegation, delegation_id)
        one = db.session.get_one(Registration, registration_id)
        service.ask(focal_point, delegation, Wish(kind=ChangeKind.WITHDRAW, registration=one), now=clock.now())

    assert sorted(at_once(context, ask, PRESSES)) == ["already_asked"] * (PRESSES - 1) + ["done"]
