"""The list of members and the page of each, as the secretariat uses them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.database import transaction
from assembly.members.kinds import MemberStatus, Region
from tests.factories.members import make_member, statements
from tests.members.pages import IMPORT, LIST, add_members, listed, names


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

    @pytest.mark.both_databases
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

    @pytest.mark.both_databases
    def test_the_filter_shows_what_was_chosen_and_goes_into_the_download(self, staff: FlaskClient) -> None:
        page = staff.get(f"{LIST}?status=suspended&sort=country").text
        assert '<option value="suspended" selected>' in page
        assert f'href="{LIST}/export.xlsx?status=suspended&amp;sort=country"' in page
        answer = staff.get(f"{LIST}/export.csv?status=suspended")
        assert answer.content_type == "text/csv; charset=utf-8"
        assert [line.split(",")[:2] for line in answer.text.splitlines()[1:]] == [["KH-A", "APLE"]]
        assert staff.get(f"{LIST}/export.exe").status_code == 404

    @pytest.mark.both_databases
    def test_countries_are_searched_and_sorted_in_the_readers_language(self, staff: FlaskClient) -> None:
        assert listed(staff.get("/ru/secretariat/members?q=австрия").text) == ["Zuflucht 100%"]
        by_country = listed(staff.get("/es/secretariat/members?sort=country").text)
        assert by_country == ["Zuflucht 100%", "Éducation", "APLE", "Бюро «Лада»"]

    def test_pages_have_a_hundred_and_keep_the_filter(self, site: Flask, staff: FlaskClient) -> None:
        add_members(site, *({"name": f"Association {number:03}"} for number in range(110)))
        first = staff.get(f"{LIST}?region=sub-saharan-africa").text
        assert len(listed(first)) == 100
        assert "112 members" in first
        assert 'href="?region=sub-saharan-africa&amp;page=2"' in first
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

    @pytest.mark.both_databases
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
