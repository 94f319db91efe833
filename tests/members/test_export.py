"""The register as a sheet: filtered as the list is, inert, and read back unchanged by the import."""

from datetime import date, timedelta

import pytest
from flask import Flask

from assembly import clock
from assembly.database import transaction
from assembly.exports import FileKind, as_csv, as_xlsx, download
from assembly.members import importer, queries
from assembly.members.export import export_table
from assembly.members.kinds import MemberStatus, Region
from assembly.members.queries import MemberFilter, Order
from assembly.members.rules import VerdictKind
from assembly.members.sheet import read_sheet
from tests.factories.members import make_member, statements

ROWS = (
    {"code": "A", "name": "=cmd|'/c calc'!A1", "country": "ML", "weight": "3", "listed": "no"},
    {"code": "B", "name": "+33 amis", "country": "FR", "website": "https://b.example", "joined_on": "2019-03-25"},
    {"code": "C", "name": "@-'бюро", "country": "RU", "status": "suspended", "status_on": "2020-01-02"},
    {"code": "00123", "name": "'=中心", "country": "CN", "left_on": "2020-01-02", "website_shown": "no"},
    {"code": "D", "name": "-Team; “x”, y", "country": "ML", "contact_name": "=Awa", "contact_email": "+a@d.example"},
)


@pytest.fixture
def register(context: Flask) -> None:
    with transaction():
        outcome = importer.store(None, importer.rows_of(ROWS))
    assert outcome.stored == len(ROWS)


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_the_import_reads_it_back_and_finds_nothing_changed(register: None, write: object) -> None:
    sheet = read_sheet(write(export_table(MemberFilter())))  # type: ignore[operator]
    outcome = importer.examine(sheet.rows)
    assert sheet.ignored == ()
    assert [verdict.kind for verdict in outcome.verdicts] == [VerdictKind.UNCHANGED] * len(ROWS)
    assert [dict(row.cells)["name"] for row in sheet.rows if row.cells["code"] == "A"] == ["=cmd|'/c calc'!A1"]


def test_no_field_of_it_acts_as_a_formula(register: None) -> None:
    text = download(export_table(MemberFilter()), FileKind.CSV).get_data(as_text=True)
    for active in ("'=cmd", "'+33", "'@-", "''=中心", "'-Team", "'=Awa", "'+a@d.example"):
        assert active in text


def test_it_has_what_the_list_has_in_its_order(register: None) -> None:
    every = [row[0] for row in export_table(MemberFilter(order=Order.COUNTRY)).rows]
    assert every == [row.code for row in queries.members_page(MemberFilter(order=Order.COUNTRY)).rows]
    assert [row[0] for row in export_table(MemberFilter(search="mali")).rows] == ["D", "A"]
    assert [row[0] for row in export_table(MemberFilter(status=MemberStatus.SUSPENDED)).rows] == ["C"]


def codes(wanted: MemberFilter) -> list[str]:
    return [row.code for row in queries.members_page(wanted).rows]


def test_filters_and_orders(context: Flask) -> None:
    today = clock.now().date()
    with transaction():
        make_member(code="1", name="Écho", language="fr", joined_on=date(2020, 1, 1), contact=True)
        make_member(code="2", name="Beta", language="es", region=Region.EUROPE, country="AT")
        make_member(code="3", name="Alpha", language="es", left_on=today, joined_on=date(2021, 1, 1))
        make_member(code="4", name="Delta", language="es", left_on=today + timedelta(days=1))
        make_member(code="5", name="Zeta", language="es", status=MemberStatus.AFFILIATE)
    assert codes(MemberFilter()) == ["3", "2", "4", "1", "5"]
    assert codes(MemberFilter(left=True)) == ["3"]
    assert codes(MemberFilter(status=MemberStatus.FULL)) == ["2", "4", "1"]
    assert codes(MemberFilter(language="fr")) == ["1"]
    assert codes(MemberFilter(without_contact=True)) == ["3", "2", "4", "5"]
    assert codes(MemberFilter(order=Order.NEWEST))[:2] == ["3", "1"]
    assert codes(MemberFilter(order=Order.STATUS)) == ["2", "4", "1", "5", "3"]
    assert codes(MemberFilter(order=Order.REGION)) == ["3", "4", "1", "5", "2"]
    assert codes(MemberFilter(search="echo")) == ["1"]
    assert codes(MemberFilter(search="PEOPLE.example")) == ["1"]
    assert codes(MemberFilter(search="person")) == ["1"]


def test_statements_do_not_grow_with_the_members(context: Flask) -> None:
    def count() -> int:
        with statements() as sent:
            list(export_table(MemberFilter()).rows)
        return len(sent)

    with transaction():
        make_member(contact=True)
    one = count()
    with transaction():
        for _number in range(60):
            make_member(contact=True)
    assert count() == one
