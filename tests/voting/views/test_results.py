"""What was decided, as everybody reads it; and what scrutineers see."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from assembly import clock, scope, triggers
from assembly.accounts.models import Role
from assembly.audit.models import AuditEntry
from assembly.audit.service import head
from assembly.database import transaction
from assembly.extensions import db
from assembly.voting import service
from assembly.voting.held import casts_by
from assembly.voting.models import Secrecy
from assembly.voting.rules import COUNT_TAKES
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.views.addresses import LANGUAGES, staff_url


class TestEverybody:
    @pytest.fixture
    def decided(self, app: Flask, scene: Scene, vote_id: int) -> int:
        with app.app_context(), scope.everything():
            make.cast_all(vote_id, scene, "YYNA")
            make.close(vote_id, scene)
            make.count_ballots(vote_id)
        return vote_id

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_reads_the_result_in_four_languages(
        self, client: FlaskClient, scene: Scene, decided: int, language: str
    ) -> None:
        for address in ("results", f"results/{decided}", f"results/{decided}/receipts"):
            page = client.get(f"/{language}/events/{scene.slug}/{address}")
            assert page.status_code == 200
            assert f'<html lang="{language}"' in page.text
        assert make.ARTICLE[language] in client.get(f"/{language}/events/{scene.slug}/results/{decided}").text

    def test_reads_the_arithmetic(self, client: FlaskClient, scene: Scene, decided: int) -> None:
        page = client.get(f"/en/events/{scene.slug}/results/{decided}").text
        assert "2 of 3 votes for and against were in favour; 2 needed (more than half)." in page
        assert "4 cast, 3 needed" in page

    def test_reads_the_same_result_as_programs(self, client: FlaskClient, scene: Scene, decided: int) -> None:
        found = client.get(f"/en/events/{scene.slug}/results/{decided}.json").get_json()
        assert (found["verdict"], found["yes"], found["no"], found["abstain"]) == ("adopted", 2, 1, 1)

    def test_finds_a_receipt_however_it_is_typed(
        self, app: Flask, client: FlaskClient, scene: Scene, decided: int
    ) -> None:

        address = f"/en/events/{scene.slug}/results/{decided}/receipts"
        with app.app_context(), scope.everything():
            code = casts_by(decided, scene.seats[0].delegate_id)[0].receipt
        found = client.post(address, data={"code": code.lower().replace("-", " ")})
        assert "This receipt is in the list" in found.text
        assert "not in the list" in client.post(address, data={"code": "7K2M-09QX-AAAA-BBBB-CCCC"}).text

    def test_sees_nothing_of_a_vote_that_is_open_or_a_draft(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        with app.app_context(), scope.everything():
            draft = make.draft_vote(scene)
        address = f"/en/events/{scene.slug}/results"
        assert client.get(f"{address}/{draft}").status_code == 404
        assert client.get(f"{address}/{vote_id}.json").status_code == 404
        assert client.get(f"{address}/{vote_id}/receipts").status_code == 404
        assert "/sign-in" in client.get(client.get(f"{address}/{vote_id}").location).location

    @pytest.mark.both_databases
    def test_does_not_see_how_members_voted(self, app: Flask, client: FlaskClient, scene: Scene) -> None:
        with app.app_context(), scope.everything():
            open_vote = make.open_vote(scene, secrecy=Secrecy.ROLL_CALL)
            make.cast_all(open_vote, scene, "YYNA")
            make.close(open_vote, scene)
            make.count_ballots(open_vote)
        address = f"/en/events/{scene.slug}/results/{open_vote}"
        assert "How the members voted" not in client.get(address).text
        sign_in(client, app, scene.seats[0].delegate_id)
        assert "How the members voted" in client.get(address).text


def test_a_scrutineer_sees_turnout_roll_and_trail(app: Flask, client: FlaskClient, scene: Scene, vote_id: int) -> None:
    with app.app_context(), transaction():
        scrutineer = accounts.staff(Role.SCRUTINEER).id
    sign_in(client, app, scrutineer)
    overview = client.get(f"/en/scrutiny/events/{scene.slug}/votes").text
    assert "unbroken" in overview
    assert "0 of 5" in overview
    page = client.get(f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}").text
    assert all(seat.name in page for seat in scene.seats)
    assert client.post(staff_url(scene, f"/{vote_id}/close")).status_code == 403


def test_only_the_end_of_a_long_trail_is_checked_unless_all_of_it_is_asked_for(
    app: Flask, client: FlaskClient, scene: Scene, vote_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assembly.voting.views.scrutiny.LAST_ENTRIES", 1)
    with app.app_context(), scope.everything():
        with transaction():
            scrutineer = accounts.staff(Role.SCRUTINEER).id
        number, last = head(db.session())
        triggers.remove(db.session.connection())
        first = update(AuditEntry).where(AuditEntry.id == 1).values(action="forged")
        db.session.execute(first)
        db.session.commit()
    sign_in(client, app, scrutineer)
    address = f"/en/scrutiny/events/{scene.slug}/votes"
    page = client.get(address).text
    assert f"{number} entries. The last 1 are unbroken." in page
    assert last in page
    assert "broken at entry 1:" in client.get(f"{address}?whole=1").text


def test_an_annulled_vote_asks_for_no_objections(app: Flask, client: FlaskClient, scene: Scene) -> None:
    with app.app_context(), scope.everything():
        vote_id = make.open_vote(scene, objection_hours=24)
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
    page = f"/en/events/{scene.slug}/results/{vote_id}"
    assert "Members may object" in client.get(page).text
    with app.app_context(), scope.everything(), transaction():
        service.annul(make.acting(scene.staff_id), vote_id, "The wrong text was sent.")
    assert "bjection" not in client.get(page).text


def test_an_annulled_vote_stands_among_the_results_with_its_reason(
    app: Flask, client: FlaskClient, scene: Scene, vote_id: int
) -> None:
    with app.app_context(), scope.everything(), transaction():
        service.annul(make.acting(scene.staff_id), vote_id, "The wrong text was sent.")
    page = client.get(f"/en/events/{scene.slug}/results").text
    assert make.QUESTION["en"] in page
    assert "Annulled" in page
    assert "The wrong text was sent." in page


def test_a_count_that_does_not_come_is_said_to_the_secretariat_and_to_scrutineers(
    app: Flask, client: FlaskClient, scene: Scene, vote_id: int
) -> None:
    with app.app_context(), scope.everything():
        make.cast_all(vote_id, scene, "YN")
        make.close(vote_id, scene)
    public = f"/en/events/{scene.slug}/results/{vote_id}"
    pages = (staff_url(scene, f"/{vote_id}"), f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}")
    for waited, said in ((COUNT_TAKES - timedelta(seconds=20), False), (COUNT_TAKES + timedelta(seconds=20), True)):
        with time_machine.travel(clock.now() + waited):
            sign_in(client, app, scene.staff_id)
            assert [("The ballots are not counted yet" in client.get(page).text) for page in pages] == [said, said]
            assert ("The count takes longer than usual" in client.get(public).text) is said
