"""Colleagues who help a focal point: by a link of their own, under their own name, until it ends."""

from http import HTTPStatus

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts.models import Person, Role, RoleGrant
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration import queries, service
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation
from tests.factories.accounts import sign_in, staff
from tests.factories.letters import letters, token_in
from tests.factories.registration import invited_member, mails, make_contact, open_event, register

COLLEAGUE = {"name": "Fatou Sow", "email": "fatou@sow.example", "language": "fr"}
PERSON = {
    "role": "alternate", "name": "Awa Diallo", "latin_name": "", "email": "awa@diallo.example", "language": "fr",
    "zone": "Africa/Dakar", "position": "",
}  # fmt: skip


class Site:
    """Two members at two events; the focal point of the first is signed in. Addresses and ids only."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client, self.colleague = app, client, app.test_client()
        with app.app_context(), scope.everything(), transaction():
            event, later = open_event(slug="assembly"), open_event(slug="later")
            home, other = invited_member(event), invited_member(event)
            register(home.delegation, name="Moussa Keïta")
            register(other.delegation, name="Somebody Else")
            self.page, self.other_page = f"/en{home.page}", f"/en{other.page}"
            service.invite(None, later, home.member, home.focal_point, now=clock.now())
            self.elsewhere = f"/en/events/{later.slug}/delegations/{home.member.code}"
            self.event_id, self.closes = event.id, event.registration_closes_at
            self.delegation_id, self.code = home.delegation.id, home.member.code
            self.focal_point, self.other_focal_point = home.focal_point.id, other.focal_point.id
        sign_in(client, app, self.focal_point)

    def name(self, **fields: str) -> None:
        answer = self.client.post(f"{self.page}/helpers/new", data=COLLEAGUE | fields)
        assert (answer.status_code, answer.location) == (HTTPStatus.SEE_OTHER, self.page)

    def link(self) -> str:
        """The address of the newest link that was mailed, without the site."""
        with self.app.app_context(), scope.everything():
            return f"/fr/helper/{token_in(letters('helper-named')[-1])}"

    def helper(self) -> tuple[int, int]:
        """The newest helper: their row and their person."""
        with self.app.app_context(), scope.everything():
            row = db.session.scalars(select(Helper).order_by(Helper.id.desc())).first()
            assert row
            return row.id, row.person_id

    def end(self) -> None:
        answer = self.client.post(f"{self.page}/helpers/{self.helper()[0]}/end")
        assert answer.location == self.page


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app, client)


def test_a_colleague_gets_a_link_and_does_the_work_under_their_own_name(site: Site) -> None:
    site.name()
    page = site.client.get(site.page).text
    assert "Fatou Sow" in page
    assert "has not opened the link yet" in page
    link = site.link()
    assert "Fatou Sow" in site.colleague.get(link).text
    with site.app.app_context(), scope.everything():
        (letter,) = letters("helper-named")
        assert letter.body.count("\n\n") == 4  # five paragraphs
    entered = site.colleague.post(link)
    assert entered.location == f"/fr{site.page[3:]}"
    workspace = site.colleague.get(site.page).text
    assert "Moussa Keïta" in workspace
    assert "I cannot help any more" in workspace
    assert site.colleague.post(f"{site.page}/people/new", data=PERSON).location == site.page
    with site.app.app_context(), scope.everything():
        started = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "session.started")).all()[-1]
        assert (started.actor_id, started.details) == (site.helper()[1], {"by": "helper"})
        added = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.added")).all()[-1]
        assert added.actor_id == site.helper()[1]
        assert [one.id for one in queries.focal_points(site.delegation_id)] == [site.focal_point, site.helper()[1]]
    assert "Helps" in site.client.get(site.page).text


def test_a_helper_leads_nothing_and_sees_no_other_member_and_no_other_event(site: Site) -> None:
    site.name()
    site.colleague.post(site.link())
    assert site.colleague.get(site.page).status_code == HTTPStatus.OK
    assert "We will not take part" not in site.colleague.get(site.page).text
    refused = {
        "get": [f"{site.page}/helpers/new", site.elsewhere, "/en/secretariat/events/assembly/delegations"],
        "post": [f"{site.page}/decline", f"{site.page}/take-part", f"{site.page}/helpers/new"],
    }
    for method, addresses in refused.items():
        for address in addresses:
            assert site.colleague.open(address, method=method.upper()).status_code == HTTPStatus.FORBIDDEN, address
    assert site.colleague.get(site.other_page).status_code == HTTPStatus.NOT_FOUND
    assert site.colleague.get(f"{site.other_page}/who-votes").status_code == HTTPStatus.NOT_FOUND
    assert "Somebody Else" not in site.colleague.get("/en/events/assembly/my-assembly").text
    assert f"delegations/{site.code}" in site.colleague.get("/en/events/assembly/my-assembly").text
    assert f"delegations/{site.code}" not in site.colleague.get("/en/events/later/my-assembly").text
    for address in ("/en/events/later/participants", "/en/events/nowhere/participants"):
        assert site.colleague.get(address).status_code == HTTPStatus.NOT_FOUND


def test_the_same_holds_after_signing_in_by_mail(site: Site) -> None:
    site.name()
    sign_in(site.colleague, site.app, site.helper()[1])
    assert site.colleague.get(site.page).status_code == HTTPStatus.OK
    assert site.colleague.get(site.elsewhere).status_code == HTTPStatus.FORBIDDEN
    assert site.colleague.post(f"{site.page}/decline").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.both_databases
def test_an_open_page_of_somebody_whose_help_has_ended_is_refused_at_the_next_press(site: Site) -> None:
    site.name()
    link = site.link()
    site.colleague.post(link)
    site.end()
    assert site.colleague.post(f"{site.page}/people/new", data=PERSON).status_code == HTTPStatus.FORBIDDEN
    assert site.colleague.get(site.page).status_code == HTTPStatus.FORBIDDEN
    dead = site.colleague.get(link)
    assert dead.status_code == HTTPStatus.GONE
    assert "/again" not in dead.text  # there is none to mail
    assert site.colleague.post(link).status_code == HTTPStatus.GONE
    with site.app.app_context(), scope.everything():
        assert [one.person_id for one in mails("help-ended")] == [site.helper()[1]]
        assert [one.id for one in queries.focal_points(site.delegation_id)] == [site.focal_point]
        ended = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "helper.ended")).one()
        assert ended.actor_id == site.focal_point
    assert "Does not help any more" in site.client.get(site.page).text
    site.name()  # they can be asked again, with a link of its own
    assert site.link() != link
    assert site.colleague.post(site.link()).status_code == HTTPStatus.SEE_OTHER


def test_a_contact_of_the_register_is_the_same_person_and_keeps_what_the_register_gives(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        member = queries.delegation_of(site.event_id, site.code).member
        known = make_contact(member, position=2, email="fatou@sow.example", name="Fatou SOW", language="es").id
    site.name(language="ru")
    assert site.helper()[1] == known
    site.end()
    with site.app.app_context(), scope.everything():
        assert db.session.get_one(Person, known).language == "es"
        roles = db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == known)).all()
        assert list(roles) == [Role.FOCAL_POINT]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": "fatou"}, "This is not a complete mail address."),
        ({"name": " \u200b "}, "Please fill this in."),
        ({"language": "xx"}, "Not a valid choice"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(site: Site, fields: dict[str, str], message: str) -> None:
    answer = site.client.post(f"{site.page}/helpers/new", data=COLLEAGUE | {"name": "Фатў"} | fields)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in answer.text
    assert fields.get("name", "Фатў").strip() in answer.text


def test_nobody_helps_twice_and_nobody_helps_themselves(site: Site) -> None:
    site.name()
    again = site.client.post(f"{site.page}/helpers/new", data=COLLEAGUE)
    assert "This person helps you already." in again.text
    with site.app.app_context():
        oneself = db.session.get_one(Person, site.focal_point)
        own = {"name": oneself.name, "email": oneself.email, "language": "fr"}
    assert "This is you." in site.client.post(f"{site.page}/helpers/new", data=own).text


def test_who_cannot_help_says_so_and_whoever_asked_is_told(site: Site) -> None:
    site.name()
    link = site.link()
    assert site.colleague.get(f"{link}/decline").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert site.colleague.post(f"{link}/decline").status_code == HTTPStatus.SEE_OTHER
    with site.app.app_context(), scope.everything():
        assert [one.person_id for one in mails("helper-left")] == [site.focal_point]
        assert "Fatou Sow" in letters("helper-left")[0].body
        assert mails("help-ended") == []
    assert site.colleague.get(link).status_code == HTTPStatus.GONE


def test_the_link_works_until_registration_closes_and_signing_in_after_it(site: Site) -> None:
    site.name()
    link = site.link()
    with time_machine.travel(site.closes, tick=False):
        assert site.colleague.get(link).status_code == HTTPStatus.GONE
        assert "Ask a colleague" not in site.client.get(site.page).text
        other = site.client.post(f"{site.page}/helpers/new", data=COLLEAGUE | {"name": "Other"})
        assert "Registration closed on" in other.text
        with site.app.app_context(), scope.everything():
            assert letters("helper-named") == []
        sign_in(site.colleague, site.app, site.helper()[1])
        assert site.colleague.get(site.page).status_code == HTTPStatus.OK


def test_the_secretariat_sees_who_helps_and_can_end_it(site: Site) -> None:
    site.name()
    with site.app.app_context(), transaction():
        secretary = staff(name="Kanokwan", email="office@federation.example").id
    office = site.app.test_client()
    sign_in(office, site.app, secretary)
    shown = office.get(f"/en/secretariat/events/assembly/delegations/{site.code}").text
    assert "Colleagues who help" in shown
    assert "Fatou Sow" in shown
    assert office.post(f"{site.page}/helpers/{site.helper()[0]}/end").status_code == HTTPStatus.SEE_OTHER
    with site.app.app_context(), scope.everything():
        assert db.session.get_one(Helper, site.helper()[0]).ended_by_id == secretary
    site.name(name="Kanokwan", email="office@federation.example")  # being asked to help takes nothing from them
    assert site.helper()[1] == secretary
    assert "You act for this member." in office.get(site.page).text


def test_whoever_may_not_open_the_delegation_any_more_leaves_nobody_behind_who_can(site: Site) -> None:
    site.name()
    site.colleague.post(site.link())
    with site.app.app_context(), scope.everything(), transaction():
        home = db.session.get_one(Delegation, site.delegation_id)
        assert service.withdraw_invitations(None, home, site.focal_point, now=clock.now())
    assert site.colleague.get(site.page).status_code == HTTPStatus.FORBIDDEN
    with site.app.app_context(), scope.everything():
        assert len(mails("help-ended")) == 1


def test_another_members_helper_is_not_found(site: Site) -> None:
    site.name()
    sign_in(site.client, site.app, site.other_focal_point)
    for page in (site.page, site.other_page):
        answer = site.client.post(f"{page}/helpers/{site.helper()[0]}/end")
        assert answer.status_code == HTTPStatus.NOT_FOUND
