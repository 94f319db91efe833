"""What was changed in the register, by whom; and what can be erased of it."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import scope
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Purpose
from assembly.database import transaction
from assembly.extensions import db
from assembly.members import history, importer, service
from assembly.members.models import Member, MemberChange
from tests.factories import accounts

ROW = {"code": "ML-A", "name": "ACESEM", "country": "ML", "contact_name": "Awa", "contact_email": "awa@a.example"}
FORM = ROW | {"kind": "organisation", "status": "full", "weight": "1", "listed": "yes", "website_shown": "yes"}


def changes() -> list[tuple[str, str | None, str | None]]:
    """Field, old and new of all that was noted, in its order."""
    rows = db.session.scalars(select(MemberChange).order_by(MemberChange.id))
    return [(row.field, row.old, row.new) for row in rows]


def bring(*rows: dict[str, str]) -> importer.Outcome:
    with transaction():
        return importer.store(None, importer.rows_of(rows))


def save(**cells: str) -> None:
    with transaction():
        service.save_member(None, FORM | cells)


@pytest.fixture
def member(context: Flask) -> int:
    bring(ROW)
    return db.session.scalars(select(Member.id)).one()


def test_a_member_that_is_added_has_one_entry(member: int) -> None:
    assert changes() == [("member", None, None)]


def test_an_import_notes_old_and_new_of_each_cell(member: int) -> None:
    bring(ROW | {"weight": "2", "joined_on": "2019-03-25", "listed": "no"})
    assert set(changes()[1:]) == {("weight", "1", "2"), ("joined_on", None, "2019-03-25"), ("listed", "yes", "no")}


def test_the_same_sheet_again_notes_nothing(member: int) -> None:
    bring(ROW)
    assert len(changes()) == 1


def test_what_the_form_empties_is_noted_too(member: int) -> None:
    save(website="https://a.example")
    save(website="", contact_name="", contact_email="")
    assert ("website", "https://a.example", None) in changes()
    assert ("contact_email", "awa@a.example", None) in changes()
    assert ("contact_name", "Awa", None) in changes()


def test_a_contact_who_comes_for_another_can_be_erased_alone(member: int) -> None:
    bring(ROW | {"contact_name": "Issa", "contact_email": "issa@a.example"})

    def of(name: str) -> set[tuple[str, str | None, str | None]]:
        statement = select(MemberChange).join(Person, MemberChange.person_id == Person.id).where(Person.name == name)
        return {(row.field, row.old, row.new) for row in db.session.scalars(statement)}

    assert {("contact_name", "Awa", None), ("contact_email", "awa@a.example", None)} <= of("Awa")
    assert {("contact_name", None, "Issa"), ("contact_email", None, "issa@a.example")} <= of("Issa")
    assert not any("Awa" in str(row) for row in of("Issa"))


def test_a_corrected_name_is_found_and_noted(member: int) -> None:
    bring(ROW | {"contact_name": "AWA"})
    assert ("contact_name", "Awa", "AWA") in changes()
    bring(ROW | {"contact_language": "es"})
    assert ("contact_language", "fr", "es") in changes()
    assert db.session.scalars(select(Person.search_key)).one() == "awa"


def test_an_act_tells_who_and_puts_its_changes_together(member: int) -> None:
    with transaction():
        person_id = accounts.staff(name="Siriporn").id
    with transaction():
        actor = Actor(person_id, 1, "Siriporn", "en", "UTC", Purpose.SIGN_IN, ())
        service.save_member(actor, FORM | {"weight": "3", "website": "https://a.example"})
    latest, first = history.by_act(history.of_member(member))
    assert (latest.by, {change.field for change in latest.changes}) == ("Siriporn", {"weight", "website"})
    assert (first.by, [change.field for change in first.changes]) == (None, [history.ADDED])


def test_another_member_does_not_see_it(member: int) -> None:
    with scope.within(scope.Scope(member_ids=frozenset({member + 1}))):
        assert history.of_member(member) == []


def test_a_status_that_changes_has_a_day(member: int) -> None:
    bring(ROW | {"status": "affiliate"})
    assert db.session.scalars(select(Member.status_on)).one() is not None
    bring(ROW | {"status": "full", "status_on": "2020-01-02"})
    assert db.session.scalars(select(Member.status_on)).one() == date(2020, 1, 2)


def test_nobody_leaves_before_joining(member: int) -> None:
    bring(ROW | {"joined_on": "2020-01-02"})
    (verdict,) = bring(ROW | {"left_on": "2020-01-01"}).verdicts
    assert [(problem.column, problem.code) for problem in verdict.problems] == [("left_on", "left_before_joining")]
