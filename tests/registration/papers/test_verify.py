"""The public page that says whether a paper is genuine: what it tells, to whom, and what it does not."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.papers.rules import shown_code
from assembly.registration.papers.service import new_code
from assembly.registration.papers.views.verify import LIMIT
from assembly.registration.service import withdraw_person
from tests.registration.papers.conftest import Meeting
from tests.statements import statements


def at(code: str) -> str:
    return f"/en/verify/{code}"


def test_a_genuine_letter_is_valid_and_shows_initials_only(meeting: Meeting, client: FlaskClient):
    letter = meeting.write_letter()
    page = client.get(at(shown_code(letter.code)))
    assert page.status_code == HTTPStatus.OK
    for shown in ("Visa letter", "Valid: it was issued by us", "A. M. D.", "Network of Lomé", "International Assembly"):
        assert shown in page.text
    for secret in ("Awa", "Diallo", "DIALLO", "B 1234567", "1984"):
        assert secret not in page.text


def test_the_code_may_be_typed_without_dashes_and_in_small_letters(meeting: Meeting, client: FlaskClient):
    letter = meeting.write_letter()
    answer = client.get("/en/verify", query_string={"code": f" {letter.code.lower()} "}, follow_redirects=True)
    assert answer.request.path == at(shown_code(letter.code))
    assert "A. M. D." in answer.text


def test_a_withdrawn_registration_makes_its_papers_invalid(meeting: Meeting, client: FlaskClient):
    letter = meeting.write_letter()
    with meeting.app.app_context(), scope.everything(), transaction():
        withdraw_person(None, db.session.get_one(Registration, meeting.awa), now=clock.now())
    page = client.get(at(letter.code)).text
    assert "No longer valid" in page
    assert "Valid:" not in page


def test_a_letter_that_was_written_anew_is_not_valid_under_the_old_code(meeting: Meeting, client: FlaskClient):
    old, new = meeting.write_letter(), meeting.write_letter()
    assert "No longer valid" in client.get(at(old.code)).text
    assert "Valid:" in client.get(at(new.code)).text


@pytest.mark.parametrize("typed", ["0000-0000-0000-0000", "x", "Привет", "' OR 1=1 --", "%00", "<script>", "a" * 200])
def test_a_code_that_is_not_ours_is_not_found(meeting: Meeting, client: FlaskClient, typed: str):
    answer = client.get("/en/verify", query_string={"code": typed}, follow_redirects=True)
    assert "No paper was issued under this code" in answer.text
    assert "<script>" not in answer.text


def test_known_and_unknown_codes_cost_the_same_look_into_the_database(meeting: Meeting, client: FlaskClient):
    letter = meeting.write_letter()
    counts = []
    for code in (letter.code, new_code(), "x"):
        with statements() as executed:
            client.get(at(code))
        counts.append(len([one for one in executed if "paper" in one]))
    assert counts == [1, 1, 1]


def test_the_page_is_kept_by_nobody_and_found_by_no_search_machine(meeting: Meeting, client: FlaskClient):
    letter = meeting.write_letter()
    for address in ("/en/verify", at(letter.code), at("x")):
        headers = client.get(address).headers
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_tries_from_one_network_are_limited(meeting: Meeting, client: FlaskClient):
    """Case 9: also with an address that was forged."""
    most = int(LIMIT.partition("/")[0])
    for number in range(most):
        client.get(at(new_code()), headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert client.get(at(new_code())).status_code == HTTPStatus.TOO_MANY_REQUESTS
