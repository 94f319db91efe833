"""Answering on a page: the person about themselves, the focal point about its people; nobody about others."""

from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.questions import answering, rules
from assembly.registration.questions.kinds import AnsweredBy, QuestionKind
from assembly.registration.questions.models import Answer
from assembly.registration.questions.rules import Condition
from tests.factories import accounts
from tests.factories.accounts import sign_in
from tests.factories.members import statements
from tests.factories.questions import PDF, PNG, ask
from tests.factories.registration import DELEGATE, OBSERVER, invited_member, open_event, register

YES = frozenset({"yes"})
OWN = AnsweredBy.PERSON


class Site:
    """An event with two delegations and these questions; addresses and ids only."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event(online=False)
            home, other = invited_member(event), invited_member(event)
            awa, moussa = (
                register(home.delegation, DELEGATE, name="Awa Diallo"),
                register(home.delegation, OBSERVER, name="Moussa Traoré"),
            )
            theirs = register(other.delegation, DELEGATE, name="Somebody Else")
            self.visa = ask(event, QuestionKind.YES_NO, label={"en": "A visa?"}, required=True).id
            follows = Condition(self.visa, YES)
            self.number = ask(event, label={"en": "Its number?"}, required=True, condition=follows).id
            self.day = ask(event, QuestionKind.DATE, label={"en": "Which day?"}).id
            self.scan = ask(event, QuestionKind.FILE, label={"en": "A scan?"}).id
            self.health = ask(event, label={"en": "Any illness?"}, answered_by=OWN).id
            self.slug, self.event_id = event.slug, event.id
            self.home, self.page = f"/en{home.page}", f"/en{home.page}/people/{awa.id}/questions"
            self.page_of_moussa = f"/en{home.page}/people/{moussa.id}/questions"
            self.page_of_theirs = f"/en{other.page}/people/{theirs.id}/questions"
            self.awa, self.moussa, self.theirs = awa.id, moussa.id, theirs.id
            self.awa_person, self.their_person = awa.person_id, theirs.person_id
            self.focal_point = home.focal_point.id
        self.mine = f"/en/events/{self.slug}/questions"

    def as_(self, person_id: int) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.app, person_id)
        return client

    def values(self, registration_id: int) -> dict[int, Any]:
        with self.app.app_context(), scope.everything():
            found = db.session.scalars(select(Answer).where(Answer.registration_id == registration_id))
            return {one.question_id: one.value for one in found}

    def typed(self, *questions: int, **values: Any) -> dict[str, Any]:
        """What a page sends on which these questions stood."""
        return {"asked": [str(one) for one in questions], **values}

    def file_id(self) -> int:
        with self.app.app_context(), scope.everything():
            found = db.session.scalar(select(Answer.id).where(Answer.question_id == self.scan))
            assert found
            return found


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    site = Site(app, client)
    sign_in(client, app, site.awa_person)
    return site


def test_a_person_is_asked_in_steps(site: Site) -> None:
    page = site.client.get(site.mine).text
    assert "A visa?" in page
    assert "Its number?" not in page
    saved = site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "yes"}))
    assert (saved.status_code, saved.location) == (HTTPStatus.SEE_OTHER, site.mine)
    page = site.client.get(site.mine).text
    assert "1 more question follows from them." in page
    assert "Its number?" in page
    saved = site.client.post(
        site.mine, data=site.typed(site.visa, site.number, **{f"q{site.visa}": "yes", f"q{site.number}": "N 12"})
    )
    assert saved.location.endswith("/my-assembly")
    assert site.values(site.awa) == {site.visa: "yes", site.number: "N 12"}


def test_a_page_that_was_not_finished_keeps_what_was_said_and_marks_what_is_missing(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "yes"}))
    saved = site.client.post(
        site.mine,
        data=site.typed(site.visa, site.number, site.day, **{f"q{site.visa}": "yes", f"q{site.day}": "2026-12-02"}),
    )
    assert saved.location == f"{site.mine}?missing=1"
    page = site.client.get(saved.location).text
    assert "1 answer is still missing." in page
    assert page.count("Please answer this.") == 2  # on top, and beside the field
    assert site.values(site.awa)[site.day] == "2026-12-02"


def test_an_error_keeps_all_that_was_typed_and_stores_nothing(site: Site) -> None:
    answer = site.client.post(
        site.mine,
        data=site.typed(
            site.visa, site.day, site.health,
            **{f"q{site.visa}": "no", f"q{site.day}": "3 December", f"q{site.health}": "<b>flu</b>"},
        ),
    )  # fmt: skip
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please type the day as in 2026-12-31." in answer.text
    assert 'value="3 December"' in answer.text
    assert 'value="&lt;b&gt;flu&lt;/b&gt;"' in answer.text
    assert f'checked id="q{site.visa}-1"' in answer.text
    assert site.values(site.awa) == {}


def test_what_an_answer_hides_is_not_in_the_way(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "yes"}))
    saved = site.client.post(
        site.mine,
        data=site.typed(site.visa, site.number, **{f"q{site.visa}": "no", f"q{site.number}": "x" * 300}),
    )
    assert saved.status_code == HTTPStatus.SEE_OTHER
    assert site.values(site.awa) == {site.visa: "no"}


def test_a_question_that_was_not_on_the_page_keeps_its_answer(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.health, **{f"q{site.health}": "asthma"}))
    site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "no", f"q{site.health}": ""}))
    assert site.values(site.awa) == {site.health: "asthma", site.visa: "no"}
    site.client.post(site.mine, data=site.typed(site.health, **{f"q{site.health}": ""}))
    assert site.values(site.awa) == {site.visa: "no"}


def test_it_is_said_what_for_how_long_and_who_sees_it(site: Site) -> None:
    page = site.client.get(site.mine).text
    assert "We plan with it." in page
    assert "We keep the answer until one year after the event." in page
    assert "Only you and the secretariat see it." in page
    assert "Your focal point and the secretariat see it too." in page


def test_somebody_who_takes_no_part_is_asked_nothing(site: Site) -> None:
    with site.app.app_context(), transaction():
        stranger = accounts.person().id
    assert site.as_(stranger).get(site.mine).status_code == HTTPStatus.NOT_FOUND


def test_my_assembly_leads_to_the_questions_while_answers_are_missing(site: Site) -> None:
    address = f"/en/events/{site.slug}/my-assembly"
    page = site.client.get(address).text
    assert "Answer 1 question about yourself" in page
    assert f'href="{site.mine}"' in page
    site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "no"}))
    page = site.client.get(address).text
    assert "about yourself" not in page
    assert f'href="{site.mine}"' in page


# The focal point


def test_a_focal_point_answers_for_its_people_what_it_may(site: Site) -> None:
    client = site.as_(site.focal_point)
    page = client.get(site.page).text
    assert "Questions about Awa Diallo" in page
    assert "A visa?" in page
    assert "Any illness?" not in page
    both = {f"q{site.visa}": "no", f"q{site.health}": "made up"}
    saved = client.post(site.page, data=site.typed(site.visa, site.health, **both))
    assert saved.location == f"{site.home}/questions"
    assert site.values(site.awa) == {site.visa: "no"}


def test_a_focal_point_does_not_see_what_was_told_in_confidence(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.health, **{f"q{site.health}": "asthma"}))
    assert "asthma" not in site.as_(site.focal_point).get(site.page).text


def test_the_people_of_another_member_are_not_found(site: Site) -> None:
    client = site.as_(site.focal_point)
    mixed = site.page.replace(str(site.awa), str(site.theirs))
    for address in (site.page_of_theirs, mixed):
        for method in ("GET", "POST"):
            answer = client.open(address, method=method, data=site.typed(site.visa, **{f"q{site.visa}": "no"}))
            assert answer.status_code == HTTPStatus.NOT_FOUND, (method, address)
    assert site.values(site.theirs) == {}


def test_a_focal_point_sees_whose_answers_are_missing(site: Site) -> None:
    client = site.as_(site.focal_point)
    client.post(site.page, data=site.typed(site.visa, **{f"q{site.visa}": "yes"}))
    page = client.get(f"{site.home}/questions").text
    assert page.index("Awa Diallo") < page.index("1 answer missing")
    workspace = client.get(site.home).text
    assert "1 answer is missing for Awa Diallo." in workspace
    assert "1 answer is missing for Moussa Traoré." in workspace
    assert f"{site.home}/questions" in workspace


def test_the_workspace_asks_as_often_for_many_people_as_for_few(site: Site) -> None:
    client = site.as_(site.focal_point)
    client.get(site.home)
    with statements() as few:
        client.get(f"{site.home}/questions")
    with site.app.app_context(), scope.everything(), transaction():
        event = open_event(seats={DELEGATE: 30})
        big = invited_member(event)
        ask(event, QuestionKind.CHOICE, required=True)
        for _ in range(30):
            register(big.delegation, DELEGATE)
        address, person = f"/en{big.page}/questions", big.focal_point.id
    client = site.as_(person)
    client.get(address)
    with statements() as many:
        assert client.get(address).text.count("1 answer missing") == 30
    assert len(many) == len(few)


# Files


def with_file(site: Site, content: bytes = PDF, name: str = "scan.pdf", **values: Any) -> dict[str, Any]:
    return site.typed(site.scan, site.day, **{f"q{site.scan}": (BytesIO(content), name), **values})


def test_a_file_is_stored_and_given_back_to_its_owner(site: Site) -> None:
    saved = site.client.post(site.mine, data=with_file(site, PDF, "Паспорт.pdf"))
    assert saved.status_code == HTTPStatus.SEE_OTHER
    assert "Паспорт.pdf" in site.client.get(site.mine).text
    given = site.client.get(f"{site.mine}/files/{site.file_id()}")
    assert given.data == PDF
    assert given.content_type == "application/pdf"
    assert given.headers["Content-Disposition"].startswith("attachment; ")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Cache-Control"] == "no-store"
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_a_file_survives_an_error_elsewhere_on_the_page(site: Site) -> None:
    answer = site.client.post(site.mine, data=with_file(site, **{f"q{site.day}": "never"}))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "scan.pdf" in answer.text
    assert set(site.values(site.awa)) == {site.scan}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "Please choose a PDF, PNG or JPEG file."),
        (b"", "This file is empty."),
        (PDF + b"x" * 2000, "This file is larger than 5 MB."),
    ],
)
def test_a_file_that_we_do_not_take_says_why(
    site: Site, content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LARGEST_FILE", 2000)  # bytes, so that no test sends megabytes
    answer = site.client.post(site.mine, data=with_file(site, content))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in answer.text
    assert site.values(site.awa) == {}


def test_a_file_is_replaced_or_removed(site: Site, tmp_path: Path) -> None:
    site.client.post(site.mine, data=with_file(site))
    site.client.post(site.mine, data=with_file(site, PNG, "scan.png"))
    assert site.values(site.awa)[site.scan]["name"] == "scan.png"
    site.client.post(site.mine, data=site.typed(site.scan))
    assert site.values(site.awa)[site.scan]["name"] == "scan.png"  # none chosen: it stays
    site.client.post(site.mine, data=site.typed(site.scan, **{f"q{site.scan}-remove": "y"}))
    assert site.values(site.awa) == {}
    assert list((tmp_path / "answers").iterdir()) == []


def test_a_file_whose_answer_could_not_be_stored_is_not_left_behind(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_details: object) -> None:
        raise OSError

    monkeypatch.setattr(answering, "record", fail)
    assert site.client.post(site.mine, data=with_file(site)).status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert list((tmp_path / "answers").iterdir()) == []
    assert site.values(site.awa) == {}


def test_a_file_is_for_its_owner_and_the_secretariat(site: Site) -> None:
    site.client.post(site.mine, data=with_file(site))
    address = f"{site.mine}/files/{site.file_id()}"
    with site.app.app_context(), transaction():
        staff, other_event = accounts.staff().id, open_event().slug
    assert site.as_(staff).get(address).status_code == HTTPStatus.OK
    for stranger in (site.their_person, site.focal_point):
        assert site.as_(stranger).get(address).status_code == HTTPStatus.NOT_FOUND
    assert site.as_(staff).get(address.replace(site.slug, other_event)).status_code == HTTPStatus.NOT_FOUND
    assert site.client.get(f"{site.mine}/files/{site.file_id() + 1}").status_code == HTTPStatus.NOT_FOUND


def test_an_answer_that_is_no_file_is_not_given_out_as_one(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.day, **{f"q{site.day}": "2026-12-02"}))
    with site.app.app_context(), scope.everything():
        answer_id = db.session.scalar(select(Answer.id))
    assert site.client.get(f"{site.mine}/files/{answer_id}").status_code == HTTPStatus.NOT_FOUND
