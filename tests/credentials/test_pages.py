"""Who votes and proxies, as focal points, delegates and the secretariat use them on pages."""

from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, pdf, scope
from assembly.accounts.models import Purpose, Role
from assembly.credentials import queries, service
from assembly.credentials.models import Credential, CredentialState, Proxy
from assembly.credentials.overview import member_votes
from assembly.credentials.rules import WhoVotes
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration import service as registrations
from assembly.registration.models import Delegation, Registration
from tests.factories.accounts import sign_in, staff
from tests.factories.credentials import give, propose, voting_member
from tests.factories.members import statements
from tests.factories.registration import ALTERNATE, OBSERVER, invited_member, open_event, register


class Site:
    """A member with a delegate, an alternate and an observer, its focal point signed in; and two that vote."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            home = invited_member(event, name="Home")
            self.delegate = register(home.delegation, name="Awa Diallo").id
            self.alternate = register(home.delegation, ALTERNATE, name="Moussa Keïta").id
            self.observer = register(home.delegation, OBSERVER, name="Fatou Sow").id
            self.event_id, self.slug, self.code = event.id, event.slug, home.member.code
            self.page, self.focal_point, self.member_id = f"/en{home.page}", home.focal_point.id, home.member.id
            holder, voter = voting_member(event, name="Holder")
            other, other_voter = voting_member(event, name="Other")
            self.holder, self.voter, self.voter_name = holder.member.code, voter.person_id, voter.person.name
            self.other_page, self.other_voter = f"/en{other.page}", other_voter.person_id
            self.staff = staff().id
        sign_in(client, app, self.focal_point)

    @property
    def secretariat(self) -> str:
        return f"/en/secretariat/events/{self.slug}/credentials"

    def as_staff(self) -> FlaskClient:
        browser = self.app.test_client()
        sign_in(browser, self.app, self.staff)
        return browser

    def order(self, *registration_ids: int | str) -> dict[str, str]:
        """What the form of the order sends."""
        return {f"places-{place}": str(one) for place, one in enumerate(registration_ids)}

    def propose(self) -> int:
        """Propose the delegate and the alternate; return the credential's id."""
        self.client.post(f"{self.page}/who-votes", data=self.order(self.delegate, self.alternate))
        with self.app.app_context():
            waiting = select(Credential.id).where(
                Credential.state == CredentialState.PROPOSED, Credential.ended_at.is_(None)
            )
            return db.session.scalars(waiting.order_by(Credential.id.desc())).first() or 0

    def votes(self) -> dict[str, WhoVotes]:
        with self.app.app_context(), scope.everything():
            return {one.member.name: one.state for one in member_votes(self.event_id)}


def boxes(page: str) -> list[str]:
    """What the boxes of a page of statements send, those that cannot be ticked too."""
    return [part.partition('"')[0] for part in page.split('name="credential" value="')[1:]]


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app, client)


def test_the_first_place_is_for_delegates_and_observers_are_not_asked(site: Site) -> None:
    page = site.client.get(f"{site.page}/who-votes").text
    first, second = page.split('id="places-')[1:3]
    assert "Awa Diallo (Delegate)" in first
    assert "Moussa Keïta" not in first.partition("</select>")[0]
    assert "Moussa Keïta (Alternate)" in second
    assert "Fatou Sow" not in page


def test_proposing_accepting_and_the_seats_say_so(site: Site) -> None:
    assert "Name who votes for your organisation" in site.client.get(site.page).text
    credential_id = site.propose()
    page = site.client.get(site.page).text
    assert "Waiting for the secretariat" in page
    assert "Awa Diallo votes; then: Moussa Keïta." in page
    browser = site.as_staff()
    confirm = browser.get(f"{site.secretariat}/accept?credential={credential_id}").text
    assert "Accept 1 statement" in confirm
    assert "Awa Diallo (Votes), Moussa Keïta (Stands in, place 1)" in confirm
    assert site.votes()["Home"] is WhoVotes.PROPOSED
    browser.post(f"{site.secretariat}/accept", data={"credential": boxes(confirm)})
    assert site.votes()["Home"] is WhoVotes.ACCEPTED
    page = site.client.get(site.page).text
    assert "Your delegation is complete" in page
    assert "Stands in, place 1" in page


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (["", "alternate"], "Please choose who votes."),
        (["delegate", "delegate"], "Each person can stand in the order only once."),
        (["alternate"], "Not a valid choice."),
        (["observer"], "Not a valid choice."),
        (["999999"], "Not a valid choice."),
    ],
)
def test_an_order_that_fails_says_why(site: Site, order: list[str], message: str) -> None:
    ids = [getattr(site, one, one) for one in order]
    response = site.client.post(f"{site.page}/who-votes", data=site.order(*ids))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in response.text
    assert "1 thing needs correcting" in response.text
    assert site.votes()["Home"] is WhoVotes.MISSING


def test_a_shared_address_of_a_voter_is_refused_and_the_reason_said(site: Site) -> None:
    credential_id = site.propose()
    with site.app.app_context(), scope.everything(), transaction():
        delegation = db.session.get_one(Credential, credential_id).delegation
        shared = db.session.get_one(Registration, site.delegate).person.email
        register(delegation, name="Somebody else", email=shared)
    assert "Somebody in this order shares a mail address." in (
        site.client.post(f"{site.page}/who-votes", data=site.order(site.delegate)).text
    )
    browser = site.as_staff()
    assert "Address shared" in browser.get(site.secretariat).text
    page = browser.get(f"{site.secretariat}/accept").text
    assert f'id="credential-{credential_id}" disabled' in page
    answer = browser.post(f"{site.secretariat}/accept", data={"credential": boxes(page)})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert site.votes()["Home"] is WhoVotes.PROPOSED


def test_sending_back_asks_for_a_reason_and_the_member_reads_it(site: Site) -> None:
    credential_id = site.propose()
    browser = site.as_staff()
    address = f"{site.secretariat}/{credential_id}/return"
    assert browser.post(address, data={"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert site.votes()["Home"] is WhoVotes.PROPOSED
    browser.post(address, data={"reason": "The name is another in the passport."})
    assert site.votes()["Home"] is WhoVotes.RETURNED
    page = site.client.get(site.page).text
    assert "Correct who votes for your organisation" in page
    assert "The name is another in the passport." in page
    assert (
        browser.get(address).status_code == HTTPStatus.CONFLICT
        or browser.post(address, data={"reason": "Again"}).status_code == HTTPStatus.CONFLICT
    )


def test_accepting_all_that_wait_shows_how_many(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, site.event_id)
        for name in ("Second", "Third"):
            home = invited_member(event, name=name)
            propose(home, register(home.delegation))
    site.propose()
    browser = site.as_staff()
    assert "3 members have said who votes and wait for you" in browser.get(site.secretariat).text
    page = browser.get(f"{site.secretariat}/accept").text
    assert "Accept those that are ticked (of 3)" in page
    browser.post(f"{site.secretariat}/accept", data={"credential": boxes(page)[:2]})
    assert list(site.votes().values()).count(WhoVotes.PROPOSED) == 1


def test_nothing_is_accepted_that_nobody_saw(site: Site) -> None:
    """Of two that were ticked one proposes anew, or loses a person: neither is accepted, and the page says so."""
    with site.app.app_context(), scope.everything(), transaction():
        second = invited_member(db.session.get_one(Event, site.event_id), name="Second")
        propose(second, register(second.delegation))
    site.propose()
    browser, address = site.as_staff(), f"{site.secretariat}/accept"
    ticked = boxes(browser.get(address).text)
    with site.app.app_context(), scope.everything(), transaction():
        registrations.withdraw_person(None, db.session.get_one(Registration, site.alternate), now=clock.now())
    answer = browser.post(address, data={"credential": ticked})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "This changed while you looked at it" in answer.text
    assert set(site.votes().values()) == {WhoVotes.PROPOSED, WhoVotes.ACCEPTED}
    assert boxes(answer.text) != ticked
    assert browser.post(address, data={"credential": boxes(answer.text)}).status_code == HTTPStatus.SEE_OTHER
    assert WhoVotes.PROPOSED not in site.votes().values()
    again = browser.post(address, data={"credential": boxes(answer.text)})
    assert again.status_code == HTTPStatus.CONFLICT
    assert browser.post(address, data={"credential": ["x", "-", "9" * 30]}).status_code == HTTPStatus.CONFLICT


def test_the_list_is_searched_by_region_and_by_the_names_of_members_and_voters(site: Site) -> None:
    site.propose()
    browser = site.as_staff()

    def listed(query: str) -> set[str]:
        rows = browser.get(f"{site.secretariat}?{query}").text.partition("<tbody")[2].partition("</tbody>")[0]
        return {name for name in ("Home", "Holder", "Other") if f">{name}</a>" in rows}

    assert listed("q=AWA") == listed("q=home") == {"Home"}
    assert listed("region=europe&state=proposed") == set()
    assert listed("region=sub-saharan-africa") == {"Home", "Holder", "Other"}


@pytest.mark.parametrize("language", ["en", "es", "fr", "ru"])
def test_the_report_of_the_credentials_committee_names_who_may_vote(
    site: Site, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, Any]] = []
    real = pdf.render
    monkeypatch.setattr(
        pdf, "render", lambda name, content, **more: given.append(content) or real(name, content, **more)
    )
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, site.event_id)
        principal = voting_member(event, name="Principal")[0]
        holder = db.session.scalars(select(Delegation).join(Delegation.member).where(Member.name == "Holder")).one()
        proxy = service.give_proxy(None, principal.delegation, holder, now=clock.now())
        service.accept_proxy(None, proxy, now=clock.now())
    answer = site.as_staff().get(f"{site.secretariat}/report.pdf".replace("/en/", f"/{language}/"))
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "no-store"
    (content,) = given
    assert [row[0].partition("\n")[0] for row in content["voting"]["rows"]] == ["Holder", "Other", "Principal"]
    assert content["voting"]["rows"][0][1] == site.voter_name
    assert f"{site.voter_name} (Holder)" in content["voting"]["rows"][2][1]
    assert [row[0].partition("\n")[0] for row in content["not_voting"]["rows"]] == ["Home"]
    if language == "en":
        assert content["sentence"] == "3 of 4 members can vote: 2 by their own people, 1 by proxy."


def test_accepting_nothing_accepts_nothing(site: Site) -> None:
    site.propose()
    page = site.as_staff().post(f"{site.secretariat}/accept", follow_redirects=True).text
    assert "Nothing was ticked" in page
    assert site.votes()["Home"] is WhoVotes.PROPOSED


@pytest.mark.parametrize("state", list(WhoVotes))
def test_the_list_shows_those_in_one_state(site: Site, state: WhoVotes) -> None:
    site.propose()
    page = site.as_staff().get(f"{site.secretariat}?state={state.value}").text
    rows = page.partition("<tbody")[2].partition("</tbody>")[0]
    for name, given in site.votes().items():
        assert (f">{name}</a>" in rows) is (given is state)


def test_giving_a_proxy_and_answering_it(site: Site) -> None:
    form = site.client.get(f"{site.page}/proxy").text
    assert f"Holder: {site.voter_name}" in form
    assert 'value="Home"' not in form
    site.client.post(f"{site.page}/proxy", data={"holder": site.holder})
    assert "Waiting for an answer" in site.client.get(f"{site.page}/proxy").text
    with site.app.app_context():
        proxy_id = db.session.scalars(select(Proxy.id)).one()
    browser = site.app.test_client()
    sign_in(browser, site.app, site.voter)
    address = f"/en/events/{site.slug}/proxies/{proxy_id}"
    assert "Proxy of Home" in browser.get(address).text
    assert site.votes()["Home"] is WhoVotes.MISSING
    browser.post(address, data={"answer": "yes"})
    assert site.votes()["Home"] is WhoVotes.PROXY
    assert "You have said yes" in browser.get(address).text
    assert f"{site.voter_name} (Holder) votes for you." in site.client.get(site.page).text
    site.client.post(f"{site.page}/proxy/revoke")
    assert site.votes()["Home"] is WhoVotes.MISSING
    assert "This proxy does not stand any more" in browser.get(address).text
    assert browser.post(address, data={"answer": "yes"}).status_code == HTTPStatus.CONFLICT


def test_a_proxy_to_a_member_that_cannot_hold_it_is_refused_beside_the_field(site: Site) -> None:
    response = site.client.post(f"{site.page}/proxy", data={"holder": site.code})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Not a valid choice." in response.text


def test_only_who_was_asked_answers(site: Site) -> None:
    site.client.post(f"{site.page}/proxy", data={"holder": site.holder})
    with site.app.app_context():
        proxy_id = db.session.scalars(select(Proxy.id)).one()
    address = f"/en/events/{site.slug}/proxies/{proxy_id}"
    for person in (site.focal_point, site.other_voter, site.staff):
        browser = site.app.test_client()
        sign_in(browser, site.app, person)
        assert browser.get(address).status_code == HTTPStatus.NOT_FOUND
        assert browser.post(address, data={"answer": "yes"}).status_code == HTTPStatus.NOT_FOUND


def test_whoever_came_by_their_personal_link_proves_their_address_before_answering(site: Site) -> None:
    site.client.post(f"{site.page}/proxy", data={"holder": site.holder})
    with site.app.app_context():
        proxy_id = db.session.scalars(select(Proxy.id)).one()
    browser = site.app.test_client()
    sign_in(browser, site.app, site.voter, Purpose.PERSONAL_PAGE)
    answer = browser.post(f"/en/events/{site.slug}/proxies/{proxy_id}", data={"answer": "yes"})
    assert answer.location == f"/en/sign-in?next=/en/events/{site.slug}/proxies/{proxy_id}"
    assert site.votes()["Home"] is WhoVotes.MISSING


@pytest.mark.parametrize("path", ["/who-votes", "/proxy"])
def test_another_members_pages_are_as_if_there_were_none(site: Site, path: str) -> None:
    """Security, case 2."""
    assert site.client.get(site.other_page + path).status_code == HTTPStatus.NOT_FOUND
    data = site.order(site.delegate) | {"holder": site.holder}
    assert site.client.post(site.other_page + path, data=data).status_code == HTTPStatus.NOT_FOUND
    assert site.client.post(f"{site.other_page}/proxy/revoke").status_code == HTTPStatus.NOT_FOUND


def test_another_members_people_cannot_be_put_into_the_order(site: Site) -> None:
    """Security, case 11."""
    with site.app.app_context(), scope.everything():
        theirs = queries.roll_facts(site.event_id).values()
        foreign = next(one.voters[0].registration_id for one in theirs if one.voters)
    response = site.client.post(f"{site.page}/who-votes", data=site.order(site.delegate, foreign))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("GET", "/accept"), ("POST", "/accept"), ("POST", "/1/return")]
)
def test_accepting_is_the_secretariats(site: Site, method: str, path: str) -> None:
    with site.app.app_context(), transaction():
        scrutineer = staff(Role.SCRUTINEER).id
    site.propose()
    for person in (site.focal_point, site.voter, scrutineer):
        browser = site.app.test_client()
        sign_in(browser, site.app, person)
        response = browser.open(site.secretariat + path, method=method, data={"credential": "3", "reason": "No"})
        assert response.status_code == HTTPStatus.FORBIDDEN
    assert site.votes()["Home"] is WhoVotes.PROPOSED


def test_the_number_of_queries_does_not_grow_with_the_members(site: Site) -> None:
    site.propose()
    browser = site.as_staff()
    paths = [(browser, site.secretariat), (browser, f"{site.secretariat}/accept"),
             (site.client, f"{site.page}/who-votes"), (site.client, f"{site.page}/proxy")]  # fmt: skip

    def count(one: FlaskClient, path: str) -> int:
        with statements() as sent:
            assert one.get(path).status_code == HTTPStatus.OK
        return len(sent)

    for one, path in paths:
        count(one, path)
    before = [count(one, path) for one, path in paths]
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, site.event_id)
        members = [voting_member(event)[0] for _ in range(4)]
        give(members[0], members[1])
        give(members[2], members[3], accepted=False)
        for _ in range(2):
            home = invited_member(event)
            propose(home, register(home.delegation), register(home.delegation, ALTERNATE))
    assert [count(one, path) for one, path in paths] == before
