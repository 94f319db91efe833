"""The public directory: who we are and who is new, and nothing of people."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.database import transaction
from assembly.members.kinds import MemberStatus, Region
from tests.factories.events import make_event
from tests.factories.members import make_member, statements
from tests.members.pages import add_members


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
