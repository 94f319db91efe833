"""The command `assembly import members`: what it says, what it stores, how it exits."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from assembly.cli import main
from tests.factories.members import csv_bytes, xlsx_bytes

GOOD = {"name": "ACESEM", "country": "ML"}
BAD = {"name": "Lost", "country": "Atlantis"}


def run(instance: Path, content: bytes, *options: str) -> Result:
    file = instance / "members.csv"
    file.write_bytes(content)
    return CliRunner().invoke(main, ["import", "members", str(file), *options])


def outcome(result: Result) -> Any:
    return json.loads(result.stdout)


def count(database_url: str) -> int:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT count(*) FROM member"))
    engine.dispose()
    return int(found or 0)


def test_a_good_sheet_is_stored(instance: Path, database_url: str) -> None:
    result = run(instance, csv_bytes(GOOD), "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert outcome(result) == {"rows": [{"line": 2, "verdict": "new", "changes": {}, "errors": []}], "stored": 1}
    assert count(database_url) == 1


def test_a_changed_row_tells_old_and_new(instance: Path) -> None:
    run(instance, csv_bytes(GOOD), "--json")
    result = run(instance, csv_bytes({**GOOD, "weight": "2", "joined_on": "2019-03-25"}), "--json")
    (row,) = outcome(result)["rows"]
    assert (row["verdict"], row["changes"]) == ("changed", {"weight": [1, 2], "joined_on": [None, "2019-03-25"]})
    again = run(instance, csv_bytes({**GOOD, "weight": "", "joined_on": ""}), "--json")
    assert outcome(again) == {"rows": [{"line": 2, "verdict": "unchanged", "changes": {}, "errors": []}], "stored": 0}
    assert again.exit_code == 0


def test_a_bad_row_is_told_with_line_column_and_code_and_nothing_is_stored(instance: Path, database_url: str) -> None:
    result = run(instance, csv_bytes(GOOD, BAD), "--json")
    assert result.exit_code == 1
    told = outcome(result)
    assert [(row["line"], row["verdict"]) for row in told["rows"]] == [(2, "new"), (3, "error")]
    (error,) = told["rows"][1]["errors"]
    assert (error["column"], error["code"], set(error)) == ("country", "unknown_country", {"column", "code", "message"})
    assert told["stored"] == count(database_url) == 0


def test_a_dry_run_says_the_same_and_stores_nothing(instance: Path, database_url: str) -> None:
    dry = run(instance, csv_bytes(GOOD), "--json", "--dry-run")
    assert (dry.exit_code, outcome(dry)["stored"], count(database_url)) == (0, 0, 0)
    assert run(instance, csv_bytes(BAD), "--dry-run").exit_code == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"name\nA\n", b"name,country\n", bytes(range(256))])
def test_a_file_that_cannot_be_read_exits_with_2_and_leaves_standard_output_empty(
    instance: Path, content: bytes
) -> None:
    result = run(instance, content, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")


def test_a_file_that_is_not_there_exits_with_2(instance: Path) -> None:
    assert CliRunner().invoke(main, ["import", "members", str(instance / "none.csv")]).exit_code == 2


def test_an_excel_sheet_is_read_whatever_its_name_says(instance: Path) -> None:
    result = run(instance, xlsx_bytes([["Pays", "Nom", "Voix"], ["Mali", "ACESEM", 2.0]]), "--json")
    assert outcome(result)["stored"] == 1


def test_people_read_a_table(instance: Path) -> None:
    result = run(instance, csv_bytes({**GOOD, "Colour": "green"}, BAD))
    assert "Headings that mean nothing here: Colour" in result.stdout
    assert "3  error      Lost: country:" in result.stdout
    assert "Nothing was stored. Mend the rows with errors" in result.stdout
    assert "Rows stored: 1." in run(instance, csv_bytes(GOOD)).stdout


def test_the_demonstrations_members_can_be_imported(instance: Path, database_url: str) -> None:
    members = Path(__file__).parents[2] / "assembly" / "demo" / "data" / "members.csv"
    result = run(instance, members.read_bytes().replace(b",new,", b",2026-01-02,"), "--json")
    assert (result.exit_code, outcome(result)["stored"], count(database_url)) == (0, 118, 118)
