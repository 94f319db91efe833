"""Who votes, as the secretariat looks at it, accepts it and sends it back."""

from http import HTTPStatus
from typing import Any

import pytest
from sqlalchemy import select

from assembly import clock, pdf, scope
from assembly.accounts.models import Role
from assembly.credentials import service
from assembly.credentials.models import Credential
from assembly.credentials.rules import WhoVotes
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration import service as registrations
from assembly.registration.models import Delegation, Registration
from tests.credentials.site import Site, boxes
from tests.factories.accounts import sign_in, staff
from tests.factories.credentials import propose, voting_member
from tests.factories.registration import invited_member, register


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

    def render(name: str, content: dict[str, Any], **more: Any) -> bytes:
        given.append(content)
        return real(name, content, **more)

    monkeypatch.setattr(pdf, "render", render)
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
