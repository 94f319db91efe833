"""Two secretaries who press at once: one of them does what they saw, the others are shown what has changed since.

Two things guard it: the mark of what was seen, compared within the transaction, and the lock under which it is.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.overview import people
from assembly.registration.models import Registration
from assembly.registration.rules import RegistrationState
from assembly.registration.service import bulk
from tests.factories.accounts import sign_in
from tests.faults.forks import race
from tests.faults.meeting import Meeting
from tests.overview.desk import Desk

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
PRESSES = 6
DONE, CHANGED = f"{HTTPStatus.SEE_OTHER:d}", f"{HTTPStatus.CONFLICT:d}"


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    return Desk(app)


def press_at_once(desk: Desk, addresses: Sequence[str], **typed: str) -> Counter[str]:
    """Send as many forms as there are addresses, all seen before any is sent; return how each was answered."""
    jobs: list[Callable[[], str]] = []
    for address in addresses:
        browser = desk.app.test_client()
        sign_in(browser, desk.app, desk.staff)
        jobs.append(partial(_send, browser, address, {"seen": desk.seen(address), **typed}))
    with desk.app.app_context():
        return Counter(race(desk.app, jobs, processes=3))


def _send(browser: FlaskClient, address: str, typed: dict[str, str]) -> str:
    return str(browser.post(address, data=typed).status_code)


def test_many_who_accept_the_same_people_accept_them_once(desk: Desk) -> None:
    before = desk.mails("registration-confirmed")
    answers = press_at_once(desk, [desk.address("accept", *desk.ids)] * PRESSES)
    assert answers == {DONE: 1, CHANGED: PRESSES - 1}
    assert desk.states() == [RegistrationState.ACCEPTED] * 4
    assert desk.mails("registration-confirmed") == before + 3
    assert len(desk.acts("registration.accepted")) == 1


def test_of_two_who_accept_and_refuse_the_same_people_one_is_heard(desk: Desk) -> None:
    accept, refuse = desk.address("accept", *desk.ids[:3]), desk.address("refuse", *desk.ids[1:])
    answers = press_at_once(desk, [accept, refuse] * 2, reason="The hall is full.")
    assert answers == {DONE: 1, CHANGED: 3}
    waiting, accepted, declined = RegistrationState.SUBMITTED, RegistrationState.ACCEPTED, RegistrationState.DECLINED
    assert desk.states() in ([accepted, accepted, accepted, accepted], [waiting, declined, declined, accepted])


def press_resend(desk: Desk) -> int:
    """Have many mail the link again at once; return how often that was done."""
    press_at_once(desk, [desk.address("resend", desk.ids[3])] * PRESSES)
    return len(desk.acts("registration.link_sent"))


def test_many_who_mail_the_link_again_mail_it_once(desk: Desk) -> None:
    assert press_resend(desk) == 1


def test_negative_control_without_the_mark_of_what_was_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_fingerprint", lambda *_plan: "same")
    assert press_resend(desk) > 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_negative_control_without_the_lock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real, everybody = people.chosen, Meeting(PRESSES)

    def unlocked(*asked: Any, lock: bool = False, **more: Any) -> Sequence[Registration]:
        return everybody.after(real)(*asked, **more) if lock else real(*asked, **more)

    monkeypatch.setattr(people, "chosen", unlocked)
    assert press_resend(desk) == PRESSES
