"""The delegation workspace, as a focal point uses it on a page."""

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Registration
from tests.factories.accounts import sign_in, staff
from tests.factories.members import make_member, statements
from tests.factories.registration import ALTERNATE, DELEGATE, OBSERVER, register
from tests.registration.workspace import Site, typed


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app, client)


def test_the_page_shows_the_seats_the_people_and_what_comes_next(site: Site) -> None:
    page = site.client.get(site.page).text
    assert "Delegate · 1 of 2" in page
    assert "Awa Diallo" in page
    assert "1 of 4 seats filled" in page
    assert "Name who votes for your organisation" in page
    assert page.index("Name who votes") < page.index("Awa Diallo")


def test_an_empty_delegation_begins_with_its_delegate(site: Site) -> None:
    site.client.post(f"{site.page}/people/{site.one}/withdraw")
    page = site.client.get(site.page).text
    assert "Register your delegate" in page
    assert "/people/new?role=delegate" in page
    assert "We will not take part" in page


def test_registering_somebody(site: Site) -> None:
    form = site.client.get(f"{site.page}/people/new?role=alternate").text
    assert '<option selected value="alternate">' in form
    response = site.client.post(f"{site.page}/people/new", data=typed(role="alternate"))
    assert (response.status_code, response.headers["Location"]) == (HTTPStatus.SEE_OTHER, site.page)
    assert site.people() == [("Fatou Sow", "alternate", 1), ("Awa Diallo", "delegate", 1)]
    assert "Fatou Sow is registered" in site.client.get(site.page).text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "  "}, "Please fill this in."),
        ({"email": "fatou"}, "This is not a complete mail address."),
        ({"name": "Болот Асаналиев"}, "Please write the name in Latin letters too"),
        ({"latin_name": "Болот"}, "Please use Latin letters here."),
        ({"role": "observer-in-chief"}, "Not a valid choice"),
        ({"zone": "Mars/Olympus"}, "Not a valid choice"),
        ({"name": "x" * 201}, "Please use at most 200 characters."),
    ],
)
def test_a_form_keeps_what_was_typed_and_says_where_it_fails(site: Site, changes: dict[str, str], message: str) -> None:
    data = typed(position="Directrice « générale »") | changes
    response = site.client.post(f"{site.page}/people/new", data=data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in response.text
    assert "1 thing needs correcting" in response.text
    assert "Directrice « générale »" in response.text
    assert changes.get("email", "fatou@sow.example") in response.text
    assert [name for name, _role, _seat in site.people()] == ["Awa Diallo"]


def test_a_full_role_is_refused_beside_the_role(site: Site) -> None:
    site.client.post(f"{site.page}/people/new", data=typed())
    page = site.client.get(f"{site.page}/people/new").text
    assert 'value="delegate"' not in page
    response = site.client.post(f"{site.page}/people/new", data=typed(name="Third", email="third@people.example"))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert len(site.people()) == 2


def test_the_same_person_twice_is_refused_beside_the_name(site: Site) -> None:
    site.client.post(f"{site.page}/people/new", data=typed())
    response = site.client.post(f"{site.page}/people/new", data=typed(role="observer"))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "registered for the event already" in response.text
    assert "Fatou Sow" in response.text


def test_a_shared_address_is_warned_of(site: Site) -> None:
    for name in ("Fatou Sow", "Moussa Keïta"):
        role = "alternate" if name.startswith("Moussa") else "delegate"
        site.client.post(f"{site.page}/people/new", data=typed(name=name, email="office@acesem.example", role=role))
    page = site.client.get(site.page).text
    assert "Somebody else has the address office@acesem.example too" in page


@pytest.mark.both_databases
def test_changing_somebody(site: Site) -> None:
    form = site.client.get(f"{site.page}/people/{site.one}").text
    assert 'value="Awa Diallo"' in form
    response = site.client.post(
        f"{site.page}/people/{site.one}", data=typed(name="Awa N. Diallo", email="awa@diallo.example", role="observer")
    )
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert site.people() == [("Awa N. Diallo", "observer", 1)]


def test_who_has_signed_in_looks_after_themselves(site: Site) -> None:
    with site.app.app_context(), scope.everything():
        person = db.session.get_one(Registration, site.one).person_id
    sign_in(site.app.test_client(), site.app, person)
    form = site.client.get(f"{site.page}/people/{site.one}").text
    assert "looks after name, address, language" in form
    assert 'name="email"' not in form
    site.client.post(
        f"{site.page}/people/{site.one}", data=typed(name="Thief", email="thief@x.example", position="Directrice")
    )
    with site.app.app_context(), scope.everything():
        one = db.session.get_one(Registration, site.one)
        assert (one.person.name, one.position) == ("Awa Diallo", "Directrice")


def test_replacing_somebody_is_one_form(site: Site) -> None:
    assert "Replace Awa Diallo" in site.client.get(f"{site.page}/people/{site.one}/replace").text
    data = typed()
    del data["role"]
    assert site.client.post(f"{site.page}/people/{site.one}/replace", data=data).status_code == HTTPStatus.SEE_OTHER
    assert site.people() == [("Fatou Sow", "delegate", 1)]


def test_withdrawing_asks_first(site: Site) -> None:
    page = site.client.get(f"{site.page}/people/{site.one}/withdraw").text
    assert "Awa Diallo loses the place and is told by mail." in page
    assert len(site.people()) == 1
    site.client.post(f"{site.page}/people/{site.one}/withdraw")
    assert site.people() == []
    assert site.client.get(f"{site.page}/people/{site.one}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.both_databases
def test_not_taking_part_and_then_after_all(site: Site) -> None:
    site.client.post(f"{site.page}/people/{site.one}/withdraw")
    page = site.client.post(f"{site.page}/decline", follow_redirects=True).text
    assert "You told us that your organisation will not take part" in page
    page = site.client.post(f"{site.page}/take-part", follow_redirects=True).text
    assert "Register your delegate" in page


@pytest.mark.both_databases
def test_the_secretariat_fills_in_for_a_member_also_after_registration_has_closed(site: Site) -> None:
    with site.app.app_context(), transaction():
        secretary = staff().id
    browser = site.app.test_client()
    late = clock.now() + timedelta(days=10)
    with time_machine.travel(late):
        sign_in(browser, site.app, secretary)
        assert "You act for this member." in browser.get(site.page).text
        assert browser.post(f"{site.page}/people/new", data=typed()).status_code == HTTPStatus.SEE_OTHER
        assert browser.post(f"{site.page}/people/{site.one}/withdraw").status_code == HTTPStatus.SEE_OTHER
        assert site.client.post(f"{site.page}/people/new", data=typed()).status_code == HTTPStatus.CONFLICT
    assert [name for name, _role, _seat in site.people()] == ["Fatou Sow"]
    with site.app.app_context():
        acts = select(AuditEntry.action).where(AuditEntry.actor_id == secretary).order_by(AuditEntry.id)
        assert {"registration.added", "registration.withdrawn"} <= set(db.session.scalars(acts))


def test_the_secretariat_opens_the_workspace_of_a_member_that_was_never_invited(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        slug = db.session.get_one(Event, site.event_id).slug
        code, secretary = make_member().code, staff().id
    sign_in(site.client, site.app, secretary)
    answer = site.client.post(f"/en/secretariat/events/{slug}/delegations/{code}/fill-in")
    assert answer.location == f"/en/events/{slug}/delegations/{code}"
    assert "Register your delegate" in site.client.get(answer.location).text


def test_after_the_deadline_the_form_says_so_and_keeps_what_was_typed(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Registration, site.one).event
        event.registration_closes_at = clock.now() - timedelta(seconds=1)
    response = site.client.post(f"{site.page}/people/new", data=typed())
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Registration closed on" in response.text
    page = site.client.get(site.page).text
    assert "Registration has closed" in page
    assert "/people/new" not in page
    assert len(site.people()) == 1


def test_the_number_of_queries_does_not_grow_with_the_people(site: Site) -> None:
    def queries() -> int:
        with statements() as sent:
            assert site.client.get(site.page).status_code == HTTPStatus.OK
        return len(sent)

    queries()
    with_one = queries()
    with site.app.app_context(), scope.everything(), transaction():
        delegation = db.session.get_one(Registration, site.one).delegation
        for role in (DELEGATE, ALTERNATE, OBSERVER):
            register(delegation, role)
    assert queries() == with_one
