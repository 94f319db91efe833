"""The links in mail, opened with a browser: looking changes nothing, the buttons act."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from assembly import clock, scope
from assembly.accounts.models import Purpose, UserSession
from assembly.accounts.tokens import mint
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.database_types import Base
from assembly.extensions import db
from assembly.registration import service
from assembly.registration.models import Delegation, Invitation
from assembly.registration.rules import PERSONAL_LINK_LASTS
from tests.factories.accounts import sign_in, staff
from tests.factories.registration import invited_member, open_event, register


class Site:
    """An invited member and a registered person, as a browser knows them: by addresses and ids."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            home = invited_member(event)
            one = register(home.delegation)
            ends = event.ends_at + PERSONAL_LINK_LASTS
            self.personal_token = mint(Purpose.PERSONAL_PAGE, one.person_id, one.id, now=clock.now(), expires_at=ends)
            empty = invited_member(event)
            self.token, self.empty_token = home.token, empty.token
            self.slug, self.member_name = event.slug, home.member.name
            self.page = home.page
            self.empty_page = empty.page
            self.ids = {
                "invitation": home.invitation.id,
                "delegation": empty.delegation.id,
                "person": one.person_id,
                "focal_point": home.focal_point.id,
                "empty_invitation": empty.invitation.id,
            }

    def snapshot(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that is stored."""
        with self.app.app_context(), scope.everything():
            return {
                table.name: sorted(db.session.execute(select(table)).all(), key=str)
                for table in Base.metadata.sorted_tables
            }


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app)


def test_the_invitation_shows_both_times(site: Site, client: FlaskClient) -> None:
    page = client.get(f"/en/invitation/{site.token}").text
    assert "Bamako (UTC)" in page
    assert "Bangkok (UTC+7)" in page


@pytest.mark.both_databases
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("kind", ["invitation", "personal"])
def test_looking_changes_nothing_and_the_link_still_works(
    site: Site, client: FlaskClient, kind: str, method: str
) -> None:
    address = f"/en/invitation/{site.token}" if kind == "invitation" else f"/en/personal/{site.personal_token}"
    before = site.snapshot()
    for _visit in range(2):
        response = client.open(address, method=method)
        assert response.status_code == HTTPStatus.OK
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
    assert site.snapshot() == before
    assert client.post(address).status_code == HTTPStatus.SEE_OTHER


def test_a_scanner_that_presses_buttons_needs_the_token_of_the_form(site: Site, client: FlaskClient) -> None:
    site.app.config["WTF_CSRF_ENABLED"] = True
    before = site.snapshot()
    for act in ("", "/decline", "/wrong-person", "/take-part"):
        assert client.post(f"/en/invitation/{site.token}{act}").status_code == HTTPStatus.BAD_REQUEST
    assert client.post(f"/en/personal/{site.personal_token}").status_code == HTTPStatus.BAD_REQUEST
    assert site.snapshot() == before


def test_the_button_opens_the_delegation_for_the_invited_person(site: Site, client: FlaskClient) -> None:
    response = client.post(f"/fr/invitation/{site.token}")
    assert response.headers["Location"] == f"/fr{site.page}"
    assert site.member_name in client.get(f"/fr{site.page}").text
    with site.app.app_context(), scope.everything():
        assert db.session.get_one(Invitation, site.ids["invitation"]).opened_at
        opened = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "invitation.opened")).one()
        assert opened.actor_id == site.ids["focal_point"]


@pytest.mark.both_databases
def test_an_invitation_gives_a_session_of_its_own_kind(site: Site, client: FlaskClient) -> None:
    """Not one with which to vote, nor with what else the person may do."""
    client.post(f"/en/invitation/{site.token}")
    with site.app.app_context():
        assert db.session.scalars(select(UserSession.purpose)).all() == [Purpose.INVITATION]


def test_each_browser_that_a_link_signs_in_is_recorded(site: Site) -> None:
    """Also the second, weeks later: it may be that of whoever the mail was forwarded to."""
    for path in (f"invitation/{site.token}", f"invitation/{site.token}", f"personal/{site.personal_token}"):
        assert site.app.test_client().post(f"/en/{path}").status_code == HTTPStatus.SEE_OTHER
    with site.app.app_context():
        started = select(AuditEntry).where(AuditEntry.action == "session.started").order_by(AuditEntry.id)
        assert [(entry.actor_id, entry.details["by"]) for entry in db.session.scalars(started)] == [
            (site.ids["focal_point"], "invitation"),
            (site.ids["focal_point"], "invitation"),
            (site.ids["person"], "personal-page"),
        ]


def test_who_is_signed_in_with_their_address_stays_so(site: Site, client: FlaskClient) -> None:
    sign_in(client, site.app, site.ids["focal_point"])
    client.post(f"/en/invitation/{site.token}")
    with site.app.app_context():
        assert db.session.scalars(select(UserSession.purpose)).all() == [Purpose.SIGN_IN]


def test_a_personal_session_is_widened_by_the_invitation(site: Site, client: FlaskClient) -> None:
    sign_in(client, site.app, site.ids["focal_point"], Purpose.PERSONAL_PAGE)
    assert client.get(f"/en{site.page}").status_code == HTTPStatus.FORBIDDEN
    client.post(f"/en/invitation/{site.token}")
    assert client.get(f"/en{site.page}").status_code == HTTPStatus.OK


def test_somebody_elses_browser_is_signed_out_of_theirs(site: Site, client: FlaskClient) -> None:
    with site.app.app_context(), transaction():
        secretary = staff(name="Kanokwan")
    sign_in(client, site.app, secretary)
    assert "This browser is signed in as Kanokwan now; that ends." in client.get(f"/en/invitation/{site.token}").text
    client.post(f"/en/invitation/{site.token}")
    assert client.get(f"/en/secretariat/events/{site.slug}/delegations").status_code == HTTPStatus.FORBIDDEN


def test_the_personal_link_opens_my_assembly(site: Site, client: FlaskClient) -> None:
    response = client.post(f"/en/personal/{site.personal_token}")
    assert response.headers["Location"] == f"/en/events/{site.slug}/my-assembly"
    assert client.get(response.headers["Location"]).status_code == HTTPStatus.OK
    assert client.get(f"/en{site.page}").status_code == HTTPStatus.FORBIDDEN


def test_we_will_not_take_part_can_be_undone(site: Site, client: FlaskClient) -> None:
    address = f"/en/invitation/{site.empty_token}"
    page = client.post(f"{address}/decline", follow_redirects=True).text
    assert "You told us that your organisation will not take part" in page
    assert "We will take part after all" in page
    assert declined_at(site)
    assert "Open our delegation" in client.post(f"{address}/take-part", follow_redirects=True).text
    assert declined_at(site) is None


def declined_at(site: Site) -> object:
    with site.app.app_context(), scope.everything():
        return db.session.get_one(Delegation, site.ids["delegation"]).declined_at


@pytest.mark.both_databases
def test_declining_with_people_registered_is_refused(site: Site, client: FlaskClient) -> None:
    response = client.post(f"/en/invitation/{site.token}/decline")
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Withdraw them first" in response.text


def test_not_the_right_person(site: Site, client: FlaskClient) -> None:
    page = client.post(f"/en/invitation/{site.empty_token}/wrong-person", follow_redirects=True).text
    assert "The secretariat sees it" in page
    assert "I am not the right person" not in page
    with site.app.app_context():
        assert db.session.get_one(Invitation, site.ids["empty_invitation"]).wrong_person_at


def test_whoever_is_not_the_right_person_can_name_who_is(site: Site, client: FlaskClient) -> None:
    address = f"/en/invitation/{site.empty_token}"
    named = {"who": "Дарья Ким, +996 555 010 203"}
    assert "Who is the right person" not in client.get(address).text
    client.post(f"{address}/right-person", data=named)
    assert right_person(site) is None  # only whoever said that it is not them
    client.post(f"{address}/wrong-person")
    assert "Who is the right person" in client.get(address).text
    refused = client.post(f"{address}/right-person", data={"who": " "})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please fill this in." in refused.text
    assert named["who"] in client.post(f"{address}/right-person", data=named, follow_redirects=True).text
    assert right_person(site) == named["who"]


def right_person(site: Site) -> object:
    with site.app.app_context():
        return db.session.get_one(Invitation, site.ids["empty_invitation"]).right_person


def test_a_withdrawn_link_says_so_and_whom_to_ask(site: Site, client: FlaskClient) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        invitation = db.session.get_one(Invitation, site.ids["invitation"])
        service.withdraw_invitations(None, invitation.delegation, invitation.person_id, now=clock.now())
    for response in (client.get(f"/en/invitation/{site.token}"), client.post(f"/en/invitation/{site.token}")):
        assert response.status_code == HTTPStatus.GONE
        assert "was withdrawn" in response.text
        assert "help@federation.example" in response.text
        assert response.headers["Cache-Control"] == "no-store"


def test_a_withdrawn_invitation_ends_the_session_that_it_opened(site: Site, client: FlaskClient) -> None:
    client.post(f"/en/invitation/{site.token}")
    with site.app.app_context(), scope.everything(), transaction():
        invitation = db.session.get_one(Invitation, site.ids["invitation"])
        service.withdraw_invitations(None, invitation.delegation, invitation.person_id, now=clock.now())
    assert client.get(f"/en{site.page}").status_code == HTTPStatus.FORBIDDEN
    assert client.post(f"/en{site.page}/decline").status_code == HTTPStatus.FORBIDDEN
    sign_in(client, site.app, site.ids["focal_point"])
    assert client.get(f"/en{site.page}").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.both_databases
def test_an_expired_link_stays_expired_whichever_way_one_comes(site: Site, client: FlaskClient) -> None:
    """Signing in by mail afterwards does not bring the invitation back (security, case 4)."""
    close_registration(site)
    response = client.get(f"/en/invitation/{site.token}")
    assert response.status_code == HTTPStatus.GONE
    assert "expired" in response.text
    assert "+66 2 000 0100" in response.text
    sign_in(client, site.app, site.ids["focal_point"])
    assert client.get(f"/en/invitation/{site.token}").status_code == HTTPStatus.GONE
    page = client.get(f"/en{site.page}").text
    assert "Registration has closed" in page
    assert "/people/new" not in page
    assert client.get(f"/en{site.page}/people/new").status_code == HTTPStatus.CONFLICT


def close_registration(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        db.session.execute(text("UPDATE token SET expires_at = :past"), {"past": clock.now()})
        invitation = db.session.get_one(Invitation, site.ids["invitation"])
        invitation.delegation.event.registration_closes_at = clock.now()


@pytest.mark.parametrize("kind", ["invitation", "personal"])
def test_an_unknown_link_is_a_clear_page(site: Site, client: FlaskClient, kind: str) -> None:
    response = client.get(f"/es/{kind}/nothing-like-a-token")
    assert response.status_code == HTTPStatus.GONE
    assert "help@federation.example" in response.text


def test_no_invitation_is_opened_by_the_link_of_a_personal_page(site: Site, client: FlaskClient) -> None:
    assert client.post(f"/en/invitation/{site.personal_token}").status_code == HTTPStatus.GONE
    assert client.post(f"/en/personal/{site.token}").status_code == HTTPStatus.GONE
    with site.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
