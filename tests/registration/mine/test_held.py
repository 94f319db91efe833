"""What is held on a person: every row of theirs, none of anybody else's, and no secret."""

import json
from http import HTTPStatus

from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, models, scope
from assembly.accounts.models import Person, Purpose
from assembly.database import transaction
from assembly.database_types import Base, Retention
from assembly.extensions import db
from assembly.registration.consents.models import Consent, ConsentPurpose
from assembly.registration.mine import held
from assembly.registration.mine.vocabulary import TABLES, in_words
from assembly.registration.mine.wording import retention_sentence
from tests.factories.accounts import sign_in
from tests.factories.registration import invited_member, open_event, register

assert models


def test_every_table_with_personal_columns_is_walked_or_says_why_not() -> None:
    nobody = Person(id=0, email="", name="")
    silent = [
        table.name
        for table in Base.metadata.sorted_tables
        if any("personal" in column.info for column in table.columns)
        and held.belongs(table, nobody, []) is None
        and table.name not in held.NOT_BY_PERSON
    ]
    assert silent == [], "give the table a person_id or registration_id, or say in NOT_BY_PERSON why it needs none"


def test_no_hash_and_no_secret_is_shown() -> None:
    shown = {column.name for table in Base.metadata.sorted_tables for column in table.columns if held.shown(column)}
    assert not {name for name in shown if "hash" in name and name not in {"logo_hash", "previous_hash"}}


def test_one_sees_all_ones_own_rows_and_nobody_elses(context: Flask) -> None:
    with transaction():
        event = open_event()
        home = invited_member(event)
        mine = register(home.delegation, name="Awa Diallo", position="Director")
        register(home.delegation, name="Somebody Else", position="Another position")
        db.session.add(
            Consent(event_id=event.id, person_id=mine.person_id, purpose=ConsentPurpose.PICTURES, given_at=clock.now())
        )
    with scope.within(scope.Scope(person_id=mine.person_id)):
        found = held.as_json(held.held_on(mine.person))
    assert {"person", "registration", "delivery", "consent"} <= set(found)
    assert found["person"][0]["name"] == "Awa Diallo"
    assert [row["position"] for row in found["registration"]] == ["Director"]
    assert found["consent"][0]["purpose"] == "pictures"
    text = json.dumps(found, ensure_ascii=False)
    assert "Somebody Else" not in text
    assert "Another position" not in text


def test_personal_columns_say_what_for_and_how_long(context: Flask) -> None:
    with transaction():
        mine = register(invited_member(open_event()).delegation)
    told = held.purposes(held.held_on(mine.person))
    assert told["person.email"] == {
        "purpose": "signing in and being told", "kept": "while the person has an account",
    }  # fmt: skip


def test_the_page_and_the_download_are_for_whoever_proved_their_address(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        mine = register(invited_member(open_event(slug="assembly")).delegation, name="Awa Diallo")
        person_id = mine.person_id
    pages = ("/en/events/assembly/me/data", "/en/events/assembly/me/data.json")
    sign_in(client, app, person_id, Purpose.PERSONAL_PAGE)
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert answer.location == f"/en/sign-in?next={page}"
    sign_in(client, app, person_id)
    shown = client.get(pages[0]).text
    assert "signing in and being told" in shown
    assert "Where you signed in" in shown
    answer = client.get(pages[1])
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-data.json"
    assert answer.json
    assert answer.json["held"]["person"][0]["name"] == "Awa Diallo"


def test_every_time_that_data_is_kept_has_its_words() -> None:
    said = {retention_sentence(retention) for retention in Retention}
    assert len(said) == len(Retention)


def test_what_is_new_is_said_by_its_own_name_until_it_has_words() -> None:
    assert in_words(TABLES, "consent") == "What you agreed to"
    assert in_words(TABLES, "lunch_wish") == "lunch wish"
