"""The page of the trail: who did what, for whom it is open, what can be looked for."""

import csv
import re
from collections.abc import Callable
from http import HTTPStatus
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assembly import scope
from assembly.accounts.models import Role
from assembly.audit.service import record
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.events.queries import event_by_slug
from tests.factories.accounts import sign_in, staff
from tests.factories.notices import make_notice
from tests.factories.registration import invited_member, open_event, register


@pytest.fixture
def acts(app: Flask) -> dict[str, int]:
    """Two events, and acts of two people at them."""
    with app.app_context(), scope.everything(), transaction():
        one, other = open_event(slug="one", title={"en": "Assembly"}), open_event(slug="other", title={"en": "Meeting"})
        ana = staff(name="Ana Ruiz", zone="Asia/Bangkok")
        teller = staff(Role.SCRUTINEER, event_id=one.id, name="Tell Er")
        mine = register(invited_member(one, name="ACESEM").delegation, name="Awa Diallo")
        theirs = register(invited_member(other).delegation, name="Somebody Else")
        record(ana.id, "registration.accepted", "registration", mine.id)
        record(ana.id, "registration.accepted", "registration", None, registration_ids=[theirs.id])
        record(None, "registration.offered", "registration", theirs.id)
        record(teller.id, "vote.deleted", "vote", 77)
        record(teller.id, "vote.cast", "voting_right", 78, timeless=True)
        return {"ana": ana.id, "teller": teller.id, "mine": mine.id}


@pytest.fixture
def read(app: Flask, client: FlaskClient, acts: dict[str, int]) -> Callable[[str], str]:
    sign_in(client, app, acts["ana"])

    def read(query: str) -> str:
        answer = client.get(f"/en/secretariat/trail{query}")
        assert answer.status_code == HTTPStatus.OK
        return plain(answer)

    return read


def plain(answer: TestResponse) -> str:
    """The page without the marks around names, which keep an Arabic one from turning the sentence."""
    assert "<bdi>" in answer.text or "Nothing was recorded" in answer.text
    return re.sub("</?bdi>", "", answer.text)


def test_every_act_is_a_sentence_with_a_link_to_what_it_is_about(read: Callable[[str], str]) -> None:
    page = read("")
    assert "Ana Ruiz accepted the registration of Awa Diallo." in page
    assert "/en/secretariat/events/one/delegations/" in page
    assert "Ana Ruiz accepted the registration of 1 entry." in page
    assert "A free place was offered to Somebody Else." in page
    assert "Tell Er deleted a vote that was not opened (number 77)." in page
    assert "A secret ballot was cast for a member in “number 78”." in page
    assert "not recorded, for secrecy" in page


def test_it_is_looked_through_by_person_kind_object_event_and_days(
    read: Callable[[str], str], acts: dict[str, int]
) -> None:
    assert "Awa Diallo" in read("?who=ruiz")
    assert "Tell Er" not in read("?who=ruiz")
    assert "Tell Er" in read("?kind=votes")
    assert "Awa Diallo" not in read("?kind=votes")
    about = read(f"?type=registration&id={acts['mine']}")
    assert "Awa Diallo" in about
    assert "Somebody Else" not in about
    other = read("?event=other")
    assert "Awa Diallo" not in other
    assert "Somebody Else" in other
    assert "accepted the registration of 1 entry" in other
    assert "Nothing was recorded" in read("?until=2020-01-01")
    assert "Awa Diallo" in read("?since=2020-01-01&until=9999-12-31")
    assert "Awa Diallo" in read("?since=nonsense&page=99&id=x&kind=none")


def test_a_scrutineer_of_one_event_reads_what_belongs_to_it(
    app: Flask, client: FlaskClient, acts: dict[str, int]
) -> None:
    sign_in(client, app, acts["teller"])
    page = client.get("/en/secretariat/events/one/trail?event=other")
    assert "Ana Ruiz accepted the registration of Awa Diallo." in plain(page)
    assert "Somebody Else" not in page.text
    assert "/delegations/" not in page.text  # a page that is not open to them
    for address in ("trail", "trail.csv", "events/other/trail", "events/other/trail.csv"):
        assert client.get(f"/en/secretariat/{address}").status_code == HTTPStatus.FORBIDDEN


def test_the_sheet_has_each_entry_with_its_numbers_and_its_hash(
    app: Flask, client: FlaskClient, acts: dict[str, int]
) -> None:
    sign_in(client, app, acts["ana"])
    answer = client.get("/en/secretariat/trail.csv?who=ruiz")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][0] == "Number"
    newest = rows[1]
    assert newest[2:8] == [
        "Ana Ruiz accepted the registration of 1 entry.", str(acts["ana"]), "registration.accepted", "registration",
        "", newest[7],
    ]  # fmt: skip
    assert newest[7].startswith("registration_ids=[")
    assert len(newest[8]) == 64


def test_a_message_is_called_as_in_its_list_with_the_name_of_the_event(
    app: Flask, acts: dict[str, int], read: Callable[[str], str]
) -> None:
    with app.app_context(), scope.everything(), transaction():
        event = event_by_slug("one")
        subjects = (LocalizedText({"en": "((event)): the programme"}), LocalizedText({"en": ""}))
        for notice in [make_notice(event, subject=subject) for subject in subjects]:
            record(acts["ana"], "notice.changed", "notice", notice.id)
    page = read("?kind=messages")
    assert "“Assembly: the programme”" in page
    assert "((event))" not in page
    assert "“Without a subject”" in page
