"""Who votes and proxies, as focal points and delegates use them on pages."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.accounts.models import Purpose
from assembly.audit.models import AuditEntry
from assembly.credentials import queries
from assembly.credentials.models import Proxy, ProxyInstruction
from assembly.credentials.rules import WhoVotes
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from tests.credentials.site import Site, boxes
from tests.factories.accounts import sign_in
from tests.factories.credentials import give, propose, voting_member
from tests.factories.letters import letters
from tests.factories.members import statements
from tests.factories.registration import ALTERNATE, invited_member, register


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


@pytest.mark.both_databases
def test_giving_a_proxy_and_answering_it(site: Site) -> None:
    form = site.client.get(f"{site.page}/proxy").text
    assert f"Holder: {site.voter_name}" in form
    assert 'value="Home"' not in form
    assert "Home · International Assembly" in form, "for which event"
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
    page = browser.get(address).text
    assert "You have said yes" in page
    assert f'/events/{site.slug}/my-assembly">What is open for you to vote on' in page
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


def test_an_instruction_is_between_the_member_and_whoever_holds_its_proxy(site: Site) -> None:
    """Nobody else reads it: not the secretariat, which may open the same page, nor the audit, nor the mail."""
    wish = "Please vote <against> the third point."
    shown = wish.replace("<", "&lt;").replace(">", "&gt;")
    site.client.post(f"{site.page}/proxy", data={"holder": site.holder, "instruction": f"  {wish}\n"})
    assert shown in site.client.get(f"{site.page}/proxy").text
    with site.app.app_context(), scope.everything():
        proxy_id = db.session.scalars(select(Proxy.id)).one()
        assert wish not in str([one.details for one in db.session.scalars(select(AuditEntry))])
        (letter,) = letters("proxy-asked")
        assert wish not in letter.body
    browser = site.app.test_client()
    sign_in(browser, site.app, site.voter)
    assert shown in browser.get(f"/en/events/{site.slug}/proxies/{proxy_id}").text
    secretariat = site.as_staff()
    page = secretariat.get(f"{site.page}/proxy")
    assert page.status_code == HTTPStatus.OK
    assert site.voter_name in page.text
    assert shown not in page.text
    secretariat.post(f"{site.page}/proxy/revoke")
    assert 'name="instruction"' not in secretariat.get(f"{site.page}/proxy").text
    secretariat.post(f"{site.page}/proxy", data={"holder": site.holder, "instruction": "ours"})
    with site.app.app_context():
        assert db.session.scalars(select(ProxyInstruction.text)).all() == [wish]
