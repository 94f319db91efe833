"""The roll check: who is not ready to vote, and the mail that asks every member to look."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts.models import UserSession
from assembly.credentials import service as credentials
from assembly.credentials.rollcheck import queries, service
from assembly.credentials.rollcheck.models import RollCheck
from assembly.credentials.rollcheck.rules import ReadyFacts, Unready, unready
from assembly.credentials.rules import WhoVotes
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import DeliveryState
from assembly.members.models import MemberStatus
from assembly.registration.models import Delegation, Invitation
from tests.factories.accounts import focal_point, sign_in, staff
from tests.factories.credentials import give, propose, voting_member
from tests.factories.letters import letters
from tests.factories.members import make_member
from tests.factories.registration import ALTERNATE, invited_member, mails, open_event, register
from tests.registration.test_race import at_once
from tests.statements import statements

READY = ReadyFacts(state=WhoVotes.ACCEPTED, can_vote=True, written_to=True, bounced=False, signed_in=True)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, ()),
        ({"state": WhoVotes.PROPOSED}, ()),
        ({"bounced": True, "signed_in": False}, (Unready.BOUNCED, Unready.NEVER_SIGNED_IN)),
        ({"state": WhoVotes.MISSING, "can_vote": False, "signed_in": False}, (Unready.NO_VOTER,)),
        ({"state": WhoVotes.PROPOSED, "can_vote": False}, (Unready.NOT_ACCEPTED,)),
        ({"state": WhoVotes.RETURNED, "can_vote": False}, (Unready.SENT_BACK,)),
        ({"written_to": False}, (Unready.NOBODY_TO_WRITE_TO,)),
    ],
)
def test_what_is_missing_before_a_member_can_vote(facts: dict[str, object], missing: tuple[Unready, ...]) -> None:
    values = {name: getattr(READY, name) for name in ReadyFacts.__slots__} | facts
    assert unready(ReadyFacts(**values)) == missing


def missing(event: Event) -> dict[str, tuple[Unready, ...]]:
    return {one.vote.member.name: one.missing for one in queries.readiness(event.id)}


def session_of(person_id: int) -> UserSession:
    now = clock.now()
    return UserSession(
        hash=f"{person_id:064}", person_id=person_id, purpose="sign-in", device="", created_at=now, seen_at=now,
        expires_at=now,
    )  # fmt: skip


def test_who_is_not_ready_is_found_from_what_is_known_of_who_votes_now(context: Flask) -> None:
    with transaction():
        event = open_event()
        holder, voter = voting_member(event, name="Holder")
        principal = invited_member(event, name="Principal")
        give(principal, holder)
        bounced = voting_member(event, name="Bounced")[1]
        moved = voting_member(event, name="Moved")[1]
        invited_member(event, name="Silent")
        proposing = invited_member(event, name="Proposing")
        propose(proposing, register(proposing.delegation))
        make_member(name="Far away")
        make_member(name="Suspended", status=MemberStatus.SUSPENDED)
        for one in (voter, bounced, moved):
            db.session.add(session_of(one.person_id))
        for delivery in mails("credential-accepted"):
            bad = delivery.person_id in {bounced.person_id, moved.person_id}
            delivery.state = DeliveryState.BOUNCED if bad else DeliveryState.SENT
        moved.person.email = "another@people.example"
    assert missing(event) == {
        "Holder": (),
        "Principal": (),
        "Bounced": (Unready.BOUNCED,),
        "Moved": (),
        "Silent": (Unready.NO_VOTER,),
        "Proposing": (Unready.NOT_ACCEPTED,),
        "Far away": (Unready.NO_VOTER, Unready.NOBODY_TO_WRITE_TO),
    }


def until(event: Event) -> datetime:
    return event.starts_at - timedelta(days=1)


def send(event: Event, correct_until: datetime | None = None) -> int:
    found = queries.whom_to_write(event.id)
    return service.send_roll_check(None, event, found, correct_until or until(event), now=clock.now())


def test_each_member_is_mailed_once_however_often_the_button_is_pressed(context: Flask) -> None:
    """Somebody who looks after two members gets a mail for each."""
    with transaction():
        event = open_event()
        first, second = invited_member(event), invited_member(event)
        second.invitation.person_id = first.focal_point.id
        assert send(event) == 2
    with transaction():
        assert send(event) == 0
        third = invited_member(event)
        assert send(event) == 1
    assert {(one.person_id, one.member_id) for one in mails("roll-check")} == {
        (first.focal_point.id, first.member.id),
        (first.focal_point.id, second.member.id),
        (third.focal_point.id, third.member.id),
    }
    (sent,) = queries.sendings(event.id)
    assert (sent.mails, sent.undelivered) == (3, 0)
    with transaction():
        assert send(event, until(event) + timedelta(hours=1)) == 3


def test_two_who_press_at_once_send_one(context: Flask) -> None:
    with transaction():
        event_id = open_event().id
        invited_member(db.session.get_one(Event, event_id))

    def press(_number: int) -> None:
        send(db.session.get_one(Event, event_id))

    assert at_once(context, press, 3) == ["done"] * 3
    db.session.rollback()
    assert len(db.session.scalars(select(RollCheck)).all()) == 1
    assert len(mails("roll-check")) == 1


@pytest.mark.parametrize("late", [timedelta(days=-99), timedelta(days=99)])
def test_a_deadline_in_the_past_or_after_the_event_is_refused(context: Flask, late: timedelta) -> None:
    with pytest.raises(InvalidInputError), transaction():
        event = open_event()
        send(event, event.ends_at + late)


def facts_of(name: str) -> dict[str, str]:
    """The facts of the letter that is about a member of this name."""
    found = next(one for one in letters("roll-check") if one.facts[0].value == name)
    return {fact.label: fact.value for fact in found.facts}


def test_the_mail_says_who_votes_who_stands_in_and_which_proxies(context: Flask) -> None:
    english = {"contact": {"language": "en", "zone": "Africa/Bamako"}}
    with transaction():
        event = open_event(starts_at=datetime(2030, 12, 3, 11, tzinfo=UTC), ends_at=datetime(2030, 12, 4, tzinfo=UTC))
        holder, voter = voting_member(event, name="Holder", **english)
        alternate = register(holder.delegation, ALTERNATE)
        waiting = propose(holder, voter, alternate)
        credentials.accept_credential(None, waiting, now=clock.now())
        principal, asking = (invited_member(event, name=name, **english) for name in ("Principal", "Asking"))
        give(principal, holder)
        give(asking, holder, accepted=False)
        naming = invited_member(event, name="Naming", **english)
        named = register(naming.delegation)
        propose(naming, named)
        send(event)
    found = facts_of("Holder")
    assert found["Who votes"] == voter.person.name
    assert found["Stands in, in this order"] == alternate.person.name
    assert found["Your delegate also votes for"] == "Principal"
    assert "11:00" in found["Correct it until"]
    assert "Bamako" in found["Correct it until"]
    assert facts_of("Principal")["Votes for you by proxy"] == voter.person.name
    assert facts_of("Asking")["Who votes"] == "Nobody yet"
    assert facts_of("Asking")["Proxy asked for, not answered yet"] == voter.person.name
    assert "Named, not accepted yet" not in facts_of("Holder")
    assert facts_of("Naming")["Named, not accepted yet"] == named.person.name
    (mail,) = (one for one in letters("roll-check") if "Naming" in one.subject)
    assert "the secretariat has not accepted it yet" in mail.body, "who has done their part is not asked to do it again"


def test_whoever_is_suspended_or_has_no_time_left_is_not_mailed(context: Flask) -> None:
    with transaction():
        event = open_event()
        home, _other = invited_member(event), invited_member(event)
        send(event)
        home.member.status = MemberStatus.SUSPENDED
    assert len(letters("roll-check")) == 1
    with transaction():
        db.session.scalars(select(RollCheck)).one().correct_until = clock.now() - timedelta(minutes=1)
    assert letters("roll-check") == []


def test_the_page_counts_before_it_sends_and_refuses_what_has_changed(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        event = open_event()
        home, slug = invited_member(event, name="Home"), event.slug
        member_id, secretary = home.member.id, staff().id
        deadline = until(event).strftime("%Y-%m-%dT%H:%M")
    sign_in(client, app, secretary)
    address = f"/en/secretariat/events/{slug}/credentials/roll-check"
    page = client.get(f"{address}/send").text
    assert "Send 1 mail" in page
    seen = page.split('name="seen"')[1].split('value="')[1].partition('"')[0]
    with app.app_context(), scope.everything(), transaction():
        delegation = db.session.scalars(select(Delegation)).one()
        another = focal_point([member_id]).id
        db.session.add(Invitation(delegation_id=delegation.id, person_id=another, created_at=clock.now()))
    answer = client.post(f"{address}/send", data={"correct_until": deadline, "seen": seen})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Send 2 mails" in answer.text
    seen = answer.text.split('name="seen"')[1].split('value="')[1].partition('"')[0]
    bad = client.post(f"{address}/send", data={"correct_until": "2020-01-01T10:00", "seen": seen})
    assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    answer = client.post(f"{address}/send", data={"correct_until": deadline, "seen": seen}, follow_redirects=True)
    assert "2 mails are on their way" in answer.text
    assert ">Home</a>" in answer.text
    assert "Nobody votes yet" in answer.text


def test_the_list_asks_the_database_as_often_for_many_members_as_for_one(context: Flask) -> None:
    with transaction():
        event = open_event()
        voting_member(event)

    def count() -> int:
        db.session.expire_all()
        with statements() as sent:
            queries.readiness(event.id)
        return len(sent)

    event_id = event.id
    count()
    before = count()
    with transaction():
        event = db.session.get_one(Event, event_id)
        for _ in range(3):
            give(invited_member(event), voting_member(event)[0])
    event_id = event.id
    assert count() == before
