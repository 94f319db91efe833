"""All ballots of a vote as files: whoever counts them again finds the stored result."""

import csv
import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.accounts.models import Role
from assembly.cli import main
from assembly.database import transaction
from assembly.extensions import db
from assembly.members.models import Member
from assembly.tally.election import Method
from assembly.tally.election_result import ElectionResult
from assembly.tally.export import recounted_as
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, Unit
from assembly.tally.rules import RuleProfile as Rules
from assembly.voting import queries, service
from assembly.voting.models import Secrecy, Vote
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.test_elections import NAMES, election

BY_WEIGHT = Rules(threshold=SIMPLE_MAJORITY, basis=Basis.VALID, unit=Unit.WEIGHT)
WEIGHTS = (1, 2, 3, 5, 8)


@pytest.fixture
def weighted(app: Flask, client: FlaskClient) -> Scene:
    """Five members, each with a weight of its own."""
    with app.app_context(), scope.everything(), transaction():
        scene = make.assembly_of(5, rules=BY_WEIGHT)
        for seat, weight in zip(scene.seats, WEIGHTS, strict=True):
            db.session.get_one(Member, seat.member_id).weight = weight
        return scene


def counted(scene: Scene, cast: list[str], secrecy: Secrecy, **fields: Any) -> int:
    vote_id = make.open_vote(scene, secrecy=secrecy, **fields)
    make.cast_all(vote_id, scene, cast)
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    vote = db.session.get_one(Vote, vote_id, populate_existing=True)
    if vote.lot:
        with transaction():
            service.draw_lot(make.acting(scene.staff_id), vote_id, "4 17 23")
        make.count_ballots(vote_id)
    return vote_id


def recounted(file: Path, content: str, method: str) -> Any:
    file.write_text(content, encoding="utf-8")
    done = CliRunner().invoke(main, ["count", str(file), "--method", method, "--json"])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    "case",
    [
        ({"method": Method.PLURALITY, "seats": 1}, ["02", "02", "01", "03", "02"]),
        ({"method": Method.MAJORITY, "seats": 1, "none_of_these": True}, ["02", "00", "01", "03", "02"]),
        ({"method": Method.BLOCK}, ["110", "101", "100", "001", "101"]),
        ({"method": Method.APPROVAL, "seats": 1}, ["110", "010", "011", "001", "010"]),
        ({"method": Method.SCOTTISH_STV}, ["010200", "010200", "010300", "020100", "030000"]),
        ({"method": Method.MEEK_STV}, ["010200", "030200", "010300", "020100", "020000"]),
        ({"method": Method.SCOTTISH_STV, "seats": 1}, ["010000", "010000", "020000", "020000", "030000"]),
    ],
)
def test_the_command_finds_the_stored_result_in_the_file(
    app: Flask, client: FlaskClient, weighted: Scene, tmp_path: Path, case: tuple[dict[str, Any], list[str]]
) -> None:
    fields, cast = case
    with app.app_context(), scope.everything():
        vote_id = counted(weighted, cast, Secrecy.ROLL_CALL, **election(**fields))
        stored = queries.result_of(db.session.get_one(Vote, vote_id))
        method = str(recounted_as(fields["method"]))
    assert isinstance(stored, ElectionResult)
    sign_in(client, app, weighted.seats[0].delegate_id)
    file = client.get(f"/fr/events/{weighted.slug}/results/{vote_id}/ballots.blt")
    assert f"SHA-256 of the question as frozen: {stored.question_hash}" in file.text
    again = recounted(tmp_path / "ballots.blt", file.text, method)
    if fields["method"] is not Method.MAJORITY:
        assert again["elected"] == [NAMES[number - 1] for number in stored.elected]
    assert (again["valid"], again["seats"]) == (stored.valid, stored.rules.seats)
    assert again["quota"] == (None if stored.quota is None else f"{stored.quota:f}")
    if stored.stages:
        found = [list(stage["votes"].values()) for stage in again["stages"]]
        assert found == [[f"{votes:f}" for votes in stage.votes] for stage in stored.stages]
    else:
        assert list(again["stages"][0]["votes"].values()) == [str(one.votes) for one in stored.figures]
    drawn = [NAMES[number - 1] for number in stored.lot.order] if stored.lot else None
    assert (again["lot"] and again["lot"]["order"]) == drawn


def test_a_lot_is_in_the_file(app: Flask, client: FlaskClient, weighted: Scene, tmp_path: Path) -> None:
    """8 votes for the first, 8 for the second, 3 for the third: numbers drawn in public decide, here and there."""
    with app.app_context(), scope.everything():
        cast = ["01", "01", "03", "01", "02"]
        vote_id = counted(weighted, cast, Secrecy.ROLL_CALL, **election(method=Method.PLURALITY, seats=1))
        stored = queries.result_of(db.session.get_one(Vote, vote_id))
    assert isinstance(stored, ElectionResult)
    assert stored.lot
    sign_in(client, app, weighted.seats[0].delegate_id)
    file = client.get(f"/en/events/{weighted.slug}/results/{vote_id}/ballots.blt").text
    assert "numbers: 4 17 23" in file
    again = recounted(tmp_path / "lot.blt", file, "plurality")
    assert again["elected"] == [NAMES[stored.elected[0] - 1]]
    assert again["lot"]["order"] == [NAMES[number - 1] for number in stored.lot.order]
    assert "A lot decided" in client.get(f"/en/events/{weighted.slug}/results/{vote_id}/ballots").text


def test_the_table_adds_up_to_the_result(app: Flask, client: FlaskClient, weighted: Scene) -> None:
    with app.app_context(), scope.everything():
        motion = counted(weighted, ["Y", "N", "Y", "A", "Y"], Secrecy.ROLL_CALL)
        each = counted(
            weighted, ["YNA", "YYN", "NYA", "YNN", "AAA"], Secrecy.ROLL_CALL, **election(method=Method.YES_NO)
        )
    sign_in(client, app, weighted.seats[0].delegate_id)
    address = f"/en/events/{weighted.slug}/results"
    found = client.get(f"{address}/{motion}.json").get_json()
    sums: Counter[str] = Counter()
    for row in table(client.get(f"{address}/{motion}/ballots.csv").text):
        sums[row["Vote"]] = int(row["Votes"])
    assert sums == {"For": found["yes"], "Against": found["no"], "Abstention": found["abstain"]}
    assert client.get(f"{address}/{motion}/ballots.blt").status_code == 404
    assert "add up the votes" in client.get(f"{address}/{motion}/ballots").text
    rows = table(client.get(f"{address}/{each}/ballots.csv").text)
    figures = client.get(f"{address}/{each}.json").get_json()["figures"]
    for name, figure in zip(NAMES, figures, strict=True):
        assert sum(int(row["Votes"]) for row in rows if row[name] == "For") == figure["votes"]


def test_the_files_of_a_secret_vote_are_counted_again_and_hold_no_weight(
    app: Flask, client: FlaskClient, weighted: Scene, tmp_path: Path
) -> None:
    """Cases 22 and 28: other members on each side, equal sums: the same file, which gives the stored result."""
    files, tables = [], []
    for cast in (["010200"] * 3 + ["020100", "010200"], ["010200", "020100", "020100", "010200", "010200"]):
        with app.app_context(), scope.everything():
            vote_id = counted(weighted, cast, Secrecy.SEALED, **election())
            stored = queries.result_of(db.session.get_one(Vote, vote_id))
        assert isinstance(stored, ElectionResult)
        address = f"/en/events/{weighted.slug}/results/{vote_id}/ballots"
        files.append(client.get(f"{address}.blt").text)
        tables.append(table(client.get(f"{address}.csv").text))
        again = recounted(tmp_path / "secret.blt", files[-1], "scottish-stv")
        assert again["elected"] == [NAMES[number - 1] for number in stored.elected]
        assert again["valid"] == stored.valid == sum(WEIGHTS)
        assert "counts as that many equal ballots" in client.get(address).text
    assert tables[0] == tables[1]
    assert [row["Votes"] for row in tables[0]] == ["14", "5"]
    assert len({"".join(line for line in file.splitlines(True) if not line.startswith("#")) for file in files}) == 1


def test_nothing_leaves_before_the_result_is_published(app: Flask, client: FlaskClient, weighted: Scene) -> None:
    with app.app_context(), scope.everything():
        vote_id = make.open_vote(weighted, confirm_count=True, **election())
        make.cast_all(vote_id, weighted, ["010200"] * 5)
        with transaction():
            scrutineer = accounts.staff(Role.SCRUTINEER, event_id=weighted.event_id).id
    address = f"/en/events/{weighted.slug}/results/{vote_id}"
    scrutiny = f"/en/scrutiny/events/{weighted.slug}/votes/{vote_id}"
    parts = ("/ballots", "/ballots.csv", "/ballots.blt", "/receipts.txt")
    assert {client.get(f"{address}{part}").status_code for part in parts} == {404}
    with app.app_context(), scope.everything():
        make.close(vote_id, weighted)
        make.count_ballots(vote_id)
        codes = queries.receipts(db.session.get_one(Vote, vote_id))
    assert {client.get(f"{address}{part}").status_code for part in parts[:3]} == {404}
    assert client.get(f"{address}/receipts.txt").text.split() == codes, "receipts stand once the vote has closed"
    sign_in(client, app, weighted.staff_id)
    assert {client.get(f"{address}{part}").status_code for part in parts[:3]} == {404}
    assert f"{address}/ballots" not in client.get(scrutiny).text
    sign_in(client, app, scrutineer)
    assert f"{address}/ballots" in client.get(scrutiny).text, "whoever confirms a count may make it again first"
    assert {client.get(f"{address}{part}").status_code for part in parts[:3]} == {200}
    assert f"{address}.json" not in client.get(f"{address}/ballots").text
