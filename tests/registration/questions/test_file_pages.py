"""Files as answers on a page: taken by their content, given to their owner and the secretariat."""

from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.questions import answering, rules
from assembly.registration.questions.models import Answer
from tests.factories import accounts
from tests.factories.questions import PDF, PNG
from tests.factories.registration import open_event
from tests.registration.questions.worlds import Site


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
    answer = site.client.post(site.mine, data=with_file(site, PDF, **{f"q{site.day}": "never"}))
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


@pytest.mark.both_databases
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


@pytest.mark.both_databases
def test_an_answer_that_is_no_file_is_not_given_out_as_one(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.day, **{f"q{site.day}": "2026-12-02"}))
    with site.app.app_context(), scope.everything():
        answer_id = db.session.scalar(select(Answer.id))
    assert site.client.get(f"{site.mine}/files/{answer_id}").status_code == HTTPStatus.NOT_FOUND


def test_a_request_larger_than_any_answer_is_refused_before_it_is_read(site: Site) -> None:
    said = {"CONTENT_LENGTH": str(11 * 1024 * 1024)}
    answer = site.client.post(site.mine, data=with_file(site), environ_overrides=said)
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert site.values(site.awa) == {}


def test_a_file_is_what_its_content_says_and_never_a_page(site: Site) -> None:
    site.client.post(site.mine, data=with_file(site, PDF + b"<script>alert(1)</script>", "evil.html"))
    given = site.client.get(f"{site.mine}/files/{site.file_id()}")
    assert given.content_type == "application/pdf"
    assert "evil.pdf" in given.headers["Content-Disposition"]
    refused = site.client.post(site.mine, data=with_file(site, b"<html><script>", "scan.pdf"))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
