"""The pages of the register, as the secretariat and the public use them."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import worker.members
from assembly import scope
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.members.kinds import MemberStatus, Region
from assembly.members.models import Member
from tests.factories import accounts
from tests.factories.events import make_event, make_federation
from tests.factories.members import csv_bytes, make_member, statements

LIST = "/en/secretariat/members"
IMPORT = f"{LIST}/import"
ACESEM = {"name": "ACESEM", "country": "ML", "contact_name": "Aminata Koné", "contact_email": "a@acesem.example"}


@pytest.fixture
def site(app: Flask) -> Flask:
    with app.app_context(), transaction():
        make_federation()
    return app


@pytest.fixture
def staff(site: Flask, client: FlaskClient) -> FlaskClient:
    """A browser signed in as the secretariat."""
    return browser(site, client)


def browser(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction():
        person_id = accounts.staff().id
    accounts.sign_in(client, app, person_id)
    return client


def add_members(app: Flask, *members: dict[str, object]) -> None:
    with app.app_context(), transaction():
        for fields in members:
            make_member(**fields)  # type: ignore[arg-type]


def names(app: Flask) -> list[str]:
    with app.app_context(), scope.everything():
        return list(db.session.scalars(select(Member.name).order_by(Member.name)))


def upload(client: FlaskClient, *rows: dict[str, str], content: bytes | None = None) -> str:
    """Upload a sheet; return the address of its check."""
    data = {"file": (BytesIO(content or csv_bytes(*rows)), "members.csv")}
    answer = client.post(IMPORT, data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def work(app: Flask) -> None:
    """Do what a worker does for the sheets that wait."""
    with app.app_context():
        worker.members.import_waiting()


def fingerprint(page: str) -> str:
    found = re.search(r'name="fingerprint"[^>]*value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def listed(page: str) -> list[str]:
    """The members of a list, in its order."""
    return re.findall(r'<th role="rowheader"[^>]*><a [^>]*><bdi>([^<]+)', page)


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


class TestList:
    @pytest.fixture(autouse=True)
    def members(self, site: Flask) -> None:
        add_members(
            site,
            {"code": "BJ-E", "name": "Éducation", "country": "BJ"},
            {"code": "RU-L", "name": "Бюро «Лада»", "country": "RU", "region": Region.EUROPE},
            {"code": "AT-Z", "name": "Zuflucht 100%", "country": "AT", "region": Region.EUROPE},
            {"code": "KH-A", "name": "APLE", "country": "KH", "status": MemberStatus.SUSPENDED},
        )

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["APLE", "Éducation", "Zuflucht 100%", "Бюро «Лада»"]),
            ("sort=country", ["Zuflucht 100%", "Éducation", "APLE", "Бюро «Лада»"]),
            ("q=education", ["Éducation"]),
            ("q=ЛАДА", ["Бюро «Лада»"]),
            ("q=bj-e", ["Éducation"]),
            ("q=cambodia", ["APLE"]),
            ("q=100%25", ["Zuflucht 100%"]),
            ("q=_", []),
            ("region=europe", ["Zuflucht 100%", "Бюро «Лада»"]),
            ("status=suspended", ["APLE"]),
            ("region=mars&status=x&page=99&sort=y", ["APLE", "Éducation", "Zuflucht 100%", "Бюро «Лада»"]),
        ],
    )
    def test_it_finds_filters_and_sorts(self, staff: FlaskClient, query: str, expected: list[str]) -> None:
        page = staff.get(f"{LIST}?{query}").text
        assert listed(page) == expected
        assert ("No member fits" in page) is (not expected)

    def test_the_filter_shows_what_was_chosen_and_goes_into_the_download(self, staff: FlaskClient) -> None:
        page = staff.get(f"{LIST}?status=suspended&sort=country").text
        assert '<option value="suspended" selected>' in page
        assert f'href="{LIST}/export.xlsx?status=suspended&amp;sort=country"' in page
        answer = staff.get(f"{LIST}/export.csv?status=suspended")
        assert answer.content_type == "text/csv; charset=utf-8"
        assert [line.split(",")[:2] for line in answer.text.splitlines()[1:]] == [["KH-A", "APLE"]]
        assert staff.get(f"{LIST}/export.exe").status_code == 404

    def test_countries_are_searched_and_sorted_in_the_readers_language(self, staff: FlaskClient) -> None:
        assert listed(staff.get("/ru/secretariat/members?q=австрия").text) == ["Zuflucht 100%"]
        by_country = listed(staff.get("/es/secretariat/members?sort=country").text)
        assert by_country == ["Zuflucht 100%", "Éducation", "APLE", "Бюро «Лада»"]

    def test_pages_have_fifty_and_keep_the_filter(self, site: Flask, staff: FlaskClient) -> None:
        add_members(site, *({"name": f"Association {number:03}"} for number in range(60)))
        first = staff.get(f"{LIST}?region=sub-saharan-africa").text
        assert len(listed(first)) == 50
        assert "62 members" in first
        assert f'href="{LIST}?page=2&amp;region=sub-saharan-africa"' in first
        assert len(listed(staff.get(f"{LIST}?page=2&region=sub-saharan-africa").text)) == 12

    def test_statements_do_not_grow_with_the_members(self, site: Flask, staff: FlaskClient) -> None:
        staff.get(LIST)
        with statements() as few:
            staff.get(LIST)
        with site.app_context(), transaction():
            for _number in range(60):
                make_member(contact=True)
        with statements() as many:
            staff.get(LIST)
        assert len(many) == len(few)


def test_an_empty_register_says_what_to_do(staff: FlaskClient) -> None:
    page = staff.get(LIST).text
    assert "The register is empty" in page
    assert IMPORT in page


class TestMember:
    FORM = {  # noqa: RUF012
        "name": "ACESEM",
        "country": "ML",
        "region": "",
        "kind": "organisation",
        "status": "full",
        "weight": "1",
        "language": "",
        "contact_name": "Aminata Koné",
        "contact_email": "a@acesem.example",
    }

    def test_a_member_is_added_and_shown_with_its_contacts(self, staff: FlaskClient) -> None:
        answer = staff.post(f"{LIST}/new", data=self.FORM)
        assert (answer.status_code, answer.location) == (303, f"{LIST}/ML-ACESEM")
        page = staff.get(f"{LIST}/ML-ACESEM").text
        for text in ("Mali", "Sub-Saharan Africa", "French", "Aminata Koné", "mailto:a@acesem.example"):
            assert text in page

    def test_a_form_with_mistakes_keeps_what_was_typed_and_says_where(self, site: Flask, staff: FlaskClient) -> None:
        answer = staff.post(
            f"{LIST}/new", data={**self.FORM, "contact_email": "", "website": "x y", "joined_on": "new"}
        )
        assert answer.status_code == 422
        assert "3 things need correcting" in answer.text
        assert 'value="Aminata Koné"' in answer.text
        assert 'id="website-error"' in answer.text
        assert names(site) == []

    def test_a_member_is_changed(self, site: Flask, staff: FlaskClient) -> None:
        staff.post(f"{LIST}/new", data=self.FORM)
        form = staff.get(f"{LIST}/ML-ACESEM/edit").text
        assert 'value="Aminata Koné"' in form
        staff.post(
            f"{LIST}/ML-ACESEM/edit", data={**self.FORM, "name": "ACESEM Mali", "contact_name": "", "contact_email": ""}
        )
        page = staff.get(f"{LIST}/ML-ACESEM").text
        assert "ACESEM Mali" in page
        assert "Nobody to write to" in page

    def test_extra_fields_and_other_codes_change_nothing(self, site: Flask, staff: FlaskClient) -> None:
        add_members(site, {"code": "OTHER", "name": "Other"})
        staff.post(f"{LIST}/new", data=self.FORM)
        staff.post(f"{LIST}/ML-ACESEM/edit", data={**self.FORM, "code": "OTHER", "id": "1", "name": "Mine"})
        assert names(site) == ["Mine", "Other"]

    def test_an_unknown_code_is_not_found(self, staff: FlaskClient) -> None:
        assert staff.get(f"{LIST}/NOBODY").status_code == 404
        assert staff.get(f"{LIST}/NOBODY/edit").status_code == 404


class TestDirectory:
    @pytest.fixture(autouse=True)
    def members(self, site: Flask) -> None:
        with site.app_context(), transaction():
            make_event(last_assembly_at=datetime(2023, 6, 1, tzinfo=UTC))
            make_member(name="Old", joined_on=date(2023, 6, 1), website="https://old.example")
            make_member(name="<b>Nouveau</b>", joined_on=date(2023, 6, 2), contact=True)
            make_member(name="Élan", country="AT", region=Region.EUROPE)
            make_member(name="Hidden", status=MemberStatus.SUSPENDED)
            make_member(name="Hidden too", left_on=date(2024, 6, 1))
            make_member(name="Hidden as it asked", listed=False)
            make_member(name="Quiet", website="https://quiet.example", website_shown=False)

    def test_it_shows_who_we_are_and_who_is_new(self, client: FlaskClient) -> None:
        page = client.get("/en/members").text
        assert re.findall(r"<strong>(\d+)</strong> ([a-z ]+[a-z])", page) == [
            ("4", "members"),
            ("2", "countries"),
            ("1", "new member"),
        ]
        assert page.count("<span>New</span>") == 1
        assert "&lt;b&gt;Nouveau&lt;/b&gt;" in page
        assert '<a href="https://old.example" rel="noreferrer"><bdi>Old</bdi></a>' in page
        assert page.index("Sub-Saharan Africa") < page.index("Old") < page.index("Europe") < page.index("Élan")
        assert "Hidden" not in page
        assert "Quiet" in page
        assert "quiet.example" not in page

    def test_it_tells_nothing_of_people(self, client: FlaskClient) -> None:
        assert "people.example" not in client.get("/en/members").text

    @pytest.mark.parametrize(("lang", "country"), [("es", "Austria"), ("fr", "Autriche"), ("ru", "Австрия")])
    def test_countries_have_their_names_in_the_readers_language(
        self, client: FlaskClient, lang: str, country: str
    ) -> None:
        assert country in client.get(f"/{lang}/members").text

    def test_two_statements_however_many_members(self, site: Flask, client: FlaskClient) -> None:
        client.get("/en/members")
        with statements() as few:
            client.get("/en/members")
        add_members(site, *({} for _number in range(50)))
        with statements() as many:
            client.get("/en/members")
        assert len(many) == len(few)
        assert sum("FROM member" in statement for statement in many) == 1
