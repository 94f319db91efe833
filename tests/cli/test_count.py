"""The command `assembly count`: what it says, how it exits, and that it needs no installation."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assembly import tally
from assembly.cli import main
from assembly.cli.count import METHODS
from assembly.tally.ballot import ElectionBallot, EqualBallots, InvalidBallot, NamesBallot
from assembly.tally.election import ElectionRules, FrozenElection, Method
from assembly.tally.export import ballots_as_blt
from assembly.tally.lot import lot_text
from assembly.tally.recount import COUNTERS
from assembly.tally.rules import TallyError
from tests.tally.elections import LOT, drawn_election, election, together

CASTOR = '3 2\n4 1 2 0\n2 3 0\n0\n"Castor"\n"Pollux"\n"Helen"\n"Twins and their sister"\n'
TIED = '3 1\n2 1 0\n2 2 0\n1 3 0\n0\n"Ana"\n"Бела"\n"Chloé"\n"Tied"\n'


def run(tmp_path: Path, text: str, method: str, *options: str) -> Result:
    file = tmp_path / "ballots.blt"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["count", str(file), "--method", method, *options])


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_the_json_is_as_agreed(tmp_path: Path) -> None:
    result = run(tmp_path, CASTOR, "scottish-stv", "--json")
    assert result.stderr == ""
    assert told(result) == {
        "method": "scottish-stv",
        "seats": 2,
        "valid": 6,
        "quota": "3.00000",
        "elected": ["Castor", "Helen"],
        "stages": [
            {
                "stage": 1,
                "action": "first count; elected: Castor",
                "votes": {"Castor": "4.00000", "Pollux": "0.00000", "Helen": "2.00000"},
                "exhausted": "0.00000",
            },
            {
                "stage": 2,
                "action": "surplus of Castor",
                "votes": {"Castor": "3.00000", "Pollux": "1.00000", "Helen": "2.00000"},
                "exhausted": "0.00000",
            },
            {
                "stage": 3,
                "action": "exclusion of Pollux; elected: Helen",
                "votes": {"Castor": "3.00000", "Pollux": "1.00000", "Helen": "2.00000"},
                "exhausted": "0.00000",
            },
        ],
        "lot": None,
    }


@pytest.mark.parametrize(
    ("method", "elected", "quota"),
    [
        ("meek-stv", ["Castor", "Helen"], "2.000000001"),
        ("plurality", ["Castor", "Helen"], None),
        ("approval", ["Castor", "Pollux"], None),
        ("block", ["Castor", "Pollux"], None),
    ],
)
def test_by_each_method(tmp_path: Path, method: str, elected: list[str], quota: str | None) -> None:
    counted = told(run(tmp_path, CASTOR, method, "--json"))
    assert (counted["elected"], counted["quota"]) == (elected, quota)


def test_people_read_every_stage(tmp_path: Path) -> None:
    result = run(tmp_path, CASTOR, "scottish-stv")
    assert "Twins and their sister: scottish-stv, 2 to elect, 6 valid ballots." in result.stdout
    assert "Stage 3: exclusion of Pollux; elected: Helen" in result.stdout
    assert "1.00000  Pollux" in result.stdout
    assert result.stdout.rstrip().endswith("Elected: Castor, Helen.")


def test_seats_may_be_given(tmp_path: Path) -> None:
    counted = told(run(tmp_path, CASTOR, "scottish-stv", "--seats", "1", "--json"))
    assert (counted["seats"], counted["elected"], counted["quota"]) == (1, ["Castor"], "4.00000")


def test_who_withdrew_has_no_votes(tmp_path: Path) -> None:
    counted = told(run(tmp_path, CASTOR.replace("3 2\n", "3 2\n-1\n"), "plurality", "--json"))
    assert counted["stages"][0]["votes"] == {"Pollux": "4", "Helen": "2"}


@pytest.mark.parametrize("method", ["plurality", "scottish-stv", "meek-stv", "approval", "block"])
def test_a_tie_needs_a_lot_and_exits_with_3_naming_the_tied(tmp_path: Path, method: str) -> None:
    text = TIED.replace("1 3 0\n", "")
    result = run(tmp_path, text, method, "--json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "A lot is needed between Ana, Бела" in result.stderr


def test_a_lot_breaks_it_and_is_told(tmp_path: Path) -> None:
    first = [told(run(tmp_path, TIED, "plurality", "--lot", f"draw {n}", "--json")) for n in range(12)]
    assert {tuple(counted["elected"]) for counted in first} == {("Ana",), ("Бела",)}
    for counted in first:
        assert counted["lot"]["between"] == ["Ana", "Бела"]
        assert counted["lot"]["order"][0] == counted["elected"][0]
    assert first[0] == told(run(tmp_path, TIED, "plurality", "--lot", "draw 0", "--json"))


def test_an_order_in_the_file_breaks_it(tmp_path: Path) -> None:
    """Who comes first is taken for what is decided: elected by plurality, excluded by STV."""
    text = TIED.replace("3 1\n", "3 1\n[tie 3 2 1]\n")
    assert told(run(tmp_path, text, "plurality", "--json"))["elected"] == ["Бела"]
    counted = told(run(tmp_path, text, "scottish-stv", "--json"))
    assert counted["elected"] == ["Ana"]
    assert counted["lot"] == {"between": ["Ana", "Бела"], "order": ["Бела", "Ana"]}


def test_an_order_that_leaves_out_one_of_those_tied_is_none(tmp_path: Path) -> None:
    assert run(tmp_path, TIED.replace("3 1\n", "3 1\n[tie 3 2]\n"), "plurality").exit_code == 3


def test_a_broken_file_exits_with_2_and_says_the_line(tmp_path: Path) -> None:
    result = run(tmp_path, CASTOR.replace("2 3 0", "2 3=1 0"), "meek-stv", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "ballots.blt: line 3: " in result.stderr


def test_what_is_passed_over_is_noted_apart_from_the_count(tmp_path: Path) -> None:
    result = run(tmp_path, CASTOR.replace("3 2\n", "3 2\n[nick c p h]\n"), "scottish-stv", "--json")
    assert "line 2: [nick c p h]" in result.stderr
    assert told(result)["elected"] == ["Castor", "Helen"]


def test_without_a_valid_ballot_nobody_is_elected(tmp_path: Path) -> None:
    result = run(tmp_path, TIED.replace("2 1 0\n2 2 0\n1 3 0\n", "5 0\n"), "scottish-stv", "--json")
    assert (told(result)["elected"], told(result)["valid"]) == ([], 0)
    assert "no valid ballot" in result.stderr


def test_its_methods_are_those_of_the_tally() -> None:
    assert set(METHODS) == {method.value for method in COUNTERS}


RECOUNTED = [Method.PLURALITY, Method.BLOCK, Method.APPROVAL, Method.SCOTTISH_STV, Method.MEEK_STV]


@pytest.mark.parametrize("method", RECOUNTED)
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("lot_by", ["text", "file"])
def test_an_exported_vote_is_counted_to_the_stored_result(
    tmp_path: Path, method: Method, seed: int, lot_by: str
) -> None:
    vote, ballots = exported_election(method, seed)
    counted = tally.election_result(vote, ballots, LOT)
    names = [candidate.name for candidate in vote.candidates]
    text = ballots_as_blt(vote, together(vote, ballots), title="A vote", lot=LOT if lot_by == "file" else None)
    options = ["--lot", lot_text(vote.question_hash, LOT)] if lot_by == "text" else []
    again = told(run(tmp_path, text, method.value, *options, "--json"))
    assert again["elected"] == [names[number - 1] for number in counted.elected]
    assert [list(stage["votes"].values()) for stage in again["stages"]] == [
        [f"{votes:f}" for number, votes in enumerate(stage.votes, start=1) if number not in vote.withdrawn]
        for stage in counted.stages
    ]
    between = [names[number - 1] for number in counted.lot.between] if counted.lot else None
    assert (again["lot"] and again["lot"]["between"]) == between
    assert again["valid"] == counted.valid


def exported_election(method: Method, seed: int) -> tuple[FrozenElection, list[ElectionBallot]]:
    """An election drawn at random; where names are asked for, its rankings become names, some of them too many."""
    vote, rankings = drawn_election(seed)
    seats = 1 if method is Method.PLURALITY else vote.rules.seats
    values = {field: getattr(vote, field) for field in FrozenElection.__dataclass_fields__}
    vote = FrozenElection(**values | {"rules": ElectionRules(method=method, seats=seats)})
    if vote.rules.form == "ranking":
        return vote, rankings
    return vote, [*(NamesBallot(ballot.ranking[:2], ballot.weight) for ballot in rankings), InvalidBallot(2)]


def test_answers_are_no_rankings() -> None:
    with pytest.raises(TallyError, match="yes-no"):
        ballots_as_blt(election(Method.YES_NO), EqualBallots(0, []))


def test_it_starts_without_settings_web_or_database(tmp_path: Path) -> None:
    """In a process of its own, as modules that other tests loaded stay loaded."""
    (tmp_path / "castor.blt").write_text(CASTOR)
    code = (
        "import sys\nsys.argv = ['assembly', 'count', 'castor.blt', '--method', 'scottish-stv', '--json']\n"
        "from assembly.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    loaded = {'flask', 'sqlalchemy', 'celery', 'jinja2'} & set(sys.modules)\n"
        "    print(loaded or 'none', file=sys.stderr)\n"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "none")
    assert json.loads(done.stdout)["elected"] == ["Castor", "Helen"]
