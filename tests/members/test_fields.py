"""What a cell means, and what is said where it means nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.forms import valid_address
from assembly.members import fields
from assembly.members.fields import read_row
from assembly.members.kinds import Region
from assembly.members.rules import Value

GOOD = {"name": "ACESEM", "country": "ML"}


def meaning(column: str, text: str) -> Value | None:
    reading = read_row(2, {**GOOD, column: text})
    assert reading.problems == ()
    return reading.values.get(column)


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("name", "  Бюро   «Лада» ", "Бюро «Лада»"),
        ("name", "de la Cruz McDonald 中心", "de la Cruz McDonald 中心"),
        ("name", "=1+1", "=1+1"),
        ("name", "A\nB\x00C", "A B C"),
        ("country", "ml", "ML"),
        ("country", "Mali", "ML"),
        ("country", "Côte d'Ivoire", "CI"),
        ("country", "Ivory Coast", "CI"),
        ("country", "ESTADOS UNIDOS", "US"),
        ("country", "États-Unis", "US"),
        ("country", "Россия", "RU"),
        ("country", "Palestine", "PS"),
        ("country", "Bosnia and Herzegovina", "BA"),
        ("region", "Sub-Saharan Africa", Region.SUB_SAHARAN_AFRICA),
        ("region", "asia-pacific", Region.ASIA_PACIFIC),
        ("status", "Affiliate", "affiliate"),
        ("kind", "coalition", "coalition"),
        ("weight", "3", 3),
        ("language", "français", "fr"),
        ("language", "ru", "ru"),
        ("website", "www.acesem.example", "https://www.acesem.example"),
        ("joined_on", "2019-03-25", date(2019, 3, 25)),
        ("joined_on", "25.3.2019", date(2019, 3, 25)),
        ("joined_on", "2019-03-25T00:00:00", date(2019, 3, 25)),
        ("code", "ml-acesem", "ML-ACESEM"),
        ("code", "", None),
    ],
)
def test_a_cell_is_understood(column: str, text: str, value: Value | None) -> None:
    assert meaning(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("name", "", "required"),
        ("name", "\u200b", "required"),
        ("name", "\x00\x1f", "required"),
        ("name", "x" * 201, "too_long"),
        ("name", "ﷺ" * 50, "too_long"),
        ("country", " ", "required"),
        ("country", "Atlantis", "unknown_country"),
        ("country", "ZZ", "unknown_country"),
        ("country", "EU", "unknown_country"),
        ("region", "Oceania", "unknown_region"),
        ("status", "expelled", "unknown_status"),
        ("kind", "party", "unknown_kind"),
        ("language", "tlh", "unknown_language"),
        ("weight", "0", "not_a_number"),
        ("weight", "1.5", "not_a_number"),
        ("weight", "²", "not_a_number"),
        ("weight", "9" * 30, "not_a_number"),
        ("website", "javascript:alert(1)", "not_a_website"),
        ("website", "http://[", "not_a_website"),
        ("website", "https://a.example/" + "x" * 300, "too_long"),
        ("joined_on", "03/04/2019", "not_a_date"),
        ("joined_on", "2019-02-30", "not_a_date"),
        ("joined_on", "new", "not_a_date"),
        ("code", "../secret", "not_a_code"),
        ("contact_email", "nobody", "not_an_address"),
        ("contact_zone", "Mars/Olympus", "unknown_zone"),
        ("contact_zone", "../../etc/passwd", "unknown_zone"),
    ],
)
def test_a_cell_that_means_nothing_is_told_with_its_column(column: str, text: str, code: str) -> None:
    problems = read_row(2, {**GOOD, column: text}).problems
    assert [(problem.column, problem.code) for problem in problems] == [(column, code)]
    assert problems[0].message


def test_every_wrong_cell_of_a_row_is_told() -> None:
    problems = read_row(2, {"name": "", "country": "Atlantis", "weight": "many"}).problems
    assert {problem.column for problem in problems} == {"name", "country", "weight"}


def test_a_row_with_more_cells_than_headings_is_told() -> None:
    assert [problem.code for problem in read_row(2, GOOD, ("ML",)).problems] == ["too_many_cells"]


@given(st.from_regex(fields._PLAIN_ADDRESS, fullmatch=True))
def test_addresses_that_are_plain_to_us_are_addresses_by_every_rule(address: str) -> None:
    assert valid_address(address)


@pytest.mark.parametrize(("text", "agreed"), [("yes", True), ("No", False), ("Sí", True), ("нет", False), ("1", True)])
def test_consents_are_read_in_the_four_languages(text: str, agreed: bool) -> None:  # noqa: FBT001
    assert meaning("listed", text) is agreed
