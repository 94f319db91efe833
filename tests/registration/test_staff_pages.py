"""The secretariat's pages: who has not answered, whom to invite, and one member's delegation."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock, scope
from assembly.accounts.models import Role
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member, MemberStatus, Region
from assembly.registration import service
from assembly.registration.answers import answers
from assembly.registration.models import Invitation
from assembly.registration.rules import Answer
from tests.factories.accounts import sign_in, staff
from tests.factories.members import make_member, statements
from tests.factories.registration import ALTERNATE, invited_member, open_event, register


class Site:
    """An event with a member in every state; a secretary is signed in."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            self.waiting = make_member(contact=True, name="Waiting").code
            make_member(name="Unreachable")
            make_member(contact=True, name="Suspended", status=MemberStatus.SUSPENDED)
            invited = invited_member(event, name="Invited")
            self.invited, self.invited_person = invited.member.code, invited.focal_point.id
            self.foreign_person = invited_member(event, name="Opened").focal_point.id
            opened = db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()
            assert opened
            opened.opened_at = clock.now()
            register(invited_member(event, name="Started").delegation, ALTERNATE)
            complete = invited_member(event, name="Complete")
            register(complete.delegation, name="Awa Diallo")
            self.complete = complete.member.code
            service.decline(None, invited_member(event, name="Declined").delegation, now=clock.now())
            self.event_id, self.slug = event.id, event.slug
            self.staff = staff().id
        sign_in(client, app, self.staff)

    @property
    def base(self) -> str:
        return f"/en/secretariat/events/{self.slug}"

    def invitations(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Invitation)) or 0


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app, client)


EVERYBODY = {
    "Waiting": Answer.NOT_INVITED,
    "Unreachable": Answer.NOT_INVITED,
    "Invited": Answer.INVITED,
    "Opened": Answer.OPENED,
    "Started": Answer.STARTED,
    "Complete": Answer.COMPLETE,
    "Declined": Answer.DECLINED,
}


def test_every_member_is_listed_with_its_answer(site: Site) -> None:
    with site.app.app_context(), scope.everything():
        found = answers(db.session.get_one(Event, site.event_id), clock.now())
        assert {one.member.name: one.answer for one in found} == EVERYBODY
        assert not any(one.late for one in found)
        assert [one.member.name for one in found if not one.has_contact] == ["Unreachable"]


def test_a_withdrawn_invitation_is_as_if_it_had_not_been_sent(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        invitation = db.session.scalars(select(Invitation).where(Invitation.person_id == site.foreign_person)).one()
        service.withdraw_invitations(None, invitation.delegation, invitation.person_id, now=clock.now())
        found = {one.member.name: one for one in answers(db.session.get_one(Event, site.event_id), clock.now())}
        assert (found["Opened"].answer, found["Opened"].invited_at) == (Answer.NOT_INVITED, None)


def test_late_are_those_who_were_asked_and_did_not_answer_in_time(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, site.event_id)
        event.registration_closes_at = clock.now() - timedelta(seconds=1)
        found = answers(event, clock.now())
        assert {one.member.name for one in found if one.late} == {"Invited", "Opened", "Started"}
    page = site.client.get(f"{site.base}/delegations?state=late").text
    assert "Opened" in rows(page)
    assert "Complete" not in rows(page)
    assert "3 members were invited and have not answered" in page


def rows(page: str) -> str:
    """The body of the table on a page."""
    return page.partition("<tbody")[2].partition("</tbody>")[0]


@pytest.mark.parametrize(("name", "answer"), EVERYBODY.items())
def test_the_list_shows_those_in_one_state(site: Site, name: str, answer: Answer) -> None:
    page = site.client.get(f"{site.base}/delegations?state={answer.value}").text
    for other, given in EVERYBODY.items():
        assert (f">{other}</a>" in rows(page)) is (given is answer), (name, other)


def test_the_counts_are_on_top(site: Site) -> None:
    page = site.client.get(f"{site.base}/delegations").text
    assert "<strong>2</strong> have answered" in page
    assert "of 7 members" in page
    assert "1 member has not been invited yet" in page


@pytest.mark.both_databases
def test_a_mail_that_came_back_and_a_wrong_person_are_seen(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        mail = db.session.scalars(select(Delivery).where(Delivery.person_id == site.invited_person)).one()
        mail.state = DeliveryState.BOUNCED
        invitation = db.session.scalars(select(Invitation).where(Invitation.person_id == site.foreign_person)).one()
        invitation.wrong_person_at = clock.now()
    page = site.client.get(f"{site.base}/delegations").text
    assert "Mail came back" in rows(page)
    assert "Not the right person" in rows(page)
    assert "Mail came back" in site.client.get(f"{site.base}/delegations/{site.invited}").text


def test_opening_registration_says_how_many_before_it_happens(site: Site) -> None:
    before = site.invitations()
    page = site.client.get(f"{site.base}/open-registration").text
    assert "1 member is invited: its first contact gets a mail" in page
    assert "1 mail in French" in page
    assert "Unreachable" in page
    assert "1 member has no contact" in page
    assert site.invitations() == before
    response = site.client.post(f"{site.base}/open-registration")
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert site.invitations() == before + 1
    assert "1 invitation is on its way." in site.client.get(f"{site.base}/delegations").text
    assert "Nobody is left to invite" in site.client.get(f"{site.base}/open-registration").text


def test_some_are_invited_those_of_a_region_and_the_others_are_left_for_later(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        for name, region in (("Kiwi", Region.ASIA_PACIFIC), ("Moa", Region.ASIA_PACIFIC), ("Fynbos", Region.EUROPE)):
            make_member(contact=True, name=name, region=region)
    some = f"{site.base}/open-registration?region=asia-pacific&status=full"
    page = site.client.get(some).text
    assert "Invite 2 members" in page
    assert "region=asia-pacific" in page.partition('class="confirm"')[2]
    before = site.invitations()
    site.client.post(some)
    assert site.invitations() == before + 2
    assert "Nobody is left to invite here" in site.client.get(some).text
    page = site.client.get(f"{site.base}/delegations").text
    assert "1 member has not been invited yet" in page
    assert "Invite other regions" in page


def test_a_consultation_of_one_region_is_measured_by_it_and_others_can_still_be_invited(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), scope.everything(), transaction():
        slug = open_event().slug
        for name, region in (("Kiwi", Region.ASIA_PACIFIC), ("Moa", Region.ASIA_PACIFIC), ("Alp", Region.EUROPE)):
            make_member(contact=True, name=name, region=region)
        secretary = staff().id
    page = f"/en/secretariat/events/{slug}/delegations"
    sign_in(client, app, secretary)
    assert "3 members have not been invited yet" in client.get(page).text
    client.post(f"/en/secretariat/events/{slug}/open-registration?region=asia-pacific")
    after = client.get(page).text
    assert "of 2 members" in after
    assert "Every member is invited" in after
    with app.app_context(), scope.everything(), transaction():
        make_member(contact=True, name="Weka", region=Region.ASIA_PACIFIC)
    assert f"/en/secretariat/events/{slug}/open-registration?region=asia-pacific" in client.get(page).text
    assert "Invite other regions" in after


def test_somebody_new_is_invited_who_is_no_contact_of_the_register(site: Site) -> None:
    address = f"{site.base}/delegations/{site.waiting}"
    assert "Invite somebody new" in site.client.get(address).text
    typed = {"name": "Бегимай de la Cruz", "email": "not an address", "language": "ru"}
    refused = site.client.post(f"{address}/invite-new", data=typed)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="Бегимай de la Cruz"' in refused.text
    before = site.invitations()
    typed["email"] = "begimai@member.example"
    page = site.client.post(f"{address}/invite-new", data=typed, follow_redirects=True).text
    assert "The invitation to Бегимай de la Cruz is on its way." in page
    assert "begimai@member.example" in rows(page.partition("Invitations</h2>")[2])
    again = site.client.post(f"{address}/invite-new", data=typed)
    assert "This person was invited before" in again.text
    assert site.invitations() == before + 1
    with site.app.app_context():
        mail = db.session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
        assert mail
        assert (mail.kind, mail.address, mail.language) == ("invitation", "begimai@member.example", "ru")


def test_one_members_page_shows_its_people_and_invitations(site: Site) -> None:
    page = site.client.get(f"{site.base}/delegations/{site.complete}").text
    assert "Awa Diallo" in page
    assert "Invite again" in page
    page = site.client.get(f"{site.base}/delegations/{site.waiting}").text
    assert "Nobody is registered yet" in page
    assert ">Invite<" in page


@pytest.mark.both_databases
def test_inviting_again_and_withdrawing(site: Site) -> None:
    address = f"{site.base}/delegations/{site.invited}"
    before = site.invitations()
    for _press in range(2):
        site.client.post(f"{address}/invite", data={"person": site.invited_person, "after": 1})
    assert site.invitations() == before + 1
    page = site.client.post(f"{address}/withdraw", data={"person": site.invited_person}, follow_redirects=True).text
    assert "is withdrawn; the link in the mail does not work any more" in page
    with site.app.app_context():
        live = select(Invitation).where(Invitation.person_id == site.invited_person, Invitation.withdrawn_at.is_(None))
        assert db.session.scalars(live).all() == []


def test_nobody_is_invited_to_another_members_delegation(site: Site) -> None:
    response = site.client.post(
        f"{site.base}/delegations/{site.invited}/invite", data={"person": site.foreign_person, "after": 0}
    )
    assert response.status_code == HTTPStatus.NOT_FOUND


PAGES = [("GET", "/delegations"), ("GET", "/open-registration"), ("POST", "/open-registration"),
         ("GET", "/delegations/{code}"), ("POST", "/delegations/{code}/invite"),
         ("POST", "/delegations/{code}/withdraw"), ("GET", "/delegations/{code}/invite-new")]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_these_pages_are_the_secretariats(site: Site, method: str, path: str) -> None:
    before = site.invitations()
    with site.app.app_context(), transaction():
        scrutineer = staff(Role.SCRUTINEER).id
    for person in (site.invited_person, scrutineer):
        browser = site.app.test_client()
        sign_in(browser, site.app, person)
        response = browser.open(site.base + path.format(code=site.invited), method=method, data={"person": 1})
        assert response.status_code == HTTPStatus.FORBIDDEN
    assert site.invitations() == before


def test_a_page_for_thousands_shows_a_hundred(site: Site) -> None:
    with site.app.app_context(), transaction():
        for number in range(150):
            make_member(name=f"Many {number:03}", contact=False)
    page = site.client.get(f"{site.base}/delegations").text
    assert "page 1 of 2" in page
    assert "Waiting" not in rows(page)
    assert "Waiting" in rows(site.client.get(f"{site.base}/delegations?page=2").text)


def test_the_number_of_queries_does_not_grow_with_the_members(site: Site) -> None:
    def queries(path: str) -> int:
        with statements() as sent:
            assert site.client.get(site.base + path).status_code == HTTPStatus.OK
        return len(sent)

    paths = ("/delegations", "/open-registration", f"/delegations/{site.complete}")
    for path in paths:
        queries(path)
    before = [queries(path) for path in paths]
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, site.event_id)
        for _ in range(3):
            register(invited_member(event).delegation)
            make_member(contact=True)
            make_member()
        member = db.session.scalars(select(Member).where(Member.code == site.complete)).one()
        delegation = service.open_delegation(None, event, member, now=clock.now())
        register(delegation)
        register(delegation, ALTERNATE)
    assert [queries(path) for path in paths] == before
