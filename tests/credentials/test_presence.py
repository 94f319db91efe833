"""Coming to a sitting and leaving it, by one's own word, through the door of the room, or ticked."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock, scope
from assembly.agenda.channels import service as channels
from assembly.agenda.models import Sitting
from assembly.agenda.programme import ProgrammeSitting
from assembly.audit.models import AuditEntry
from assembly.credentials import service as credentials
from assembly.credentials.presence import queries, service
from assembly.credentials.presence.models import Presence
from assembly.credentials.presence.rules import Means, Represented
from assembly.credentials.presence.service import NotUnderWayError
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration import service as registrations
from assembly.registration.models import Registration
from tests.credentials.sittings import later, sitting_under_way
from tests.factories.accounts import person, sign_in, staff
from tests.factories.credentials import give, propose, voting_member
from tests.factories.registration import ALTERNATE, Invited, invited_member, open_event, register
from tests.registration.test_race import at_once
from tests.statements import statements

Pair = tuple[Invited, Registration]


@pytest.fixture
def sitting(event: Event) -> ProgrammeSitting:
    with transaction():
        return sitting_under_way(event)


@pytest.fixture
def members(event: Event) -> list[Pair]:
    with transaction():
        return [voting_member(event) for _ in range(3)]


def go_in(person_id: int, sitting: ProgrammeSitting, minutes: float = 0) -> None:
    row = db.session.get_one(Sitting, sitting.id)
    channels.enter(person_id, row, sitting.starts_at, sitting.ends_at, now=later(minutes))


def here(sitting: ProgrammeSitting, minutes: float = 0) -> set[int]:
    return queries.here([sitting.id], later(minutes))


def test_by_ones_own_word_until_one_leaves(sitting: ProgrammeSitting, members: list[Pair]) -> None:
    who = members[0][1].person_id
    with transaction():
        service.arrive(who, sitting, now=later(0))
        service.arrive(who, sitting, now=later(1))
    assert here(sitting, 2) == {who}
    with transaction():
        service.leave(who, sitting, now=later(5))
        service.leave(who, sitting, now=later(6))
    assert (here(sitting, 4), here(sitting, 6)) == ({who}, set())
    with transaction():
        service.arrive(who, sitting, now=later(10))
    assert here(sitting, 11) == {who}
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 2
    acts = select(AuditEntry.action).where(AuditEntry.action.startswith("presence.")).order_by(AuditEntry.id)
    assert db.session.scalars(acts).all() == ["presence.declared", "presence.left", "presence.declared"]


def test_whoever_went_into_the_room_is_present_without_saying_so(
    sitting: ProgrammeSitting, members: list[Pair]
) -> None:
    who = members[0][1].person_id
    with transaction():
        go_in(who, sitting)
        service.arrive(who, sitting, now=later(1))
    assert here(sitting, 2) == {who}
    assert db.session.scalars(select(Presence)).all() == []
    with transaction():
        service.leave(who, sitting, now=later(5))
    assert (here(sitting, 3), here(sitting, 6)) == ({who}, set())
    with transaction():
        go_in(who, sitting, 20)
    assert (here(sitting, 10), here(sitting, 21)) == (set(), {who})
    (row,) = db.session.scalars(select(Presence)).all()
    assert row.means is Means.ENTERED


def test_the_secretariat_ticks_many_in_one_act(sitting: ProgrammeSitting, members: list[Pair]) -> None:
    people = [delegate.person_id for _home, delegate in members]
    with transaction():
        service.arrive(people[0], sitting, now=later(0))
        assert service.tick(99, sitting, people, now=later(1)) == 2
        assert service.tick(99, sitting, people, now=later(2)) == 0
    assert here(sitting, 3) == set(people)
    with transaction():
        assert service.untick(99, sitting, people[:2], now=later(5)) == 2
    assert here(sitting, 6) == {people[2]}


def test_nobody_is_present_before_the_door_opens_nor_once_the_sitting_is_closed(
    event: Event, members: list[Pair]
) -> None:
    who = members[0][1].person_id
    with transaction():
        sitting = sitting_under_way(event, began=timedelta(hours=-2))
    with pytest.raises(NotUnderWayError), transaction():
        service.arrive(who, sitting, now=later(0))
    with transaction():
        service.arrive(who, sitting, now=later(100))
        service.close_sitting(99, sitting, now=later(180))
        service.close_sitting(99, sitting, now=later(185))
    at = [member.id for member in (home.member for home, _delegate in members)]
    assert len(queries.represented(event.id, later(179), at).members) == 1
    assert queries.represented(event.id, later(181), at) == Represented()
    with pytest.raises(NotUnderWayError), transaction():
        service.tick(99, sitting, [who], now=later(181))
    with transaction():
        service.reopen_sitting(99, sitting)
    assert len(queries.represented(event.id, later(190), at).members) == 1


def test_members_are_represented_by_who_votes_now_or_by_who_holds_their_proxy(
    event: Event, sitting: ProgrammeSitting, members: list[Pair]
) -> None:
    (holder, voter), (principal, own), (silent, _delegate) = members
    ids = [home.member.id for home in (holder, principal, silent)]
    with transaction():
        alternate = register(holder.delegation, ALTERNATE)
        give(principal, holder)
        for one in (own, alternate):
            service.arrive(one.person_id, sitting, now=later(0))
    assert queries.represented(event.id, later(1), ids) == Represented()
    with transaction():
        service.arrive(voter.person_id, sitting, now=later(0))
    found = queries.represented(event.id, later(1), ids)
    assert found == Represented(frozenset({holder.member.id}), frozenset({principal.member.id}))
    assert queries.represented(event.id, later(1), ids[:1]).by_proxy == frozenset()
    with transaction():
        credentials.accept_credential(None, propose(holder, voter, alternate), now=clock.now())
        registrations.withdraw_person(None, voter, now=clock.now())
    found = queries.represented(event.id, later(1), ids)
    assert found.present == {holder.member.id, principal.member.id}, "the alternate, and the principal's own again"


def test_pressing_i_am_here_many_times_at_once_is_one_interval(
    context: Flask, sitting: ProgrammeSitting, members: list[Pair]
) -> None:
    who = members[0][1].person_id
    answers = at_once(context, lambda _number: service.arrive(who, sitting, now=clock.now()), 4)
    assert answers == ["done"] * 4
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 1


def test_negative_control_without_the_unique_key_there_are_several(
    context: Flask, sitting: ProgrammeSitting, members: list[Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even on one connection: nothing but the key, asked for in the statement, keeps a second row out."""
    who = members[0][1].person_id
    monkeypatch.setattr(queries, "here", lambda *_facts: set())
    db.session.execute(db.text("DROP INDEX uq_presence_open"))
    db.session.execute(
        db.text("CREATE UNIQUE INDEX broken ON presence (sitting_id, person_id, arrived_at) WHERE left_at IS NULL")
    )
    db.session.commit()
    monkeypatch.setattr(service, "OPEN_KEY", ["sitting_id", "person_id", "arrived_at"])
    at_once(context, lambda number: service.arrive(who, sitting, now=later(number)), 2)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 2


def test_leaving_twice_at_once_notes_one_interval(
    context: Flask, sitting: ProgrammeSitting, members: list[Pair]
) -> None:
    who = members[0][1].person_id
    with transaction():
        go_in(who, sitting)
    at_once(context, lambda _number: service.leave(who, sitting, now=later(1)), 4)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 1


class Room:
    """A sitting under way, a delegate, an outsider and the secretariat, each with a browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            self.slug, self.sitting = event.slug, sitting_under_way(event)
            home, delegate = voting_member(event, name="Home")
            invited_member(event, name="Silent")
            self.delegate, self.name = delegate.person_id, delegate.person.name
            self.outsider, self.staff = person().id, staff().id
            self.event_id, self.member_id = event.id, home.member.id

    def browser(self, who: int) -> FlaskClient:
        browser = self.app.test_client()
        sign_in(browser, self.app, who)
        return browser

    @property
    def here(self) -> str:
        return f"/en/events/{self.slug}/sittings/{self.sitting.id}/here"

    @property
    def ticking(self) -> str:
        return f"/en/secretariat/events/{self.slug}/sittings/{self.sitting.id}/presence"


@pytest.fixture
def room(app: Flask, wake_ups: object) -> Room:
    return Room(app)


def test_the_page_says_whether_one_is_counted(room: Room) -> None:
    browser = room.browser(room.delegate)
    assert "I am here" in browser.get(room.here).text
    assert browser.post(room.here, data={"act": "arrive"}).status_code == HTTPStatus.SEE_OTHER
    page = browser.get(room.here).text
    assert "You are counted as present" in page
    browser.post(room.here, data={"act": "leave"})
    assert "You are counted as present" not in browser.get(room.here).text
    assert browser.post(room.here, data={"act": "fly"}).status_code == HTTPStatus.BAD_REQUEST
    assert browser.get(room.here.replace(str(room.sitting.id), "999")).status_code == HTTPStatus.NOT_FOUND
    for method in ("GET", "POST"):
        answer = room.browser(room.outsider).open(room.here, method=method, data={"act": "arrive"})
        assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.both_databases
def test_the_secretariat_ticks_only_those_who_vote_or_stand_in(room: Room) -> None:
    browser = room.browser(room.staff)
    page = browser.get(room.ticking).text
    assert room.name in page
    assert "Nobody can vote yet" in page
    data = {"act": "come", "person": [room.delegate, room.outsider]}
    assert "1 person is present now." in browser.post(room.ticking, data=data, follow_redirects=True).text
    assert "noted by the secretariat" in browser.get(room.ticking).text
    assert ">Home" not in browser.get(f"{room.ticking}?absent=y").text.partition("<tbody")[2]
    data["act"] = "gone"
    assert "1 person is not present any more." in browser.post(room.ticking, data=data, follow_redirects=True).text
    assert "Nobody was ticked" in browser.post(room.ticking, data={"act": "come"}, follow_redirects=True).text
    assert room.browser(room.delegate).get(room.ticking).status_code == HTTPStatus.FORBIDDEN


def test_ticking_asks_the_database_as_often_for_many_members_as_for_one(room: Room) -> None:
    browser = room.browser(room.staff)

    def count() -> int:
        with statements() as sent:
            assert browser.get(room.ticking).status_code == HTTPStatus.OK
        return len(sent)

    count()
    before = count()
    with room.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, room.event_id)
        for _ in range(3):
            _home, delegate = voting_member(event)
            service.arrive(delegate.person_id, room.sitting, now=clock.now())
    assert count() == before
