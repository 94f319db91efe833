"""Case 51: "what do you hold on me" has every row that a walk of the database finds, and says all of it in words."""

import json

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import MetaData, Table, select

from assembly import clock, scope
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.database_types import Base
from assembly.extensions import db
from assembly.privacy import rows
from assembly.registration.consents.models import Consent, ConsentPurpose
from assembly.registration.mine import held, wording
from assembly.registration.mine.vocabulary import COLUMNS, TABLES, in_words
from tests.factories.accounts import person, sign_in
from tests.factories.events import make_event
from tests.privacy.planting import Planter, mark


def everything_about_somebody() -> tuple[Person, list[str]]:
    """Plant a row of theirs in every table, and one of somebody else in each."""
    one, other = person(name=f"Name {mark()}", email=f"{mark()}@people.example", phone=mark()), person()
    planter, beside = Planter(one, other), Planter(other, one)
    planter.plant_all()
    beside.parents |= {"person": other.id}
    beside.plant_all()
    return one, [*planter.marks, one.name, one.email, str(one.phone)]


def found_in_the_database(one: Person) -> set[str]:
    """The tables with rows about somebody, found by the foreign keys that the database itself tells of."""
    reflected = MetaData()
    reflected.reflect(db.session.connection())
    registrations = rows.registrations_of(one)
    return {
        table.name
        for table in reflected.sorted_tables
        for column, condition in (("person_id", [one.id]), ("registration_id", registrations))
        if _points(table, column) and db.session.execute(select(1).where(table.c[column].in_(condition))).first()
    }


def _points(table: Table, column: str) -> bool:
    return column in table.c and bool(table.c[column].foreign_keys)


def test_every_row_about_somebody_is_shown_to_them(context: Flask) -> None:
    with transaction():
        one, marks = everything_about_somebody()
    wanted = found_in_the_database(one) | {"person", "sign_in_request"}
    with scope.within(scope.Scope(person_id=one.id)):
        shown = held.as_json(held.held_on(one))
    assert wanted - set(shown) == set(held.NOT_BY_PERSON) & wanted
    for name, some in shown.items():
        table = Base.metadata.tables[name]
        condition = held.belongs(table, one, rows.registrations_of(one))
        assert condition is not None
        assert len(some) == len(db.session.execute(select(*table.primary_key).where(condition)).all()), name
    text = json.dumps(shown, ensure_ascii=False)
    secrets = secrets_of_all()
    assert [mark for mark in marks if mark not in text and mark not in secrets] == []


def secrets_of_all() -> str:
    """What stands in columns that would be of use to a thief alone."""
    columns = [table.c[name] for table in Base.metadata.sorted_tables for name in held.SECRETS if name in table.c]
    return repr([db.session.execute(select(column)).all() for column in columns])


def test_nothing_is_shown_by_the_name_that_programs_use() -> None:
    nobody = Person(id=0, email="", name="")
    about = [table for table in Base.metadata.sorted_tables if held.belongs(table, nobody, []) is not None]
    columns = [column for table in about for column in table.columns if held.shown(column)]
    told = {column.name for column in columns if wording._told(held.HeldColumn(column.name, "x", None))}
    kinds = {kind for column in columns if (kind := getattr(column.type, "enum_class", None))}
    stored = {value for kind in kinds for value in kind if wording._said_word(value) == in_words({}, value)}
    assert {table.name for table in about} - set(TABLES) == set()
    assert told - set(COLUMNS) == set()
    assert stored == set()


def test_the_page_says_every_group_in_words_and_consent_with_its_history(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        one, marks = everything_about_somebody()
        event, now = make_event(slug="one"), clock.now()
        given = {"person_id": one.id, "event_id": event.id, "purpose": ConsentPurpose.PICTURES, "given_at": now}
        db.session.add_all([Consent(**given, withdrawn_at=now), Consent(**given)])
        person_id = one.id
        tables = {found.table for found in held.held_on(one)}
    assert tables - set(TABLES) == set(), "say in registration/mine/vocabulary.py what the rows of a table are"
    sign_in(client, app, person_id)
    answered = client.get("/en/events/one/me/data")
    assert answered.headers["Cache-Control"] == "no-store", "the next one at a shared machine does not go back to it"
    page = answered.text
    assert [name for name in tables if str(TABLES[name]) not in page] == []
    answer = client.get("/en/events/one/me/data.json").json
    assert answer
    consents = [row for row in answer["held"]["consent"] if row["purpose"] == "pictures"]
    assert sorted("withdrawn_at" in row for row in consents) == [False, True]
    assert sum(mark in page for mark in marks) > len(marks) // 2
