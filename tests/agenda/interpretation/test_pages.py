"""The rota for its coordinator, and my turns and papers for interpreters."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.interpretation import queries
from assembly.agenda.interpretation.models import InterpreterTurn
from assembly.database import transaction
from assembly.extensions import db
from tests.factories.accounts import sign_in, staff
from tests.factories.documents import make_document, put
from tests.factories.interpretation import make_booth
from tests.factories.registration import invited_member, register


class Site:
    """A booth with its coordinator, an interpreter and a delegate."""

    def __init__(self, app: Flask) -> None:
        with app.app_context(), scope.everything(), transaction():
            booth = make_booth()
            self.slug, self.sitting_id = booth.event.slug, booth.sitting.id
            self.starts_at = booth.sitting.starts_at
            self.ana, self.ana_registration = booth.ana.person_id, booth.ana.id
            self.bo_registration = booth.bo.id
            self.delegate = register(invited_member(booth.event).delegation).person_id
            self.staff = staff().id
            put(make_document(booth.item, Visibility.INTERPRETERS))
            due = booth.sitting.starts_at - timedelta(days=2)
            make_document(booth.item, owed_by="Arun Phromsri", due_at=due)

    def staff_page(self, rest: str) -> str:
        return f"/en/secretariat/events/{self.slug}/programme{rest}"

    def page(self, name: str) -> str:
        return f"/en/events/{self.slug}/{name}"


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app)


@pytest.mark.both_databases
def test_the_coordinator_fills_the_gap_and_sees_what_is_owed(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    page = client.get(site.staff_page("/rota")).text
    assert "Opening: nobody interprets (English → French)" in page
    assert "Arun Phromsri" in page
    local = site.starts_at + timedelta(hours=7)  # Bangkok
    answer = client.post(
        site.staff_page(f"/sittings/{site.sitting_id}/rota/new"),
        data={
            "interpreters": [str(site.ana_registration), str(site.bo_registration)],
            "source": "en",
            "target": "fr",
            "minutes": "30",
            "starts": local.strftime("%Y-%m-%dT%H:%M"),
            "ends": (local + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        },
    )
    assert answer.status_code == 303
    page = client.get(site.staff_page("/rota")).text
    assert "No gap, no overlap, no turn that is too long" in page
    assert "English → French" in page
    with app.app_context(), scope.everything():
        turn = queries.turns_in([site.sitting_id])[0].id
    assert client.post(site.staff_page(f"/turns/{turn}/remove")).status_code == 303
    with app.app_context():
        assert db.session.get(InterpreterTurn, turn) is None


def test_turns_that_cannot_be_say_why(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    data = {
        "interpreters": [str(site.ana_registration)],
        "source": "en",
        "target": "en",
        "minutes": "30",
        "starts": "2026-12-03T18:00",
        "ends": "2026-12-03T19:00",
    }
    page = client.post(site.staff_page(f"/sittings/{site.sitting_id}/rota/new"), data=data).text
    assert "Choose two languages." in page


@pytest.mark.both_databases
def test_an_interpreter_sees_turns_and_papers_and_nobody_else_does(app: Flask, client: FlaskClient, site: Site) -> None:
    for name in ("my-turns", "papers"):
        for somebody, status in ((site.delegate, 404), (site.staff, 404), (site.ana, 200)):
            sign_in(client, app, somebody)
            assert client.get(site.page(name)).status_code == status, (name, somebody)
    assert "You have no turn yet" in client.get(site.page("my-turns")).text
    papers = client.get(site.page("papers")).text
    assert "PDF, 1 kB" in papers
    assert "Expected from Arun Phromsri until:" in papers
    assert 'href="/en/events/' in client.get(site.page("my-assembly")).text
    assert "my-turns" in client.get(site.page("my-assembly")).text
