"""The sitting as whoever presides sees it, and the screen for projection."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts.models import Person, Role, RoleGrant
from assembly.audit.models import AuditEntry
from assembly.credentials.presence import service as presence
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Member, Region
from assembly.tally.election import Method
from assembly.voting.models import Secrecy, Vote
from assembly.voting.rules import VoteKind, VoteState
from assembly.voting.service import OptionDraft
from tests.credentials.sittings import ITEMS, sitting_under_way
from tests.factories import voting
from tests.factories.accounts import person, sign_in, staff
from tests.factories.events import make_event
from tests.factories.letters import letters
from tests.statements import statements

MEMBERS = 5


class Hall:
    """A sitting under way at an event of five members, of which one's delegate holds another's proxy."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            self.scene = voting.assembly_of(MEMBERS)
            event = db.session.get_one(Event, self.scene.event_id)
            voting.proxy(self.scene, self.scene.seats[1], self.scene.seats[0])
            db.session.get_one(Member, self.scene.seats[4].member_id).region = Region.EUROPE
            self.sitting = sitting_under_way(event)
            self.chair = staff(Role.CHAIR, event_id=event.id, name="Soledad Irigoyen").id
        self.page = f"/en/secretariat/events/{self.scene.slug}/sittings/{self.sitting.id}"

    def browser(self, who: int) -> FlaskClient:
        browser = self.app.test_client()
        sign_in(browser, self.app, who)
        return browser

    def come(self, *seats: int) -> None:
        """Let the delegates of these seats say that they are here."""
        with self.app.app_context(), scope.everything(), transaction():
            for seat in seats:
                presence.arrive(self.scene.seats[seat].delegate_id, self.sitting, now=clock.now())

    def open_vote(self) -> int:
        with self.app.app_context(), scope.everything():
            return voting.open_vote(self.scene)


@pytest.fixture
def hall(app: Flask, wake_ups: object) -> Hall:
    return Hall(app)


@pytest.mark.both_databases
def test_whoever_presides_sees_the_quorum_in_members_live(hall: Hall) -> None:
    hall.open_vote()
    browser = hall.browser(hall.chair)
    assert "0 of 5 members represented (0 present, 0 by proxy); 3 needed" in browser.get(hall.page).text
    hall.come(0)
    page = browser.get(hall.page).text
    assert "2 of 5 members represented (1 present, 1 by proxy); 3 needed" in page
    assert "1 member short of a quorum" in page
    hall.come(4)
    fragment = browser.get(hall.page, headers={"X-Fragment": "1"}).text
    assert "<html" not in fragment
    assert "3 of 5 members represented (2 present, 1 by proxy); 3 needed" in fragment
    assert "There is a quorum" in fragment
    assert "Statutes, art. 14" in fragment
    regions = fragment.partition("By region")[2]
    assert "1 of 1" in regions.partition("Europe")[2]
    assert "2 of 4" in regions.partition("Sub-Saharan Africa")[2]
    assert "0 of 5" in fragment.partition("Votes cast")[2], "the turnout of the vote that is open"


def test_whoever_has_voted_is_represented_wherever_they_are(hall: Hall) -> None:
    vote_id = hall.open_vote()
    hall.come(0)
    with hall.app.app_context(), scope.everything():
        for seat in (0, 2):
            voting.cast(vote_id, hall.scene.seats[seat])
    page = hall.browser(hall.chair).get(hall.page).text
    assert "3 of 5 members represented (1 present, 1 by proxy, 1 by a ballot cast); 3 needed" in page
    assert "There is a quorum" in page
    with hall.app.app_context(), scope.everything():
        voting.close(vote_id, hall.scene)
        assert db.session.get_one(Vote, vote_id).represented_at_deadline == 3, "as it is recorded with the vote"


def test_the_quorum_of_a_vote_of_some_members_says_whose_it_is(hall: Hall) -> None:
    with hall.app.app_context(), scope.everything():
        voting.open_vote(hall.scene, regions=(Region.SUB_SAHARAN_AFRICA.value,))
    hall.come(2)
    browser = hall.browser(hall.chair)
    for page in (browser.get(hall.page).text, browser.get(f"{hall.page}/screen").text):
        assert "1 of 4 members represented (1 present, 0 by proxy); 2 needed" in page
        assert "Members of these regions: Sub-Saharan Africa" in page


def test_without_a_vote_that_waits_nobody_says_how_many_are_needed(hall: Hall) -> None:
    hall.come(2)
    page = hall.browser(hall.chair).get(hall.page).text
    assert "1 of 5 members represented (1 present, 0 by proxy)" in page
    assert "needed" not in page


def test_the_current_item_is_the_programmes_until_another_is_taken(hall: Hall) -> None:
    browser = hall.browser(hall.chair)
    screen = f"{hall.page}/screen"
    assert f"<h1>{ITEMS[0]}</h1>" in browser.get(screen).text
    last = hall.sitting.items[2].id
    browser.post(hall.page, data={"act": "take", "item": last})
    assert f"<h1>{ITEMS[2]}</h1>" in browser.get(screen).text
    assert browser.post(hall.page, data={"act": "take", "item": 999}).status_code == HTTPStatus.NOT_FOUND
    browser.post(hall.page, data={"act": "take", "item": 0})
    assert f"<h1>{ITEMS[0]}</h1>" in browser.get(screen).text
    assert browser.post(hall.page, data={"act": "sing"}).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.both_databases
def test_closing_the_sitting_ends_all_presence_and_can_be_taken_back(hall: Hall) -> None:
    hall.come(0, 2)
    browser = hall.browser(hall.chair)
    assert "2 people are counted as present." in browser.get(hall.page).text
    browser.post(hall.page, data={"act": "close"})
    page = browser.get(hall.page).text
    assert "0 of 5 members represented" in page
    assert "Closed" in page
    browser.post(hall.page, data={"act": "reopen"})
    assert "3 of 5 members represented" in browser.get(hall.page).text
    with hall.app.app_context():
        acts = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.actor_id == hall.chair).order_by(AuditEntry.id)
        ).all()
    assert acts == ["sitting.closed", "sitting.reopened"]


def test_the_screen_names_nobody_and_reloads_itself_without_a_script(hall: Hall) -> None:
    vote_id = hall.open_vote()
    hall.come(0, 2, 3)
    with hall.app.app_context(), scope.everything():
        voting.cast(vote_id, hall.scene.seats[2])
        named = [db.session.get_one(Person, seat.delegate_id).name for seat in hall.scene.seats]
    browser = hall.browser(hall.chair)
    page = browser.get(f"{hall.page}/screen").text
    main = page.partition("<main")[2]
    assert not [one for one in [*named, *(seat.name for seat in hall.scene.seats)] if f"{one}<" in main]
    assert "Soledad" not in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "4 of 5 members represented" in page
    assert "1 of 5" in main.partition("Votes cast")[2]
    french = browser.get(f"{hall.page}/screen".replace("/en/", "/fr/")).text
    assert voting.QUESTION["fr"] in french
    fragment = browser.get(f"{hall.page}/screen", headers={"X-Fragment": "1"}).text
    assert "<html" not in fragment


@pytest.mark.both_databases
def test_once_a_vote_is_published_the_screen_shows_its_result(hall: Hall) -> None:
    vote_id = hall.open_vote()
    with hall.app.app_context(), scope.everything():
        for seat, letter in ((0, "Y"), (2, "Y"), (3, "N"), (4, "A")):
            voting.cast(vote_id, hall.scene.seats[seat], letter)
        voting.close(vote_id, hall.scene)
        voting.count_ballots(vote_id)
        assert db.session.get_one(Vote, vote_id).state is VoteState.PUBLISHED
    page = hall.browser(hall.chair).get(f"{hall.page}/screen").text
    assert "Adopted" in page
    assert "Statutes, art. 14" in page


def test_an_election_is_projected_while_it_is_open_and_with_its_whole_count(hall: Hall) -> None:
    names = ("Amina Diallo", "José Pérez", "Ольга Иванова")
    options = tuple(OptionDraft(LocalizedText(en=name)) for name in names)
    ways = {Method.SCOTTISH_STV: ("010203", "010300", "020100", "020100"), Method.YES_NO: ("YYN", "YYN", "YYA", "YNY")}
    browser = hall.browser(hall.chair)
    for method, ballots in ways.items():
        with hall.app.app_context(), scope.everything():
            fields = {"kind": VoteKind.ELECTION, "method": method, "seats": 2, "options": options}
            vote_id = voting.open_vote(hall.scene, secrecy=Secrecy.SEALED, **fields)
        waiting = browser.get(f"{hall.page}/screen").text
        assert voting.QUESTION["en"] in waiting
        assert not [name for name in names if name in waiting], "before it is decided"
        with hall.app.app_context(), scope.everything():
            for seat, marks in zip((0, 2, 3, 4), ballots, strict=True):
                voting.cast(vote_id, hall.scene.seats[seat], marks)
            voting.close(vote_id, hall.scene)
            voting.count_ballots(vote_id)
        page = browser.get(f"{hall.page}/screen").text
        assert "Elected: Amina Diallo and José Pérez" in page
        assert "Fingerprint" not in page, "nobody types it from a wall"
        table = {Method.SCOTTISH_STV: "How the count went, stage by stage", Method.YES_NO: "Votes for each"}[method]
        assert table in page


def test_presiding_reaches_the_sittings_and_nothing_else_of_the_secretariat(hall: Hall) -> None:
    browser, office = hall.browser(hall.chair), f"/en/secretariat/events/{hall.scene.slug}"
    listed = browser.get(f"{office}/sittings").text
    assert "Second sitting" in listed
    assert "Under way" in listed
    assert "Name who presides" not in listed
    for path in ("", "/credentials", "/people", "/programme", f"/sittings/{hall.sitting.id}/presence"):
        assert browser.get(office + path).status_code == HTTPStatus.FORBIDDEN
    with hall.app.app_context(), transaction():
        elsewhere = staff(Role.CHAIR, event_id=make_event(slug="elsewhere").id).id
    assert hall.browser(elsewhere).get(hall.page).status_code == HTTPStatus.FORBIDDEN
    assert hall.browser(hall.scene.seats[0].delegate_id).get(hall.page).status_code == HTTPStatus.FORBIDDEN
    assert browser.get(hall.page.replace(str(hall.sitting.id), "99")).status_code == HTTPStatus.NOT_FOUND


def test_the_secretariat_names_who_presides_by_their_address(hall: Hall) -> None:
    with hall.app.app_context(), transaction():
        known = person(name="Awa Diallo", email="awa@people.example").id
        person(name="One", email="both@people.example")
        person(name="Other", email="both@people.example")
    browser, address = hall.browser(hall.scene.staff_id), f"/en/secretariat/events/{hall.scene.slug}/officers"
    for wrong in ("nobody@people.example", "both@people.example", ""):
        answer = browser.post(f"{address}/chair", data={"address": wrong})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "1 thing needs correcting" in answer.text
    browser.post(f"{address}/chair", data={"address": "AWA@people.example"})
    with hall.app.app_context(), scope.everything():
        (letter,) = letters("chair-named")
    assert letter.button
    assert letter.button.url.endswith(f"{hall.scene.slug}/sittings")
    assert hall.browser(known).get(hall.page).status_code == HTTPStatus.OK
    browser.post(f"{address}/chair/{known}/dismiss")
    assert hall.browser(known).get(hall.page).status_code == HTTPStatus.FORBIDDEN
    assert browser.post(f"{address}/chair/{known}/dismiss").status_code == HTTPStatus.NOT_FOUND
    assert hall.browser(hall.chair).post(f"{address}/chair").status_code == HTTPStatus.FORBIDDEN
    with hall.app.app_context():
        assert db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == known)).all() == []
        assert letters("chair-named") == []


def test_the_page_asks_the_database_as_often_for_many_members_as_for_one(hall: Hall) -> None:
    hall.open_vote()
    hall.come(0)
    browser = hall.browser(hall.chair)

    def count() -> int:
        with statements() as sent:
            assert browser.get(hall.page).status_code == HTTPStatus.OK
        return len(sent)

    count()
    before = count()
    with hall.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, hall.scene.event_id)
        more = [voting.seat(event) for _ in range(4)]
        voting.proxy(hall.scene, more[0], more[1])
        for seat in more:
            presence.arrive(seat.delegate_id, hall.sitting, now=clock.now())
    assert count() == before
