"""Administrators say who works for the federation; nobody is made or unmade unseen, and one always stays."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from assembly import clock
from assembly.accounts import sessions
from assembly.accounts.models import Person, Role, RoleGrant, UserSession
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.events.colleagues import service
from assembly.events.colleagues.service import Newcomer
from assembly.extensions import db
from assembly.mail.models import Delivery
from tests.factories.accounts import person, sign_in, staff
from tests.factories.events import make_event, make_federation
from tests.factories.letters import letters

PAGE = "/en/secretariat/colleagues"
NAN = {"address": "nan@federation.example", "name": "Nan Suda", "language": "en"}


def roles_of(address: str) -> list[tuple[Role, int | None]]:
    statement = select(RoleGrant.role, RoleGrant.event_id).join(Person).where(Person.email == address)
    return [(role, event_id) for role, event_id in db.session.execute(statement)]


def told() -> list[tuple[str, str]]:
    return [(row.kind, row.name) for row in db.session.scalars(select(Delivery).order_by(Delivery.id))]


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_an_administrator_gives_and_takes_roles_and_everybody_concerned_is_told(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction():
        make_federation()
        event = make_event(slug="assembly").id
        me = staff(name="Ana").id
        staff(name="Bo")
        colleague = staff(Role.STAFF, name="Chai").id
    sign_in(client, app, colleague)
    assert client.get(PAGE).status_code == client.post(PAGE, data=NAN).status_code == HTTPStatus.FORBIDDEN
    sign_in(client, app, me)

    assert client.post(PAGE, data=NAN | {"role": "administrator", "event": ""}).status_code == HTTPStatus.SEE_OTHER
    assert client.post(PAGE, data=NAN | {"role": "staff", "event": "assembly"}).status_code == HTTPStatus.SEE_OTHER
    with app.app_context():
        assert roles_of(NAN["address"]) == [(Role.ADMINISTRATOR, None), (Role.STAFF, event)]
        assert told() == [("role-given", "Nan Suda"), ("administrators-changed", "Ana"),
                          ("administrators-changed", "Bo"), ("role-given", "Nan Suda")]  # fmt: skip
        assert acts() == ["person.added", "role.granted", "role.granted"]
        first, second = letters("administrators-changed")
        assert "**Nan Suda** is an administrator now." in first.body
        assert "Ana" in second.body
        assert [fact.value for fact in letters("role-given")[1].facts] == ["Secretariat", "International Assembly"]
        nan = db.session.scalar(select(Person.id).where(Person.email == NAN["address"]))

    shown = client.get(PAGE).text
    assert "Nan Suda" in shown
    assert "International Assembly" in shown
    taken = client.post(f"{PAGE}/{nan}/roles/staff", data={"event": "assembly"})
    assert taken.status_code == HTTPStatus.SEE_OTHER
    assert client.post(f"{PAGE}/{nan}/roles/staff", data={"event": ""}).status_code == HTTPStatus.NOT_FOUND
    assert client.post(f"{PAGE}/{nan}/roles/focal_point").status_code == HTTPStatus.NOT_FOUND
    with app.app_context():
        assert roles_of(NAN["address"]) == [(Role.ADMINISTRATOR, None)]
        assert told()[-1] == ("role-taken", "Nan Suda")
        assert acts()[-1] == "role.revoked"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"role": "chair", "event": ""}, "Please choose the event"),
        ({"role": "administrator", "event": "assembly"}, "Administrators look after everything."),
        ({"role": "focal_point", "event": ""}, "Not a valid choice"),
        ({"role": "scrutineer", "event": "assembly", "address": "staff@x.example"}, "works for the secretariat"),
        ({"role": "staff", "event": "", "address": "teller@x.example"}, "This person scrutinises votes"),
        ({"role": "staff", "event": "", "address": "shared@x.example"}, "Several people share this address"),
        ({"role": "staff", "event": "", "address": "closed@x.example"}, "The account with this address is closed"),
    ],
)
def test_a_role_that_cannot_be_given_is_refused_beside_what_was_typed(
    app: Flask, client: FlaskClient, fields: dict[str, str], refusal: str
) -> None:
    with app.app_context(), transaction():
        event = make_event(slug="assembly").id
        me = staff().id
        staff(Role.STAFF, email="staff@x.example")
        staff(Role.SCRUTINEER, event_id=event, email="teller@x.example")
        person(email="shared@x.example")
        person(email="shared@x.example")
        person(email="closed@x.example", disabled_at=clock.now())
    sign_in(client, app, me)
    answer = client.post(PAGE, data=NAN | fields)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert refusal in answer.text
    assert "Nan Suda" in answer.text
    with app.app_context():
        assert told() == []


def test_roles_that_do_not_go_together_are_not_given_at_once_either(context: Flask) -> None:
    """What another administrator gave a moment ago counts, whatever was known of the person before."""
    with transaction() as session:
        event, somebody = make_event(), person(email="nan@federation.example")
        assert somebody.grants == []
        given = {"person_id": somebody.id, "role": Role.SCRUTINEER, "event_id": event.id, "member_id": None}
        session.connection().execute(insert(RoleGrant).values(given))
        with pytest.raises(InvalidInputError, match="scrutinises"):
            service.add(None, Newcomer(**NAN), Role.STAFF, None)


def test_a_closed_account_is_signed_out_at_once_and_stays_so_when_it_is_opened_again(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction():
        me, other = staff().id, staff(Role.STAFF, email="bo@x.example", name="Bo").id
    browser = app.test_client()
    sign_in(browser, app, other)
    sign_in(client, app, me)
    assert browser.get("/en/me").status_code == HTTPStatus.OK
    assert "Close the account of Bo?" in client.get(f"{PAGE}/{other}/close").text
    assert browser.get("/en/me").status_code == HTTPStatus.OK
    client.post(f"{PAGE}/{other}/close")
    assert browser.get("/en/me").status_code == HTTPStatus.SEE_OTHER
    assert "Account closed" in client.get(f"{PAGE}?q=bo").text
    client.post(f"{PAGE}/{other}/reopen")
    assert browser.get("/en/me").status_code == HTTPStatus.SEE_OTHER, "nobody is signed in again by it"
    with app.app_context():
        assert sessions.of_person(other, clock.now()) == []
        assert [kind for kind, _name in told()] == ["account-closed", "account-reopened"]
        assert acts() == ["person.disabled", "person.enabled"]
        assert len(letters("account-closed")) == 1
    assert client.post(f"{PAGE}/999/close").status_code == HTTPStatus.NOT_FOUND


def test_the_last_administrator_can_neither_be_removed_nor_closed(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        me = staff().id
        closed = staff(disabled_at=clock.now()).id
    sign_in(client, app, me)
    for path in (f"{me}/roles/administrator", f"{me}/close"):
        answer = client.post(f"{PAGE}/{path}")
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "This is the last administrator." in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count(RoleGrant.id))) == 2
        assert db.session.scalar(select(UserSession.ended_at)) is None
    client.post(f"{PAGE}/{closed}/reopen")
    assert client.post(f"{PAGE}/{me}/roles/administrator").status_code == HTTPStatus.SEE_OTHER
    assert client.get(PAGE).status_code == HTTPStatus.FORBIDDEN, "from the next request on"


@pytest.mark.both_databases
def test_whoever_has_a_role_is_found_under_their_name_or_address(context: Flask) -> None:
    from assembly.events.colleagues import queries

    with transaction():
        one = person(name="Aïssatou Ba", email="a.ba@x.example")
        service.add(None, Newcomer("nan@x.example", "Nan Suda", "th"), Role.STAFF, None)
    assert [found.person.id for found in queries.people_like("aissatou")] == [one.id]
    assert [found.person.id for found in queries.people_like("A.Ba@x.example")] == [one.id]
    assert queries.people_like("  ") == queries.people_like("%") == []
    (listed,) = queries.colleagues()
    assert (listed.person.name, [held.role for held in listed.roles]) == ("Nan Suda", [Role.STAFF])
    with pytest.raises(InvalidInputError), transaction():
        service.add(None, Newcomer("nan@x.example", "Nan", "en"), Role.CHAIR, None)
