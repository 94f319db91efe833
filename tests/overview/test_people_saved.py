"""A list of people is kept by a name: one's own, or the whole secretariat's."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.accounts.models import Person
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.overview.models import SavedView
from assembly.registration.mine.held import held_on
from tests.factories.accounts import person, sign_in, staff
from tests.factories.registration import invited_member, open_event, register
from tests.statements import statements

LIST = "/en/secretariat/events/assembly/people"
NEW = f"{LIST}/lists/new"


class Office:
    """Two of the secretariat and somebody else, at an event with one person."""

    def __init__(self, app: Flask) -> None:
        with app.app_context(), scope.everything(), transaction():
            register(invited_member(open_event(slug="assembly")).delegation, name="Zoë", language="ru")
            people = [staff(), staff(), person()]
            self.ids = [one.id for one in people]
        self.app = app
        self.mine, self.colleague, self.stranger = (self._browser(one) for one in self.ids)

    def _browser(self, person_id: int) -> FlaskClient:
        browser = self.app.test_client()
        sign_in(browser, self.app, person_id)
        return browser

    def save(self, query: str, **typed: str) -> int:
        return self.mine.post(f"{NEW}?{query}", data=typed).status_code

    def kept(self) -> list[tuple[str, bool, dict[str, str]]]:
        with self.app.app_context():
            rows = db.session.scalars(select(SavedView).order_by(SavedView.id))
            return [(row.name, row.person_id is None, row.filters) for row in rows]

    def id_of(self, name: str) -> int:
        with self.app.app_context():
            return db.session.scalars(select(SavedView.id).where(SavedView.name == name)).one()


@pytest.fixture
def office(app: Flask, client: FlaskClient) -> Office:
    return Office(app)


def tabs(browser: FlaskClient, query: str = "") -> str:
    page = browser.get(f"{LIST}?{query}").text
    return page.split('aria-label="Saved lists"')[1].split("</nav>")[0] if 'aria-label="Saved lists"' in page else ""


def test_filters_and_order_are_kept_and_nothing_else_of_the_address(office: Office) -> None:
    query = "q=&language=ru&order=newest&page=7&one=3&lang=fr&person_id=1"
    assert office.save(query, name=" Russian, newest ") == HTTPStatus.SEE_OTHER
    assert office.kept() == [("Russian, newest", False, {"language": "ru", "order": "newest"})]


def test_it_stands_above_the_list_and_says_when_one_looks_at_it(office: Office) -> None:
    assert "Saved lists" not in office.mine.get(LIST).text
    assert "Save this list" in tabs(office.mine, "language=ru")
    office.save("language=ru", name="Russian")
    assert 'language=ru">Russian</a>' in tabs(office.mine)
    assert '<b aria-current="page">Russian</b>' in tabs(office.mine, "language=ru")
    assert "Save this list" not in tabs(office.mine, "language=ru")
    assert '<b aria-current="page">Everybody</b>' in tabs(office.mine)


def test_ones_own_list_is_not_there_for_others_and_a_shared_one_is(office: Office) -> None:
    office.save("language=ru", name="Mine")
    office.save("role=guest", name="Ours", shared="y")
    assert "Ours" in tabs(office.colleague)
    assert "Mine" not in tabs(office.colleague)
    for method, address in (("get", "1"), ("post", "1"), ("post", "1/remove")):
        answer = getattr(office.colleague, method)(f"{LIST}/lists/{address}", data={"name": "Stolen"})
        assert answer.status_code == HTTPStatus.NOT_FOUND
    assert [name for name, _shared, _filters in office.kept()] == ["Mine", "Ours"]


@pytest.mark.both_databases
def test_a_list_gets_another_name_is_shared_and_is_removed(office: Office) -> None:
    office.save("language=ru", name="Russian")
    assert 'value="Russian"' in office.mine.get(f"{LIST}/lists/1").text
    answer = office.mine.post(f"{LIST}/lists/1", data={"name": "In Russian", "shared": "y"})
    assert answer.location.endswith("/people?language=ru")
    assert office.kept() == [("In Russian", True, {"language": "ru"})]
    office.colleague.post(f"{LIST}/lists/1/remove")
    assert office.kept() == []
    with office.app.app_context():
        acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_type == "saved_view")).all()
    assert sorted(acts) == ["view.removed", "view.renamed", "view.saved"]


@pytest.mark.both_databases
@pytest.mark.parametrize("shared", [{}, {"shared": "y"}])
def test_a_name_stands_once_and_what_was_typed_stays(office: Office, shared: dict[str, str]) -> None:
    assert office.save("language=ru", name="Twice", **shared) == HTTPStatus.SEE_OTHER
    answer = office.mine.post(f"{NEW}?role=guest", data={"name": "Twice", **shared})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is a list of this name already." in answer.text
    assert 'value="Twice"' in answer.text
    assert len(office.kept()) == 1
    office.save("role=guest", name="Other", **shared)
    answer = office.mine.post(f"{LIST}/lists/{office.id_of('Other')}", data={"name": "Twice", **shared})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_list_needs_a_name_that_fits(office: Office, name: str) -> None:
    assert office.save("language=ru", name=name) == HTTPStatus.UNPROCESSABLE_ENTITY
    assert office.kept() == []


def test_a_name_with_markup_is_text(office: Office) -> None:
    office.save("language=ru", name="<img onerror=x> {{7*7}}")
    assert "&lt;img onerror=x&gt; {{7*7}}" in tabs(office.mine)


def test_lists_are_the_secretariats(office: Office) -> None:
    for address in (NEW, f"{LIST}/lists/1"):
        assert office.stranger.get(address).status_code == HTTPStatus.FORBIDDEN
    assert office.stranger.post(f"{LIST}/lists/1/remove").status_code == HTTPStatus.FORBIDDEN


def test_who_saved_a_list_finds_it_in_what_is_held_on_them(office: Office) -> None:
    office.save("q=zoe", name="Looking for Zoë")
    with office.app.app_context(), scope.everything():
        held = {rows.table for rows in held_on(db.session.get_one(Person, office.ids[0]))}
    assert "saved_view" in held


def test_thirty_lists_take_no_more_queries_than_one(office: Office) -> None:
    def queries() -> int:
        office.mine.get(LIST)
        with statements() as sent:
            office.mine.get(LIST)
        return len(sent)

    office.save("language=ru", name="First")
    before = queries()
    for number in range(29):
        office.save(f"q={number}", name=f"List {number}", shared="y" if number % 2 else "")
    assert queries() == before
