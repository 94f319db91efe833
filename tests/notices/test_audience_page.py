"""Choosing who gets a message, without a script: rows are added and taken away by buttons of the form."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.extensions import db
from assembly.i18n import speaking
from assembly.notices import audience as audiences
from assembly.notices.audience import WAITING, AllOf, AnyOf, Audience, Condition, Has, Not
from assembly.notices.audience_form import Row, Set, Typed, to_audience, typed_of
from assembly.notices.kinds import YES, Fact, Group
from assembly.notices.models import Notice
from assembly.notices.sentences import sentence
from tests.notices.office import add, url

NAMES: dict[Fact, dict[str, str]] = {
    Fact.ROLE: {"delegate": "Delegate", "observer": "Observer"},
    Fact.REGION: {"europe": "Europe", "americas": "Americas"},
    Fact.TO_VOTE: {"3": "Framework 2021–2025"},
    Fact.VOTER: {YES: ""},
    Fact.LANGUAGE: {"ru": "Russian"},
}
EUROPE = Has(Fact.REGION, frozenset({"europe"}))
LATE = Has(Fact.TO_VOTE, frozenset({"3"}))
VOTERS = Has(Fact.VOTER, frozenset({YES}))
DELEGATES = Has(Fact.ROLE, frozenset({"delegate"}))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (AllOf(()), "Everybody who is registered."),
        (AllOf((DELEGATES,)), "Delegates."),
        (
            AllOf((Has(Fact.ROLE, frozenset({"delegate", "alternate"})), EUROPE, LATE)),
            "Delegates and alternates who belong to the region Europe and have still to vote in “Framework 2021–2025”.",
        ),
        (
            AllOf((Not(VOTERS), Has(Fact.REGION, frozenset({"europe", "americas"})))),
            "Participants who neither vote for a member nor stand in and belong to the region Europe or Americas.",
        ),
        (
            AnyOf((AllOf((EUROPE, VOTERS)), AllOf((Not(Has(Fact.LANGUAGE, frozenset({"ru"}))),)))),
            "Participants who belong to the region Europe and vote for a member or stand in, "
            "or who do not read Russian.",
        ),
        (
            AllOf((Has(Fact.TO_VOTE, frozenset({"9"})),)),
            "Participants who have still to vote in “something that is gone”.",
        ),
    ],
)
def test_an_audience_is_a_sentence(who: Condition, expected: str) -> None:
    assert sentence(Audience(who=who), NAMES) == expected


def test_those_who_have_not_answered_are_told_in_one_word() -> None:
    assert sentence(WAITING, NAMES) == "The focal points of the members that have not answered yet."


def test_several_groups_are_named() -> None:
    every = frozenset({Group.PARTICIPANTS, Group.FOCAL_POINTS})
    assert sentence(Audience(every), NAMES) == "All of these: Participants and focal points of members."
    for language in ("es", "fr", "ru"):
        with speaking(language):
            assert sentence(Audience(every, EUROPE), NAMES)


@pytest.mark.parametrize(
    "typed",
    [
        Typed(frozenset({Group.PARTICIPANTS})),
        Typed(frozenset(Group), "all", (Set("any", (Row(Fact.ROLE, values=frozenset({"guest"})),) * 2),)),
        Typed(
            frozenset({Group.FOCAL_POINTS}),
            "any",
            (
                Set("all", (Row(Fact.VOTER, holds=False, values=frozenset({YES})),)),
                Set("all", (Row(Fact.ROLE, values=frozenset({"guest"})), Row(Fact.COUNTRY, values=frozenset({"ML"})))),
            ),
        ),
    ],
)
def test_what_stands_on_the_page_is_what_is_stored(typed: Typed) -> None:
    stored = to_audience(typed)
    again = typed_of(stored)
    assert again is not None
    assert to_audience(again) == stored


def test_what_a_program_made_and_the_page_has_no_rows_for_is_told_apart() -> None:
    assert typed_of(Audience(who=Not(AllOf((EUROPE, LATE))))) is None
    assert typed_of(Audience(who=EUROPE)) == Typed(
        frozenset({Group.PARTICIPANTS}), sets=(Set(rows=(Row(Fact.REGION, values=frozenset({"europe"})),)),)
    )


def stored(site: Flask) -> Audience:
    with site.app_context():
        return audiences.from_json(db.session.get_one(Notice, 1).audience)


def fields(page: str) -> dict[str, Any]:
    """Return what a browser would send of the hidden fields and selects of the page."""
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name != "csrf_token"}


@pytest.mark.both_databases
def test_a_condition_is_added_filled_in_and_saved(client: FlaskClient, site: Flask) -> None:
    add(site, "en", "en", "ru")
    page = client.get(url("/1/audience")).text
    assert "Everybody who is registered." in page
    typed = {**fields(page), "group": "participants"}
    page = client.post(url("/1/audience"), data={**typed, "0-new": "language", "add": "0"}).text
    assert 'name="0-0-fact" value="language"' in page
    assert "not saved yet" in page
    assert stored(site) == Audience()  # adding a row stores nothing
    typed = {**fields(page), "group": "participants", "0-0-holds": "no", "0-0-values": ["ru"]}
    answer = client.post(url("/1/audience"), data={**typed, "save": "1"})
    assert (answer.status_code, answer.location) == (303, url("/1/audience"))
    page = client.get(url("/1/audience")).text
    assert "Participants who do not read Russian." in page
    assert "2 recipients" in page
    assert "Participants who do not read Russian." in client.get(url("/1/review")).text


def test_a_condition_without_a_value_is_told_beside_it_and_what_was_typed_stays(
    client: FlaskClient, site: Flask
) -> None:
    add(site, "en")
    typed = {"sets": "1", "group": "participants", "0-0-fact": "region", "0-1-fact": "role", "0-1-values": "observer"}
    page = client.post(url("/1/audience"), data={**typed, "save": "1"}).text
    assert "1 thing needs correcting" in page
    assert "Choose at least one, or take this condition away." in page
    assert re.search(r'value="observer" checked', page)
    page = client.post(url("/1/audience"), data={"sets": "1", "save": "1"}).text
    assert "Choose at least one group." in page
    assert stored(site) == Audience()


def test_sets_are_joined_by_or_and_rows_are_taken_away(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    rows = {
        "sets": "2", "group": "participants", "joint": "any",
        "0-0-fact": "region", "0-0-values": "europe", "0-0-holds": "yes",
        "1-0-fact": "voter", "1-0-holds": "no",
    }  # fmt: skip
    client.post(url("/1/audience"), data={**rows, "save": "1"})
    expected = AnyOf((AllOf((EUROPE,)), AllOf((Not(VOTERS),))))
    assert stored(site).who == expected
    page = client.post(url("/1/audience"), data={**rows, "drop": "1-0"}).text
    assert fields(page)["sets"] == "1"
    assert stored(site).who == expected


def test_values_and_facts_that_the_event_does_not_have_are_nothing(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    typed = {"sets": "999", "group": ["participants", "everyone"], "0-0-fact": "secret", "0-1-fact": "got"}
    answer = client.post(url("/1/audience"), data={**typed, "0-1-values": "7", "save": "1"})
    assert answer.status_code == 200
    assert "1 thing needs correcting" in answer.text
    assert client.post(url("/1/audience"), data={"add": "7", "7-new": "role"}).status_code == 200


def test_a_released_message_keeps_its_audience(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    page = client.get(url("/1/review")).text
    reviewed = re.search(r'name="reviewed" value="(\w+)"', page)
    assert reviewed is not None
    client.post(url("/1/release"), data={"reviewed": reviewed[1]})
    assert client.get(url("/1/audience")).location == url("/1/progress")


def test_those_who_joined_after_the_review_are_looked_at_first(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    page = client.get(url("/1/review")).text
    add(site, "fr", notice=False)
    reviewed = re.search(r'name="reviewed" value="(\w+)"', page)
    assert reviewed is not None
    answer = client.post(url("/1/release"), data={"reviewed": reviewed[1]}, follow_redirects=True)
    assert "Look at it once more." in answer.text


def test_recipients_are_listed_by_language(client: FlaskClient, site: Flask) -> None:
    add(site, "en", "ru", "ru")
    page = client.get(url("/1/recipients")).text
    assert "3 recipients" in page
    assert "Russian: 2" in page
    assert "2 recipients" in client.get(url("/1/recipients?language=ru")).text
