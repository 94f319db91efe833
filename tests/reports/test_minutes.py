"""One Result: page, mail, minutes and JSON say the same numbers, in every language."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from assembly.tally.canonical import canonical_json
from assembly.tally.election import Method
from assembly.voting import queries, service
from assembly.voting.assisted import service as assisted
from assembly.voting.assisted.rules import Means
from assembly.voting.models import Secrecy, Vote
from assembly.voting.result_sheet import sheet
from assembly.voting.rules import VoteKind
from assembly.voting.sheet_parts import Sheet
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.papers import words
from tests.factories.voting import Scene
from tests.voting.test_election_counts import PLACES
from tests.voting.test_elections import election

LANGUAGES = ("en", "es", "fr", "ru")
CHOICE = {"kind": VoteKind.CHOICE, "method": Method.APPROVAL, "seats": 1, "options": PLACES}
VOTES: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({}, ["Y", "Y", "N", "A"]),
    (election(**CHOICE), ["100", "101", "001", "001"]),
    (election(), ["010200", "010200", "010300", "020100", "020000"]),
    (election(method=Method.YES_NO), ["YNA", "YNY", "YNY", "NYA", "AAY"]),
)


def squeezed(text: str) -> str:
    """A text without white space and the marks of a line's end, which papers set as it fits."""
    return "".join(html.unescape(text).replace("\u200b", "").replace("\u00ad", "").split())


def set_text(content: bytes, event: str) -> str:
    """What a paper says, squeezed, without the foot of each page, which may stand in the middle of a sentence."""
    return re.sub(rf"{re.escape(squeezed(event))}·[^·]*?\d+/\d+", "", squeezed(words(content)))


@pytest.fixture
def decided(app: Flask, scene: Scene) -> list[int]:
    """A motion, a choice and two elections, counted and published."""
    found = []
    with app.app_context(), scope.everything():
        for fields, cast in VOTES:
            vote_id = make.open_vote(scene, **fields)
            make.cast_all(vote_id, scene, cast)
            make.close(vote_id, scene)
            make.count_ballots(vote_id)
            found.append(vote_id)
    return found


def mailed(vote_id: int) -> str:
    delivery = db.session.scalars(select(Delivery).where(Delivery.kind == "result", Delivery.subject_id == vote_id))
    letter = kind_named("result").render(delivery.all()[0])
    return " ".join([letter.subject, str(letter.body), *(f"{fact.label} {fact.value}" for fact in letter.facts)])


def shown(found: Sheet) -> list[str]:
    """Everything that a sheet says, with what stands beside it."""
    rows = [f"{label}{votes}" for label, votes, _kind in found.rows]
    facts = [f"{label}{value}" for label, value in found.facts]
    return [*rows, *facts, found.word, found.hash, *filter(None, (found.formula, found.reason))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_mail_and_minutes_say_the_same(
    app: Flask, client: FlaskClient, scene: Scene, decided: list[int], language: str
) -> None:
    sign_in(client, app, scene.seats[0].delegate_id)
    address = f"/{language}/events/{scene.slug}/results"
    with app.app_context(), scope.everything():
        event = db.session.get_one(Event, scene.event_id).title[language]
    all_minutes = set_text(client.get(f"{address}/minutes.pdf").data, event)
    for vote_id in decided:
        with app.app_context(), scope.everything(), speaking(language):
            counted = queries.result_of(db.session.get_one(Vote, vote_id))
            assert counted
            found, mail = sheet(counted, "en"), squeezed(mailed(vote_id).replace("\\", ""))
            data = counted.as_data()
        page = client.get(f"{address}/{vote_id}").text
        cells = squeezed(html.unescape(page).replace("</th><td", "\x00<td"))
        paper = set_text(client.get(f"{address}/{vote_id}/minutes.pdf").data, event)
        for text in map(squeezed, shown(found)):
            assert text in paper
            assert text in all_minutes
            assert text in mail
        for label, votes, _kind in found.rows:
            assert f'{squeezed(label)}\x00<tdclass="tally-figure">{votes}</td>' in cells
        for text in (found.word, found.formula or "", found.hash, *(value for _label, value in found.facts)):
            assert squeezed(text) in squeezed(page)
        assert client.get(f"{address}/{vote_id}.json").text == canonical_json(data)
        if found.stages:
            for cell in (*(value for _name, values in found.stages.rows for value in values), *found.stages.told):
                assert squeezed(cell) in paper
                assert squeezed(cell) in squeezed(page)


def test_minutes_say_what_was_asked_how_it_is_decided_when_and_how_each_member_voted(
    app: Flask, client: FlaskClient, scene: Scene, decided: list[int]
) -> None:
    address = f"/en/events/{scene.slug}/results/{decided[0]}/minutes.pdf"
    anybody = words(client.get(address).data)
    assert make.QUESTION["en"] in anybody
    assert make.BACKGROUND["en"] in anybody
    assert make.ARTICLE["en"] in anybody
    assert "Bangkok (UTC+7)" in anybody
    assert "Represented at the opening" in anybody
    assert "How the members voted" not in anybody
    sign_in(client, app, scene.seats[0].delegate_id)
    paper = words(client.get(address).data)
    said = ["For", "For", "Against", "Abstention", "did not vote"]
    rows = [f"{seat.name} {vote}" for seat, vote in zip(scene.seats, said, strict=True)]
    assert " ".join(rows) in paper, "in the order of the register"


def test_minutes_of_an_event_hold_what_was_annulled_and_nothing_secret_or_unpublished(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    address = f"/en/events/{scene.slug}/results/minutes.pdf"
    assert client.get(address).status_code == 404
    with app.app_context(), scope.everything():
        secret = make.open_vote(scene, secrecy=Secrecy.SEALED)
        make.cast_all(secret, scene, "YYYNN")
        make.close(secret, scene)
        make.count_ballots(secret)
        waiting = make.open_vote(scene, publish_at_once=False)
        make.close(waiting, scene)
        make.count_ballots(waiting)
        annulled = make.open_vote(scene)
        with transaction():
            service.annul(make.acting(scene.staff_id), annulled, "The wrong text was sent.")
        hashes = [db.session.get_one(Vote, one).hash or "" for one in (secret, waiting, annulled)]
    sign_in(client, app, scene.seats[0].delegate_id)
    paper = words(client.get(address).data)
    assert [one in squeezed(paper) for one in hashes] == [True, False, True]
    assert "The wrong text was sent." in paper
    assert "How the members voted" not in paper
    assert client.get(f"/en/events/{scene.slug}/results/{waiting}/minutes.pdf").status_code == 404


def test_a_ballot_by_telephone_is_marked_in_minutes_and_report(app: Flask, client: FlaskClient, scene: Scene) -> None:
    with app.app_context(), scope.everything():
        vote_id, seat = make.open_vote(scene), scene.seats[1]
        with transaction():
            second = accounts.staff()
            second.name = "Kanokwan"
            entry = assisted.enter(
                make.acting(scene.staff_id), vote_id, make.right_of(vote_id, seat), Means.TELEPHONE, "N"
            )
        with transaction():
            assisted.confirm(make.acting(second.id), entry.id, "N")
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
    sign_in(client, app, scene.staff_id)
    paper = words(client.get(f"/en/events/{scene.slug}/results/{vote_id}/minutes.pdf").data)
    assert f"{seat.name} Against · By telephone" in paper
    assert "1 ballot was received by telephone or on paper." in paper
    report = words(client.get(f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}/report.pdf").data)
    assert f"{seat.name} By telephone" in report
    assert "Confirmed and cast" in report
    assert "Against · By telephone" not in report
