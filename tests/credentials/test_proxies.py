"""A member's vote entrusted to another member's delegate."""

import pytest
from sqlalchemy import select

from assembly import clock
from assembly.credentials import entrusting, queries, service
from assembly.credentials.models import Proxy
from assembly.credentials.queries import HeldRight
from assembly.credentials.rules import ProxyRefusal
from assembly.credentials.service import ProxyEndedError, ProxyRefusedError
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.members.models import MemberStatus
from assembly.registration import service as registrations
from assembly.registration.models import Registration
from tests.factories.credentials import give, voting_member
from tests.factories.registration import Invited, invited_member

Pair = tuple[Invited, Registration]


@pytest.fixture
def members(event: Event) -> list[Pair]:
    """Five members that vote."""
    with transaction():
        return [voting_member(event) for _ in range(5)]


def mails(kind: str) -> list[int]:
    return list(db.session.scalars(select(Delivery.person_id).where(Delivery.kind == kind).order_by(Delivery.id)))


def refused(home: Invited, holder: Invited) -> str:
    with pytest.raises(ProxyRefusedError) as refusal, transaction():
        give(home, holder)
    return refusal.value.code


def test_a_proxy_counts_once_the_delegate_has_said_yes(event: Event, members: list[Pair]) -> None:
    (home, delegate), (holder, voter) = members[:2]
    with transaction():
        proxy = give(home, holder, accepted=False)
    assert (mails("proxy-asked"), mails("proxy-given")) == ([voter.person_id], [home.focal_point.id])
    assert queries.rights_held_by(delegate.person_id, event.id) == [HeldRight(home.member.id, by_proxy=False)]
    with transaction():
        service.accept_proxy(voter.person_id, proxy, now=clock.now())
    assert (mails("proxy-answered"), mails("proxy-holding")) == ([home.focal_point.id], [voter.person_id])
    assert queries.rights_held_by(voter.person_id, event.id) == [
        HeldRight(holder.member.id, by_proxy=False),
        HeldRight(home.member.id, by_proxy=True),
    ]
    assert queries.rights_held_by(delegate.person_id, event.id) == []


def test_saying_yes_twice_is_saying_it_once(members: list[Pair]) -> None:
    with transaction():
        proxy = give(members[0][0], members[1][0])
        service.accept_proxy(None, proxy, now=clock.now())
    assert len(mails("proxy-answered")) == 1


def test_a_member_without_a_delegate_may_give_its_vote(event: Event, members: list[Pair]) -> None:
    with transaction():
        home = invited_member(event)
        give(home, members[0][0])
    facts = queries.roll_facts(event.id)[home.member.id]
    assert (facts.accepted, facts.voters) == (False, ())
    assert facts.proxy
    assert facts.proxy.person_id == members[0][1].person_id


def test_the_delegate_may_say_no_and_the_member_asks_another(members: list[Pair]) -> None:
    home = members[0][0]
    with transaction():
        proxy = give(home, members[1][0], accepted=False)
        service.decline_proxy(None, proxy, now=clock.now())
    assert (mails("proxy-answered"), mails("proxy-declined")) == ([home.focal_point.id], [members[1][1].person_id])
    with pytest.raises(ProxyEndedError), transaction():
        service.accept_proxy(None, proxy, now=clock.now())
    with transaction():
        give(home, members[2][0])


def test_an_accepted_proxy_can_be_given_back_and_the_member_is_told(event: Event, members: list[Pair]) -> None:
    (home, delegate), (holder, voter) = members[:2]
    with transaction():
        proxy = give(home, holder)
        service.decline_proxy(None, proxy, now=clock.now())
    assert (mails("proxy-given-back"), mails("proxy-declined")) == ([home.focal_point.id], [voter.person_id])
    assert queries.rights_held_by(delegate.person_id, event.id) == [HeldRight(home.member.id, by_proxy=False)]


def test_a_proxy_taken_back_returns_the_vote(event: Event, members: list[Pair]) -> None:
    (home, delegate), (holder, voter) = members[:2]
    with transaction():
        proxy = give(home, holder)
        service.revoke_proxy(home.focal_point.id, proxy, now=clock.now())
    assert (mails("proxy-revoked"), mails("proxy-taken-back")) == ([voter.person_id], [home.focal_point.id])
    assert queries.rights_held_by(delegate.person_id, event.id) == [HeldRight(home.member.id, by_proxy=False)]
    assert [right.by_proxy for right in queries.rights_held_by(voter.person_id, event.id)] == [False]


def test_a_proxy_ends_with_its_holders_registration(event: Event, members: list[Pair]) -> None:
    (home, delegate), (holder, voter) = members[:2]
    with transaction():
        proxy = give(home, holder)
        registrations.withdraw_person(None, voter, now=clock.now())
    assert queries.rights_held_by(delegate.person_id, event.id) == [HeldRight(home.member.id, by_proxy=False)]
    with pytest.raises(ProxyEndedError), transaction():
        service.revoke_proxy(None, proxy, now=clock.now())
    with transaction():
        give(home, members[2][0])


def test_never_to_oneself(members: list[Pair]) -> None:
    assert refused(members[0][0], members[0][0]) == ProxyRefusal.TO_ITSELF


def test_never_to_two(members: list[Pair]) -> None:
    with transaction():
        give(members[0][0], members[1][0], accepted=False)
    assert refused(members[0][0], members[2][0]) == ProxyRefusal.GIVEN_ALREADY


def test_no_more_than_the_cap(members: list[Pair]) -> None:
    holder = members[0][0]
    with transaction():
        give(members[1][0], holder)
        give(members[2][0], holder, accepted=False)
    assert refused(members[3][0], holder) == ProxyRefusal.CAP_REACHED


def test_no_chain_whoever_gave_its_vote_holds_none(members: list[Pair]) -> None:
    with transaction():
        give(members[0][0], members[1][0])
    assert refused(members[2][0], members[0][0]) == ProxyRefusal.HOLDER_GAVE


def test_no_chain_whoever_holds_one_keeps_its_own(members: list[Pair]) -> None:
    with transaction():
        give(members[0][0], members[1][0])
    assert refused(members[1][0], members[2][0]) == ProxyRefusal.PRINCIPAL_HOLDS


def test_no_chain_comes_from_two_that_were_asked_before_either_answered(members: list[Pair]) -> None:
    """A asks B, B asks C; C says yes, so that B cannot."""
    a, b, c = (home for home, _delegate in members[:3])
    with transaction():
        first, second = give(a, b, accepted=False), give(b, c, accepted=False)
        service.accept_proxy(None, second, now=clock.now())
    with pytest.raises(ProxyRefusedError) as refusal, transaction():
        service.accept_proxy(None, first, now=clock.now())
    assert refusal.value.code == ProxyRefusal.HOLDER_GAVE


def test_only_to_a_member_whose_voter_is_accepted(event: Event, members: list[Pair]) -> None:
    with transaction():
        nobody = invited_member(event)
    assert refused(members[0][0], nobody) == ProxyRefusal.HOLDER_HAS_NO_VOTER


def test_a_suspended_member_gives_and_holds_nothing(members: list[Pair]) -> None:
    with transaction():
        members[0][0].member.status = MemberStatus.SUSPENDED
    assert refused(members[0][0], members[1][0]) == ProxyRefusal.SUSPENDED
    assert refused(members[1][0], members[0][0]) == ProxyRefusal.SUSPENDED


def test_those_who_can_be_asked(event: Event, members: list[Pair]) -> None:
    with transaction():
        invited_member(event)
        give(members[0][0], members[1][0])
    found = {one.code: one.held for one in entrusting.possible_holders(event.id)}
    assert found == {home.member.code: int(home is members[1][0]) for home, _delegate in members[1:]}


def test_a_proxy_is_never_rewritten(members: list[Pair]) -> None:
    home = members[0][0]
    with transaction():
        first = give(home, members[1][0])
        service.revoke_proxy(None, first, now=clock.now())
        give(home, members[2][0])
    rows = db.session.scalars(select(Proxy).order_by(Proxy.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]
    assert [row.holder_member_id for row in rows] == [members[1][0].member.id, members[2][0].member.id]
