"""Giving documents out to those who may read them, and the secretariat's pages."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.agenda import queries as agenda_queries
from assembly.agenda import service as agenda
from assembly.agenda.documents import queries, reading
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.models import Document
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration import service as registration
from tests.factories.accounts import person, sign_in, staff
from tests.factories.agenda import make_item, make_sitting
from tests.factories.documents import PDF, PNG, make_document, put
from tests.factories.guests import invite_guest
from tests.factories.registration import details, invited_member, open_event, register


class Site:
    """A published programme with documents for everybody, for those admitted and for interpreters; one of the draft."""

    def __init__(self, app: Flask) -> None:
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            sitting = make_sitting(event)
            item = make_item(sitting)
            self.document_id = (document := make_document(item)).id
            self.public = put(document, name="Проект.pdf").id
            self.participants = put(make_document(item, Visibility.PARTICIPANTS)).id
            agenda.publish_agenda(None, event)
            self.interpreters = put(make_document(sitting, Visibility.INTERPRETERS)).id
            self.draft = put(make_document(sitting)).id
            self.slug, self.sitting_id = event.slug, sitting.id
            self.delegate = register(invited_member(event).delegation).person_id
            guest = invite_guest(event, ParticipantRole.INTERPRETER)
            registration.register_guest(
                guest, details(email=guest.person.email, name=guest.person.name), now=clock.now()
            )
            self.interpreter = guest.person_id
            self.stranger, self.staff = person().id, staff().id

    def file(self, file_id: int) -> str:
        return f"/en/events/{self.slug}/documents/{file_id}"

    def page(self, rest: str = "") -> str:
        return f"/en/secretariat/events/{self.slug}/programme/documents{rest}"


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app)


def test_each_reads_what_is_published_to_them_and_no_draft(app: Flask, client: FlaskClient, site: Site) -> None:
    files = (site.public, site.participants, site.interpreters, site.draft)
    expected = {
        None: [200, 303, 303, 303],
        site.stranger: [200, 404, 404, 404],
        site.delegate: [200, 200, 404, 404],
        site.interpreter: [200, 200, 200, 404],
        site.staff: [200, 200, 200, 200],
    }
    for somebody, statuses in expected.items():
        if somebody:
            sign_in(client, app, somebody)
        assert [client.get(site.file(file)).status_code for file in files] == statuses, somebody


def test_a_file_is_saved_under_its_name_and_never_shown_as_a_page(client: FlaskClient, site: Site) -> None:
    answer = client.get(site.file(site.public))
    assert answer.data == PDF
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "%D0%9F%D1%80%D0%BE%D0%B5%D0%BA%D1%82.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    again = client.get(site.file(site.public), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_reader_gets_their_language_else_the_original_with_a_word(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    with app.test_request_context("/fr/"), scope.everything():
        event = event_by_slug(site.slug)
        found = list(queries.published_in(agenda_queries.published(event.id)))
        shown = reading.shown(event, found, frozenset({Visibility.PUBLIC}))
    assert [(one.url, one.note) for one in shown] == [(f"/en/events/{site.slug}/documents/{site.public}", "PDF, 1 kB")]


def test_the_secretariat_adds_a_document_in_two_languages(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    answer = client.post(
        f"/en/secretariat/events/{site.slug}/programme/sittings/{site.sitting_id}/documents/new",
        data={"title-en": "Report", "visibility": "participants", "owed_by": "Ana", "due": "2026-11-30T18:00"},
    )
    assert answer.status_code == 303
    assert "Not yet: Ana" in client.get(site.page()).text
    page = answer.location
    answer = client.post(f"{page}/files/en", data={"en-file": (BytesIO(PDF), "report.pdf")})
    assert answer.status_code == 303
    assert client.post(f"{page}/files/fr", data={"fr-address": "https://elsewhere.example/fr"}).status_code == 303
    text = client.get(page).text
    assert "report.pdf" in text
    assert "https://elsewhere.example/fr" in text
    assert "PDF, 1 kB" in text
    assert client.post(f"{page}/files/fr/remove").status_code == 303
    assert "elsewhere.example" not in client.get(page).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"en-file": (b"<script>x", "report.pdf")}, "macros or programs"),
        ({"en-file": (b"MZ\x90\x00", "report.pdf")}, "Please choose a PDF"),
        ({"en-address": "http://elsewhere.example/"}, "begins with https://"),
        ({}, "Please choose a file, or type an address."),
    ],
)
def test_what_is_not_taken_says_why_beside_its_field(
    app: Flask, client: FlaskClient, site: Site, data: dict[str, object], words: str
) -> None:
    sign_in(client, app, site.staff)
    sent = {key: (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value for key, value in data.items()}
    answer = client.post(site.page(f"/{site.document_id}/files/en"), data=sent)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.both_databases
def test_a_document_is_renamed_and_removed(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    page = site.page(f"/{site.document_id}")
    assert client.post(page, data={"title-en": "Framework", "visibility": "public"}).status_code == 303
    assert "Framework" in client.get(page).text
    assert "1 file goes." in client.get(f"{page}/remove").text
    client.head(f"{page}/remove")
    assert client.get(page).status_code == 200
    assert client.post(f"{page}/remove").status_code == 303
    assert client.get(page).status_code == 404
    assert client.get(site.file(site.public)).status_code == 200
    with app.app_context():
        assert db.session.get_one(Document, site.document_id).removed_at is not None


def test_a_language_that_the_event_does_not_have_is_not_found(app: Flask, client: FlaskClient, site: Site) -> None:
    sign_in(client, app, site.staff)
    answer = client.post(site.page(f"/{site.document_id}/files/xx"), data={"xx-file": (BytesIO(PNG), "a.png")})
    assert answer.status_code == 404
