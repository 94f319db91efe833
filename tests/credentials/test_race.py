"""Proxies answered and given at the same moment: the lock on both members' delegations keeps the statutes."""

from collections.abc import Callable

import pytest
from flask import Flask

from assembly import clock
from assembly.credentials import service
from assembly.credentials.models import Proxy
from assembly.credentials.service import proxies
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Delegation
from tests.factories.credentials import voting_member
from tests.factories.registration import open_event
from tests.faults.meeting import Hesitation, Meeting
from tests.registration.test_race import at_once


@pytest.fixture
def delegations(context: Flask) -> list[int]:
    """The delegations of four members that vote."""
    with transaction():
        event = open_event()
        return [voting_member(event)[0].delegation.id for _ in range(4)]


def press_give(pairs: list[tuple[int, int]]) -> Callable[[int], None]:
    def press(number: int) -> None:
        giver, holder = (db.session.get_one(Delegation, one) for one in pairs[number])
        service.give_proxy(None, giver, holder, now=clock.now())

    return press


def test_the_cap_holds_when_three_ask_at_once(
    context: Flask, delegations: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has checked the statutes waits a moment for the two others to have checked them too."""
    monkeypatch.setattr(proxies, "_check", Hesitation(3).after(proxies._check))
    holder = delegations[0]
    answers = at_once(context, press_give([(giver, holder) for giver in delegations[1:]]), 3)
    assert sorted(answers) == ["cap_reached", "done", "done"]


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_negative_control_without_the_lock_the_cap_is_passed(
    context: Flask, delegations: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxies, "_lock", lambda *_ids: None)
    monkeypatch.setattr(proxies, "_check", Meeting(3).after(proxies._check))
    holder = delegations[0]
    answers = at_once(context, press_give([(giver, holder) for giver in delegations[1:]]), 3)
    assert answers == ["done"] * 3


def test_one_vote_is_entrusted_to_one_when_given_to_three_at_once(context: Flask, delegations: list[int]) -> None:
    giver = delegations[0]
    answers = at_once(context, press_give([(giver, holder) for holder in delegations[1:]]), 3)
    assert sorted(answers) == ["done", "given_already", "given_already"]


def test_two_members_cannot_entrust_their_votes_to_each_other(context: Flask, delegations: list[int]) -> None:
    one, other = delegations[:2]
    answers = at_once(context, press_give([(one, other), (other, one)]), 2)
    assert sorted(answers) == ["done", "holder_gave"]


def test_a_member_cannot_ask_and_say_yes_to_another_at_once(context: Flask, delegations: list[int]) -> None:
    """A has asked B. B says yes to A and asks C at the same moment: only one of the two stands."""
    with transaction():
        a, b = (db.session.get_one(Delegation, one) for one in delegations[:2])
        asked = service.give_proxy(None, a, b, now=clock.now()).id

    def press(number: int) -> None:
        if number:
            service.accept_proxy(None, db.session.get_one(Proxy, asked), now=clock.now())
        else:
            press_give([(delegations[1], delegations[2])])(0)

    answers = at_once(context, press, 2)
    assert sorted(answers) in (["done", "holder_gave"], ["done", "principal_holds"])
