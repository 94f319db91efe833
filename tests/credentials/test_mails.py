"""What voters, focal points and holders of proxies are mailed."""

from assembly import clock
from assembly.credentials import service
from assembly.database import transaction
from assembly.events.models import Event
from assembly.registration import service as registrations
from tests.factories.credentials import give, propose, voting_member
from tests.factories.letters import letters
from tests.factories.registration import ALTERNATE, invited_member, register


def test_the_voter_and_those_who_stand_in_learn_their_place(event: Event) -> None:
    with transaction():
        home = invited_member(event)
        delegate = register(home.delegation, language="en", zone="Asia/Bishkek")
        alternate = register(home.delegation, ALTERNATE, language="en")
        service.accept_credential(None, propose(home, delegate, alternate), now=clock.now())
    first, second = letters("credential-accepted")
    assert first.subject == f"You vote for {home.member.name}"
    assert second.subject == f"You stand in for {home.member.name}"
    assert any("Bishkek (UTC+6)" in fact.value and "Bangkok (UTC+7)" in str(fact.secondary) for fact in first.facts)
    assert [fact.value for fact in second.facts if fact.label == "Your place"] == ["Stands in, place 1"]


def test_whoever_moved_up_or_left_while_the_mail_waited_is_told_what_is_true(event: Event) -> None:
    with transaction():
        home = invited_member(event)
        delegate, other = register(home.delegation), register(home.delegation, language="en")
        service.accept_credential(None, propose(home, delegate, other), now=clock.now())
        registrations.withdraw_person(None, delegate, now=clock.now())
    (letter,) = letters("credential-accepted")
    assert letter.subject == f"You vote for {home.member.name}"


def test_what_was_superseded_is_not_mailed(event: Event) -> None:
    with transaction():
        home = invited_member(event)
        delegate, other = register(home.delegation), register(home.delegation)
        for order in ([delegate], [other]):
            service.accept_credential(None, propose(home, *order), now=clock.now())
        service.return_credential(None, propose(home, delegate), "No.", now=clock.now())
        propose(home, delegate)
    assert len(letters("credential-accepted")) == 1
    assert letters("credential-returned") == []


def test_a_returned_statement_brings_the_reason_as_it_was_written(event: Event) -> None:
    with transaction():
        home = invited_member(event, contact={"language": "en"})
        credential = propose(home, register(home.delegation))
        service.return_credential(None, credential, "The passport says *Diallo* {{1+1}}", now=clock.now())
    (letter,) = letters("credential-returned")
    assert any(fact.value == "The passport says *Diallo* {{1+1}}" for fact in letter.facts)
    assert letter.button
    assert letter.button.url.endswith(f"/delegations/{home.member.code}/who-votes")


def test_a_proxy_is_asked_answered_and_given_back(event: Event) -> None:
    english = {"contact": {"language": "en"}}
    with transaction():
        (home, _delegate), (holder, voter) = voting_member(event, **english), voting_member(event, **english)
        proxy = give(home, holder, accepted=False)
    (asked,) = letters("proxy-asked")
    assert home.member.name in asked.subject
    (given,) = letters("proxy-given")
    assert voter.person.name in given.body
    assert asked.button
    assert asked.button.url.endswith(f"/events/{event.slug}/proxies/{proxy.id}")
    with transaction():
        service.accept_proxy(None, proxy, now=clock.now())
    assert letters("proxy-asked") == letters("proxy-given") == []
    (holding,) = letters("proxy-holding")
    assert holding.button
    assert holding.button.url.endswith(f"/events/{event.slug}/proxies/{proxy.id}")
    (answered,) = letters("proxy-answered")
    assert answered.subject == "Your proxy was accepted"
    assert voter.person.name in answered.body
    with transaction():
        service.decline_proxy(None, proxy, now=clock.now())
    assert letters("proxy-answered") == []
    (back,) = letters("proxy-given-back")
    assert voter.person.name in back.subject
    assert letters("proxy-holding") == []
    assert len(letters("proxy-declined")) == 1


def test_a_refused_proxy_says_so(event: Event) -> None:
    with transaction():
        (home, _delegate), (holder, _voter) = voting_member(event, contact={"language": "en"}), voting_member(event)
        service.decline_proxy(None, give(home, holder, accepted=False), now=clock.now())
    (answered,) = letters("proxy-answered")
    assert answered.subject == "Your proxy was not accepted"


def test_a_proxy_taken_back_tells_the_holder(event: Event) -> None:
    with transaction():
        (home, _delegate), (holder, voter) = voting_member(event), voting_member(event)
        service.revoke_proxy(None, give(home, holder), now=clock.now())
    (letter,) = letters("proxy-revoked")
    assert home.member.name in letter.subject
    (taken_back,) = letters("proxy-taken-back")
    assert taken_back.button
    assert taken_back.button.url.endswith(f"/delegations/{home.member.code}/proxy")
    assert voter.person.name in letter.body
