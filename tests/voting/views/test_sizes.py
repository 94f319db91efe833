"""Case 32: requests, answers and what is stored have one size for every choice, whatever the way of voting."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from assembly import scope
from assembly.extensions import db
from assembly.tally.election import Method
from assembly.voting import marks_shown
from assembly.voting.marks_shown import Line
from assembly.voting.models import SealedBallot, Secrecy
from assembly.voting.views import ballot as pages
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.test_elections import election
from tests.voting.views.addresses import ballot_url
from tests.voting.views.test_election_pages import hidden


def each(*marks: str) -> dict[str, str]:
    return {f"choice-{number:02}": mark for number, mark in enumerate(marks, start=1)}


WAYS: dict[str, tuple[dict[str, Any], list[dict[str, str]]]] = {
    "motion": ({}, [{"choice": letter} for letter in "YNA"]),
    "plurality": (election(method=Method.PLURALITY, seats=1), [{"choice": "01"}, {"choice": "02"}, {"choice": "03"}]),
    "none of these": (
        election(method=Method.MAJORITY, seats=1, none_of_these=True), [{"choice": "02"}, {"choice": "00"}],
    ),
    "block": (election(method=Method.BLOCK), [each(*"110"), each(*"001"), each(*"010")]),
    "approval": (
        election(method=Method.APPROVAL, none_of_these=True),
        [each(*"111") | {"choice-00": "0"}, each(*"000") | {"choice-00": "1"}],
    ),
    "yes or no": (election(method=Method.YES_NO), [each(*"YYY"), each(*"NA-"), each(*"AAN")]),
    "Scottish": (election(), [each("01", "02", "03"), each("00", "01", "00"), each("03", "02", "01")]),
    "Meek": (election(method=Method.MEEK_STV), [each("02", "00", "01"), each("01", "03", "02")]),
}  # fmt: skip


class Sizes(NamedTuple):
    """What somebody on the line, or at the disk, could measure."""

    typed: int
    review: tuple[int, int]
    sent: int
    answer: tuple[int, int]
    receipt: tuple[int, int]
    stored: int


def size(answer: TestResponse) -> tuple[int, int]:
    """Return the bytes of an answer: of its headers and of its body, which nothing may compress."""
    return len(str(answer.headers)), len(answer.data)


@pytest.fixture
def measured(app: Flask, client: FlaskClient, scene: Scene) -> Callable[[str], list[Sizes]]:
    """Vote in every way by one member, who changes its ballot from choice to choice; return the sizes of each."""

    def measure(way: str) -> list[Sizes]:
        fields, choices = WAYS[way]
        with app.app_context(), scope.everything():
            vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED, revoting=True, **fields)
        sign_in(client, app, scene.seats[0].delegate_id)
        found: list[Sizes] = []
        for typed in [choices[0], *choices]:  # the first finds no ballot to replace
            review = client.post(ballot_url(scene, vote_id, "/review?change" if found else "/review"), data=typed)
            form = hidden(review.text)
            answer = client.post(ballot_url(scene, vote_id, "/cast"), data=form)
            assert answer.status_code == 303, way
            receipt = client.get(answer.location)
            with app.app_context():
                (stored,) = db.session.scalars(
                    select(func.length(SealedBallot.sealed)).where(SealedBallot.vote_id == vote_id)
                )
            found.append(
                Sizes(len(urlencode(typed)), size(review), len(urlencode(form)), size(answer), size(receipt), stored)
            )
        return found[1:]

    return measure


@pytest.mark.parametrize("way", WAYS)
def test_no_size_tells_what_was_chosen(measured: Callable[[str], list[Sizes]], way: str) -> None:
    sizes = measured(way)
    assert len(sizes) > 1
    assert len(set(sizes)) == 1


def test_words_that_are_only_there_where_they_were_chosen_would_tell(
    measured: Callable[[str], list[Sizes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    every = marks_shown.lines

    def only_what_holds(*asked: Any) -> list[Line]:
        return [Line(one.option, tuple(word for word in one.words if word[1]), one.placed) for one in every(*asked)]

    monkeypatch.setattr(pages, "lines", only_what_holds)
    assert len({one.review for one in measured("motion")}) == 3


@pytest.mark.parametrize("way", WAYS)
def test_whatever_a_field_sends_has_one_width(app: Flask, client: FlaskClient, scene: Scene, way: str) -> None:
    """As browsers send it: of the radios of one name, and the places of one list, all values are equally long."""
    with app.app_context(), scope.everything():
        vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED, **WAYS[way][0])
    sign_in(client, app, scene.seats[0].delegate_id)
    page = client.get(ballot_url(scene, vote_id)).text
    widths: dict[str, set[int]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'\b{what}="([^"]*)"', tag) for what in ("name", "value"))
        if 'type="radio"' in tag and name and value:
            widths.setdefault(name[1], set()).add(len(value[1]))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        widths[name] = {len(value) for value in re.findall(r'<option[^>]*value="([^"]*)"', options)}
    assert widths
    assert "checkbox" not in page, "one that is not ticked sends nothing"
    assert {name for name, found in widths.items() if len(found) > 1} == set()
