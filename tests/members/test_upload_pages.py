"""A sheet is uploaded, looked at and stored, by who may."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.config import Settings
from assembly.database import transaction
from tests.factories import accounts
from tests.factories.members import make_member
from tests.members.pages import ACESEM, IMPORT, LIST, add_members, browser, fingerprint, names, upload, work


class TestImport:
    def test_a_sheet_is_looked_at_and_then_stored(self, site: Flask, staff: FlaskClient, settings: Settings) -> None:
        check = upload(staff, ACESEM, {"name": "APLE", "country": "Cambodia"})
        page = staff.get(check).text
        assert "Store 2 members" in page
        assert names(site) == []
        answer = staff.post(check, data={"fingerprint": fingerprint(page)})
        assert (answer.status_code, answer.location) == (303, f"{check}/progress")
        assert names(site) == []
        assert "Waiting for a free worker." in staff.get(answer.location).text
        work(site)
        page = staff.get(answer.location).text
        assert "The whole sheet is in the register." in page
        assert 'max="2" value="2"' in page
        assert names(site) == ["ACESEM", "APLE"]
        assert list((settings.instance / "uploads").iterdir()) == []

    def test_every_verdict_is_on_the_page_with_its_cell(self, site: Flask, staff: FlaskClient) -> None:
        add_members(site, {"code": "A", "name": "Same"}, {"code": "B", "name": "Old name"})
        rows = (
            {"code": "A", "name": "Same", "country": "ML"},
            {"code": "B", "name": "New name", "country": "ML"},
            {"name": "<img onerror>", "country": "ML"},
            {"name": "Lost", "country": "Atlantis"},
        )
        page = staff.get(upload(staff, *rows)).text
        for word in ("Unchanged", "Changed", "New", "Error"):
            assert f"<span>{word}</span>" in page
        assert "<del><bdi>Old name</bdi></del> → <ins><bdi>New name</bdi></ins>" in page
        assert "Atlantis</bdi>" in page
        assert "is no country that we know" in page
        assert "&lt;img onerror&gt;" in page
        assert page.index("Lost") < page.index("New name") < page.index("Same")

    def test_with_an_error_there_is_nothing_to_press_and_pressing_stores_nothing(
        self, site: Flask, staff: FlaskClient
    ) -> None:
        check = upload(staff, ACESEM, {"name": "Lost", "country": "Atlantis"})
        page = staff.get(check).text
        assert "1 row cannot be stored, so nothing is yet." in page
        assert 'name="fingerprint"' not in page
        answer = staff.post(check, data={"fingerprint": "0" * 64})
        work(site)
        assert "Nothing was stored" in staff.get(answer.location).text
        assert names(site) == []

    def test_only_one_verdict_is_shown_when_asked_for(self, staff: FlaskClient) -> None:
        check = upload(staff, ACESEM, {"name": "Lost", "country": "Atlantis"})
        page = staff.get(f"{check}?show=error").text
        assert "Lost" in page
        assert "ACESEM" not in page

    def test_a_register_that_changed_meanwhile_is_looked_at_again(self, site: Flask, staff: FlaskClient) -> None:
        check = upload(staff, ACESEM)
        seen = fingerprint(staff.get(check).text)
        add_members(site, {"code": "ML-X", "name": "Acesem"})
        answer = staff.post(check, data={"fingerprint": seen})
        work(site)
        page = staff.get(answer.location).text
        assert "The register of members was changed in the meantime" in page
        assert f'href="{check}"' in page
        assert names(site) == ["Acesem"]
        staff.post(check, data={"fingerprint": fingerprint(staff.get(check).text)})
        work(site)
        assert names(site) == ["ACESEM"]

    def test_a_file_that_is_no_sheet_is_told_beside_the_field(self, staff: FlaskClient) -> None:
        answer = staff.post(IMPORT, data={"file": (BytesIO(b"PK\x03\x04 no"), "members.xlsx")})
        assert answer.status_code == 422
        assert "The Excel file is broken." in answer.text
        assert staff.post(IMPORT, data={}).status_code == 422

    def test_the_sheet_of_another_person_is_not_there(self, site: Flask, staff: FlaskClient) -> None:
        check = upload(staff, ACESEM)
        other = browser(site, site.test_client())
        assert other.get(check).status_code == 404
        assert other.post(check, data={"fingerprint": "x"}).status_code == 404

    @pytest.mark.parametrize("token", ["x", "..%2F..%2Fsettings.env", "a" * 43])
    def test_a_sheet_that_is_gone_or_never_was_is_not_found(self, staff: FlaskClient, token: str) -> None:
        assert staff.get(f"{IMPORT}/{token}").status_code == 404

    def test_old_uploads_are_swept_and_nobody_else_may_read_them(self, staff: FlaskClient, settings: Settings) -> None:
        import os

        upload(staff, ACESEM)
        (old,) = (settings.instance / "uploads").iterdir()
        assert old.stat().st_mode & 0o077 == 0
        os.utime(old, (0, 0))
        upload(staff, ACESEM)
        assert not Path(old).exists()

    def test_it_is_closed_to_a_focal_point_and_to_the_public(self, site: Flask, client: FlaskClient) -> None:
        assert client.get(IMPORT).status_code == 303
        with site.app_context(), transaction():
            person_id = accounts.focal_point([make_member(code="ML-1").id]).id
        accounts.sign_in(client, site, person_id)
        for address in (LIST, IMPORT, f"{LIST}/export.csv", f"{LIST}/new", f"{LIST}/ML-1", f"{LIST}/ML-1/edit"):
            assert client.get(address).status_code == 403
