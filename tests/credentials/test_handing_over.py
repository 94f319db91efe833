"""A vote handed over to somebody who stands in: at once, and only within the order that was accepted."""

from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts.models import Purpose
from assembly.audit.models import AuditEntry
from assembly.credentials import queries, service
from assembly.credentials.models import Credential, CredentialState
from assembly.credentials.service import HandOverRefusedError
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Delegation, Registration
from tests.credentials.site import Site
from tests.factories.accounts import sign_in
from tests.factories.credentials import propose, voting_member
from tests.factories.letters import letters
from tests.factories.registration import ALTERNATE, DELEGATE, Invited, invited_member, mails, open_event, register
from tests.registration.test_race import at_once

Team = tuple[Invited, Registration, Registration, Registration]


@pytest.fixture
def team(context: Flask) -> Team:
    """A member with a delegate who votes, two alternates who stand in, all accepted."""
    english = {"language": "en"}
    with transaction():
        home = invited_member(open_event(seats={DELEGATE: 1, ALTERNATE: 2}), contact=english, name="Home")
        delegate = register(home.delegation, name="Awa", language="en")
        first, second = (register(home.delegation, ALTERNATE, name=name, language="en") for name in ("Moussa", "Fatou"))
        service.accept_credential(None, propose(home, delegate, first, second), now=clock.now())
    return home, delegate, first, second


def order(home: Invited) -> list[str]:
    facts = queries.roll_facts(home.delegation.event_id)[home.member.id]
    return [one.name for one in facts.voters]


def test_whoever_stands_in_votes_at_once_and_may_hand_it_back(team: Team) -> None:
    home, delegate, _first, second = team
    with transaction():
        service.hand_over(delegate.person_id, home.delegation, second.id, now=clock.now())
    assert order(home) == ["Fatou", "Awa", "Moussa"]
    assert [one.person_id for one in mails("vote-handed-over")] == [
        delegate.person_id, second.person_id, home.focal_point.id
    ]  # fmt: skip
    told = {letter.subject for letter in letters("vote-handed-over")}
    assert told == {"You vote now for Home", "Fatou votes now for Home"}
    with transaction():
        now = clock.now()
        service.hand_over(second.person_id, home.delegation, delegate.id, now=now, from_person=second.person_id)
    assert order(home) == ["Awa", "Fatou", "Moussa"]
    assert letters("credential-accepted") == [], "what was superseded is not mailed"
    rows = db.session.scalars(select(Credential).order_by(Credential.id)).all()
    assert [one.ended_at is None for one in rows] == [False, False, True]
    assert {one.state for one in rows} == {CredentialState.ACCEPTED}
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "credential.handed_over")).all()
    assert {one.actor_id for one in acts} == {delegate.person_id, second.person_id}


def test_only_to_who_stands_in_and_by_who_votes_now(team: Team) -> None:
    home, delegate, first, _second = team
    with transaction():
        other = voting_member(home.delegation.event, name="Other")[1]
    for registration_id, person in ((delegate.id, None), (other.id, None), (first.id, first.person_id)):
        with pytest.raises(HandOverRefusedError), transaction():
            service.hand_over(None, home.delegation, registration_id, now=clock.now(), from_person=person)
    assert order(home) == ["Awa", "Moussa", "Fatou"]


def test_a_change_that_waits_goes_on_waiting(team: Team) -> None:
    home, delegate, first, _second = team
    with transaction():
        waiting = propose(home, delegate)
        service.hand_over(None, home.delegation, first.id, now=clock.now())
        service.accept_credential(None, waiting, now=clock.now())
    assert order(home) == ["Awa"]


def test_of_two_who_are_named_at_once_one_votes(context: Flask, team: Team) -> None:
    home, delegate, first, second = team
    delegation_id, named, who = home.delegation.id, (first.id, second.id), delegate.person_id

    def press(number: int) -> None:
        delegation = db.session.get_one(Delegation, delegation_id)
        service.hand_over(who, delegation, named[number], now=clock.now(), from_person=who)

    assert sorted(at_once(context, press, 2)) == ["done", "hand_over_refused"]
    db.session.rollback()
    standing = select(Credential).where(Credential.ended_at.is_(None))
    assert len(db.session.scalars(standing).all()) == 1


def test_whose_member_gave_its_vote_away_reads_who_casts_it(site: Site) -> None:
    credential_id = site.propose()
    with site.app.app_context(), scope.everything(), transaction():
        service.accept_credential(None, db.session.get_one(Credential, credential_id), now=clock.now())
        delegate = db.session.get_one(Registration, site.delegate)
        home = db.session.get_one(Delegation, delegate.delegation_id)
        holder, theirs = voting_member(home.event, name="Holding")
        service.accept_proxy(None, service.give_proxy(None, home, holder.delegation, now=clock.now()), now=clock.now())
        voter, name = delegate.person_id, theirs.person.name
    browser = site.app.test_client()
    sign_in(browser, site.app, voter)
    page = browser.get(f"/en/events/{site.slug}/my-vote").text
    assert "Home gave its vote away" in page
    assert f"{name} (Holding) votes for it by proxy." in page
    assert "You do not vote at the moment" not in page, "it is said why"
    assert "Hand over to" not in page


def test_the_voter_hands_over_on_a_page_of_their_own(site: Site) -> None:
    credential_id = site.propose()
    with site.app.app_context(), scope.everything(), transaction():
        service.accept_credential(None, db.session.get_one(Credential, credential_id), now=clock.now())
        principal = invited_member(db.session.get_one(Event, site.event_id), name="Principal").delegation
        delegate = db.session.get_one(Registration, site.delegate)
        holder = db.session.get_one(Delegation, delegate.delegation_id)
        proxy = service.give_proxy(None, principal, holder, now=clock.now())
        service.accept_proxy(None, proxy, now=clock.now())
        proxy_id = proxy.id
        voter, alternate = delegate.person_id, db.session.get_one(Registration, site.alternate).person_id
    address, browser = f"/en/events/{site.slug}/my-vote", site.app.test_client()
    sign_in(browser, site.app, voter)
    page = browser.get(address).text
    assert "Principal" in page
    assert f"/events/{site.slug}/proxies/{proxy_id}" in page, "where the member's instruction stands"
    assert "Hand over to Moussa Keïta" in page
    assert browser.post(address, data={"registration": site.observer}).status_code == HTTPStatus.CONFLICT
    browser.post(address, data={"registration": site.alternate})
    assert "Hand over to" not in browser.get(address).text
    assert browser.post(address, data={"registration": site.alternate}).status_code == HTTPStatus.NOT_FOUND
    linked = site.app.test_client()
    sign_in(linked, site.app, alternate, Purpose.PERSONAL_PAGE)
    assert linked.post(address, data={"registration": site.delegate}).location.startswith("/en/sign-in?next=")
    page = site.client.get(f"{site.page}/who-votes").text
    assert "Hand over to Awa Diallo" in page
    assert page.index("Awa Diallo (Delegate)") < page.index("Moussa Keïta (Alternate)"), "the order can be sent again"
    site.client.post(f"{site.page}/who-votes/hand-over", data={"registration": site.delegate})
    assert "Hand over to Moussa Keïta" in site.client.get(f"{site.page}/who-votes").text
    theirs = site.client.post(f"{site.other_page}/who-votes/hand-over", data={"registration": site.delegate})
    assert theirs.status_code == HTTPStatus.NOT_FOUND
