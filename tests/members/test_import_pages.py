"""Saying what headings mean, mending rows, cancelling: what happens to a sheet between upload and register."""

import csv
from io import BytesIO, StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import scope
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.members.models import MemberImport
from tests.factories import accounts
from tests.factories.members import csv_text, make_member, xlsx_bytes
from tests.members.pages import IMPORT, LIST, browser, fingerprint, names, upload, work

GOOD = {"name": "ACESEM", "country": "ML"}
BAD = {"name": "Lost", "country": "Atlantis"}


def store(site: Flask, staff: FlaskClient, check: str) -> str:
    """Confirm what the check shows, and have it stored; return the page of progress."""
    answer = staff.post(check, data={"fingerprint": fingerprint(staff.get(check).text)})
    work(site)
    return staff.get(str(answer.location)).text


class TestHeadings:
    SHEET = {"Org": "ACESEM", "Land": "ML", "Colour": "green"}  # noqa: RUF012

    @pytest.mark.both_databases
    def test_unknown_headings_are_asked_and_remembered(self, site: Flask, staff: FlaskClient) -> None:
        address = upload(staff, self.SHEET)
        assert address.endswith("/columns")
        page = staff.get(address).text
        assert "We do not know 3 headings." in page
        assert "Such as: green" in page
        answer = staff.post(address, data={"c0": "name", "c1": "country", "c2": ""})
        check = str(answer.location)
        assert "These headings are passed over: Colour." in staff.get(check).text
        store(site, staff, check)
        assert names(site) == ["ACESEM"]
        again = upload(staff, self.SHEET | {"Org": "APLE"})
        assert not again.endswith("/columns")
        assert "Store 1 member" in staff.get(again).text

    def test_what_is_missing_or_doubled_is_said_and_the_choice_is_kept(self, staff: FlaskClient) -> None:
        address = upload(staff, self.SHEET)
        answer = staff.post(address, data={"c0": "name", "c1": "", "c2": "name"})
        assert answer.status_code == 422
        assert "2 things need correcting" in answer.text
        assert "Say which heading holds: Country" in answer.text
        assert 'id="c2-error"' in answer.text
        assert answer.text.count('<option selected value="name">') == 2

    def test_a_heading_that_we_know_may_be_said_to_mean_another(self, staff: FlaskClient) -> None:
        check = upload(staff, {**GOOD, "region": "europe", "votes": "7"})
        address = f"{check}/columns"
        staff.post(address, data={"c0": "name", "c1": "country", "c2": "", "c3": "weight"})
        assert "These headings are passed over: region." in staff.get(check).text
        assert "region." in staff.get(upload(staff, {**GOOD, "region": "europe"})).text
        staff.post(address, data={"c0": "name", "c1": "country", "c2": "region", "c3": "weight"})
        assert "passed over" not in staff.get(check).text

    def test_a_sheet_whose_columns_make_no_sense_is_not_judged(self, staff: FlaskClient) -> None:
        address = upload(staff, self.SHEET)
        answer = staff.get(address.removesuffix("/columns"))
        assert (answer.status_code, answer.location) == (303, address)

    def test_how_the_file_was_read_is_shown_before_anything_is_stored(self, staff: FlaskClient) -> None:
        text = csv_text([{"название": "Бюро", "страна": "Россия"}], delimiter=";")
        page = staff.get(upload(staff, content=text.encode("windows-1251"))).text
        assert "Text in WINDOWS-1251, separated by semicolons." in page
        assert "Бюро" in page

    def test_a_sheet_without_rows_is_refused_beside_the_field(self, site: Flask, staff: FlaskClient) -> None:
        file = {"file": (BytesIO(b"name,country\n"), "members.csv")}
        answer = staff.post("/en/secretariat/members/import", data=file)
        assert answer.status_code == 422
        beside = answer.text.split('id="file-error"')[1].split("</p>")[0]
        assert "The file has headings, but no rows beneath them." in beside
        with site.app_context():
            assert db.session.scalars(select(MemberImport)).all() == []


class TestMending:
    @pytest.mark.both_databases
    def test_a_row_is_mended_and_the_rest_stays(self, site: Flask, staff: FlaskClient) -> None:
        check = upload(staff, GOOD, BAD)
        row = f"{check}/rows/3"
        assert f'href="{row}"' in staff.get(check).text
        page = staff.get(row).text
        assert 'value="Atlantis"' in page
        assert 'id="country-error"' in page
        answer = staff.post(row, data={"name": "Found", "country": "Lemuria"})
        assert answer.status_code == 422
        assert 'value="Found"' in answer.text
        assert 'value="Lemuria"' in answer.text
        answer = staff.post(row, data={"name": "Found", "country": "Mali"})
        assert (answer.status_code, answer.location) == (303, check)
        assert names(site) == []
        assert "The whole sheet is in the register." in store(site, staff, check)
        assert names(site) == ["ACESEM", "Found"]

    def test_a_mended_row_is_judged_with_the_others(self, staff: FlaskClient) -> None:
        check = upload(staff, GOOD, BAD)
        answer = staff.post(f"{check}/rows/3", data=GOOD)
        assert "This member stands in line 2 already." in answer.text

    def test_a_row_may_be_left_out_and_taken_in_again(self, site: Flask, staff: FlaskClient) -> None:
        check = upload(staff, GOOD, BAD)
        staff.post(f"{check}/rows/3/leave-out")
        page = staff.get(check).text
        assert "1 row is left out:" in page
        assert "Store 1 member" in page
        assert 'value="Atlantis"' in staff.get(f"{check}/rows/3").text
        staff.post(f"{check}/rows/3", data={"name": "Lost", "country": "KH"})
        store(site, staff, check)
        assert names(site) == ["ACESEM", "Lost"]

    def test_cells_beyond_the_headings_are_told_until_the_row_is_mended(self, staff: FlaskClient) -> None:
        check = upload(staff, content=b"name,country\nEDA, the,ET\n")
        assert "There are more cells than headings." in staff.get(f"{check}/rows/2").text
        assert staff.post(f"{check}/rows/2", data={"name": "EDA, the", "country": "ET"}).location == check

    def test_what_a_contact_lacks_can_be_added_though_the_sheet_has_no_such_column(self, staff: FlaskClient) -> None:
        check = upload(staff, GOOD | {"contact_email": "a@a.example"})
        row = f"{check}/rows/2"
        assert 'id="contact_name-error"' in staff.get(row).text
        data = GOOD | {"contact_email": "a@a.example", "contact_name": "Awa"}
        assert staff.post(row, data=data).location == check

    @pytest.mark.parametrize("line", [1, 4, 99])
    def test_a_row_that_is_not_there_is_not_found(self, staff: FlaskClient, line: int) -> None:
        check = upload(staff, GOOD, BAD)
        assert staff.get(f"{check}/rows/{line}").status_code == 404
        assert staff.post(f"{check}/rows/{line}/leave-out").status_code == 404

    def test_bad_rows_are_downloaded_with_the_reason_and_come_back_mended(
        self, site: Flask, staff: FlaskClient
    ) -> None:
        check = upload(staff, GOOD, BAD | {"code": "=1+1"})
        text = staff.get(f"{check}/errors.csv").get_data().decode("utf-8-sig")
        (row,) = csv.DictReader(StringIO(text))
        assert (row["name"], row["country"], row["code"]) == ("Lost", "Atlantis", "'=1+1")
        assert "Country: “Atlantis” is no country" in row["What is wrong"]
        mended = text.replace("Atlantis,'=1+1", "Mali,L1")
        again = upload(staff, content=mended.encode())
        assert not again.endswith("/columns")
        store(site, staff, again)
        assert names(site) == ["Lost"]
        assert staff.get(f"{check}/errors.xlsx").data.startswith(b"PK")
        assert staff.get(f"{check}/errors.pdf").status_code == 404

    def test_names_that_look_alike_are_warned_of(self, site: Flask, staff: FlaskClient) -> None:
        with site.app_context(), transaction():
            make_member(name="APLE", country="KH")
        page = staff.get(upload(staff, {"name": "АРLЕ", "country": "KH"})).text
        assert "This name looks like “APLE”." in page


class TestStoring:
    @pytest.mark.both_databases
    def test_pressed_twice_it_is_stored_once(self, site: Flask, staff: FlaskClient) -> None:
        check = upload(staff, GOOD)
        data = {"fingerprint": fingerprint(staff.get(check).text)}
        assert staff.post(check, data=data).location == staff.post(check, data=data).location
        work(site)
        work(site)
        assert staff.post(check, data=data).location == f"{check}/progress"
        with site.app_context():
            assert db.session.scalar(select(func.count()).select_from(MemberImport)) == 1
        assert names(site) == ["ACESEM"]

    def test_a_cancelled_import_stores_nothing(self, site: Flask, staff: FlaskClient, settings: Settings) -> None:
        check = upload(staff, GOOD)
        staff.post(check, data={"fingerprint": fingerprint(staff.get(check).text)})
        assert staff.post(f"{check}/cancel").location == LIST
        assert "Nothing was stored." in staff.get(LIST).text
        work(site)
        assert names(site) == []
        assert "Cancelled. Nothing was stored." in staff.get(f"{check}/progress").text
        assert list((settings.instance / "uploads").iterdir()) == []

    def test_what_is_stored_cannot_be_cancelled_nor_mended(self, site: Flask, staff: FlaskClient) -> None:
        check = upload(staff, GOOD)
        store(site, staff, check)
        assert staff.post(f"{check}/cancel").location == f"{check}/progress"
        assert "The whole sheet is in the register." in staff.get(f"{check}/progress").text
        assert staff.get(check).location == f"{check}/progress"
        assert staff.get(f"{check}/rows/2").status_code == 404
        assert names(site) == ["ACESEM"]

    def test_the_part_that_changes_comes_alone(self, staff: FlaskClient) -> None:
        check = upload(staff, GOOD)
        staff.post(check, data={"fingerprint": fingerprint(staff.get(check).text)})
        page = staff.get(f"{check}/progress").text
        assert f'data-live-url="{check}/progress"' in page
        part = staff.get(f"{check}/progress", headers={"X-Fragment": "1"}).text
        assert "<html" not in part
        assert "csrf_token" in part

    def test_another_person_finds_none_of_its_pages(self, site: Flask, staff: FlaskClient) -> None:
        check = upload(staff, GOOD, BAD)
        other = browser(site, site.test_client())
        for page in ("", "/columns", "/rows/3", "/errors.csv", "/progress"):
            assert other.get(check + page).status_code == 404, page
        for page in ("", "/columns", "/rows/3", "/rows/3/leave-out", "/cancel"):
            assert other.post(check + page, data={"fingerprint": "x"}).status_code == 404, page

    def test_a_large_sheet_of_excel_takes_the_same_way(self, site: Flask, staff: FlaskClient) -> None:
        rows = [["Pays", "Nom", "Voix"], *(["Mali", f"Association {number}", 2.0] for number in range(300))]
        check = upload(staff, content=xlsx_bytes(rows))
        assert 'max="300" value="300"' in store(site, staff, check)
        assert len(names(site)) == 300


def test_a_focal_point_sees_nothing_of_it(site: Flask, client: FlaskClient) -> None:
    with site.app_context(), transaction(), scope.everything():
        person_id = accounts.focal_point([make_member(code="ML-1").id]).id
    accounts.sign_in(client, site, person_id)
    for page in ("", "/columns", "/rows/2", "/errors.csv", "/progress"):
        assert client.get(f"{IMPORT}/{'a' * 43}{page}").status_code == 403
