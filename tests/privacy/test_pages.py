"""The pages on personal data: asking, looking twice, erasing; what is due; the register."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.accounts.models import Person, Purpose, Role
from assembly.accounts.queries import is_erased
from assembly.database import transaction
from assembly.database_types import Base
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.privacy import declared, wording
from assembly.registration.mine import held
from tests.factories.accounts import person, sign_in, staff
from tests.factories.events import make_federation
from tests.factories.registration import invited_member, open_event, register
from tests.voting.test_mails import due, written


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    with app.app_context(), scope.everything(), transaction():
        make_federation()
        event = open_event(slug="one")
        return {
            "boss": staff(name="Ana Ruiz").id,
            "staff": staff(Role.STAFF).id,
            "guest": person(name="Gone Soon", email="gone@people.example").id,
            "registered": register(invited_member(event).delegation, name="Awa Diallo").person_id,
        }


def test_a_wish_is_asked_for_taken_back_and_done_by_an_administrator(
    app: Flask, client: FlaskClient, ids: dict[str, int]
) -> None:
    own = "/en/events/one/me/erase"
    sign_in(client, app, ids["guest"], Purpose.PERSONAL_PAGE)
    for answer in (client.get(own), client.post(own)):
        assert answer.location.startswith("/en/sign-in")  # a link that was forwarded is not enough
    sign_in(client, app, ids["guest"])
    page = client.get(own).text
    assert "Browsers that are signed in" in page
    assert "votes, statistics and the audit trail name it by its number" in page
    for answer in (client.post(own), client.post(own)):
        assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "Keep my data" in client.get(own).text
    client.post(f"{own}/take-back")
    assert "Keep my data" not in client.get(own).text
    client.post(own)

    with app.app_context(), scope.everything():
        told = db.session.scalars(select(Delivery).where(Delivery.kind == "erasure-asked").order_by(Delivery.id)).all()
        assert [mail.person_id for mail in told] == [ids["boss"]] * 2
        assert [due(mail) for mail in told] == [False, True]
        assert "Gone Soon" in str(written(told[1]).facts)

    sign_in(client, app, ids["staff"])
    listed = client.get("/en/secretariat/personal-data").text
    assert "Gone Soon" in listed
    look = f"/en/secretariat/personal-data/people/{ids['guest']}"
    assert look not in listed
    assert client.get(look).status_code == HTTPStatus.FORBIDDEN
    sign_in(client, app, ids["boss"])
    assert look in client.get("/en/secretariat/personal-data").text
    assert "They asked for it on" in client.get(look).text
    wrong = client.post(look, data={"name": "Gone Sooner"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="Gone Sooner"' in wrong.text
    assert client.post(look, data={"name": " gone  soon "}).status_code == HTTPStatus.SEE_OTHER
    assert client.get(look).status_code == HTTPStatus.NOT_FOUND
    done = client.get("/en/secretariat/personal-data").text
    assert f"Number {ids['guest']}, on" in done
    assert "Gone Soon" not in done
    with app.app_context(), scope.everything():
        assert is_erased(db.session.get_one(Person, ids["guest"]))


def test_who_is_registered_for_what_is_to_come_withdraws_first(
    app: Flask, client: FlaskClient, ids: dict[str, int]
) -> None:
    sign_in(client, app, ids["boss"])
    look = f"/en/secretariat/personal-data/people/{ids['registered']}"
    page = client.get(look).text
    assert "Withdraw the registration first." in page
    assert "Erase this person for good" not in page
    refused = client.post(look, data={"name": "Awa Diallo"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    found = client.get("/en/secretariat/personal-data?q=awa").text
    assert "Awa Diallo" in found


def test_the_register_says_of_every_declared_column_what_for_how_long_and_who_sees_it(
    app: Flask, client: FlaskClient, ids: dict[str, int]
) -> None:
    sign_in(client, app, ids["staff"])
    page = client.get("/en/secretariat/personal-data/register").text
    for table, columns in declared.tables():
        assert f'id="{table.name}"' in page
        assert all(declared.declaration(column).purpose.replace("'", "&#39;") in page for column in columns)
    assert client.get("/en/secretariat/personal-data/retention").status_code == HTTPStatus.OK


def test_every_table_that_can_be_about_a_person_has_a_name_and_readers() -> None:
    nobody = Person(id=0, email="", name="")
    about = {table.name for table in Base.metadata.sorted_tables if held.belongs(table, nobody, []) is not None}
    wanted = about | {table.name for table, _columns in declared.tables()}
    assert {name for name in wanted if name not in wording.GROUPS} == set()
    assert set(wording.GROUPS) - wanted == {"agenda_version"}  # where speakers of the draft are published
    assert all(seen for _name, seen in wording.GROUPS.values())
