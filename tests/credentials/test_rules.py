"""Rules of who votes, and of proxies."""

from typing import Any

import pytest

from assembly.credentials.rules import (
    OrderRefusal,
    ProxyFacts,
    ProxyRefusal,
    WhoVotes,
    check_order,
    check_proxy,
    who_votes,
)
from assembly.events.roles import ParticipantRole

PEOPLE = {1: ParticipantRole.DELEGATE, 2: ParticipantRole.DELEGATE, 3: ParticipantRole.ALTERNATE}


@pytest.mark.parametrize("order", [[1], [2, 1], [1, 3], [2, 3, 1]])
def test_a_delegate_votes_and_the_others_stand_in(order: list[int]) -> None:
    assert check_order(order, PEOPLE) is None


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        ([], OrderRefusal.EMPTY),
        ([1, 2, 1], OrderRefusal.REPEATED),
        ([1, 9], OrderRefusal.NOT_REGISTERED),
        ([3, 1], OrderRefusal.FIRST_IS_NO_DELEGATE),
    ],
)
def test_an_order_is_refused_for_one_reason(order: list[int], refusal: OrderRefusal) -> None:
    assert check_order(order, PEOPLE) is refusal


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, WhoVotes.MISSING),
        ({"accepted"}, WhoVotes.ACCEPTED),
        ({"proposed"}, WhoVotes.PROPOSED),
        ({"returned"}, WhoVotes.RETURNED),
        ({"accepted", "proposed"}, WhoVotes.PROPOSED),
        ({"accepted", "returned"}, WhoVotes.RETURNED),
        ({"accepted", "proposed", "proxy"}, WhoVotes.PROXY),
        ({"proxy"}, WhoVotes.PROXY),
    ],
)
def test_what_waits_for_somebody_is_said_first(facts: set[str], state: WhoVotes) -> None:
    given = {name: name in facts for name in ("accepted", "proposed", "returned", "proxy")}
    assert who_votes(**given) is state


def facts(**changes: Any) -> ProxyFacts:
    values = {
        "member_id": 1,
        "holder_member_id": 2,
        "given_by_member": 0,
        "held_by_member": 0,
        "given_by_holder": 0,
        "held_by_holder": 0,
        "holder_has_voter": True,
        "suspended": False,
    }
    return ProxyFacts(**(values | changes))


def test_a_vote_may_be_entrusted_to_another_members_delegate() -> None:
    assert check_proxy(facts(), 2) is None


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"holder_member_id": 1}, ProxyRefusal.TO_ITSELF),
        ({"given_by_member": 1}, ProxyRefusal.GIVEN_ALREADY),
        ({"held_by_member": 1}, ProxyRefusal.PRINCIPAL_HOLDS),
        ({"given_by_holder": 1}, ProxyRefusal.HOLDER_GAVE),
        ({"holder_has_voter": False}, ProxyRefusal.HOLDER_HAS_NO_VOTER),
        ({"held_by_holder": 2}, ProxyRefusal.CAP_REACHED),
        ({"suspended": True}, ProxyRefusal.SUSPENDED),
    ],
)
def test_a_proxy_is_refused_for_one_reason(changes: dict[str, Any], refusal: ProxyRefusal) -> None:
    assert check_proxy(facts(**changes), 2) is refusal


@pytest.mark.parametrize(("held", "cap"), [(0, 1), (1, 2), (2, 3)])
def test_below_the_cap_of_the_statutes_there_is_room_for_one_more(held: int, cap: int) -> None:
    assert check_proxy(facts(held_by_holder=held), cap) is None


@pytest.mark.parametrize(("held", "cap"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_at_the_cap_of_the_statutes_there_is_none(held: int, cap: int) -> None:
    assert check_proxy(facts(held_by_holder=held), cap) is ProxyRefusal.CAP_REACHED
