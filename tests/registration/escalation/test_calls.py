"""Two who would call the same member at once: one of them does."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly import clock
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration.escalation import calls, queries
from assembly.registration.escalation.calls import Said
from assembly.registration.escalation.models import MemberCall
from assembly.registration.escalation.rules import Act, Outcome
from tests.factories.accounts import staff
from tests.factories.escalation import silent_member
from tests.factories.registration import open_event
from tests.registration.test_race import at_once


def test_of_many_who_press_at_once_one_calls(context: Flask) -> None:
    with transaction():
        event, people = open_event(escalate_after=5), [staff().id for _number in range(6)]
        member, _contacts = silent_member(event, 1, days=12)
    event_id, member_id = event.id, member.id

    def press(number: int) -> None:
        calls.begin(
            people[number], db.session.get_one(Event, event_id), db.session.get_one(Member, member_id), now=clock.now()
        )

    ended = at_once(context, press, len(people))
    assert sorted(ended) == ["done"] + ["somebody_else_calls"] * (len(people) - 1)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(MemberCall)) == 1


def test_only_the_last_call_counts_and_a_promise_has_a_day(context: Flask) -> None:
    with transaction():
        event, caller = open_event(escalate_after=5), staff().id
        member, (contact,) = silent_member(event, 1, days=12)
    promised = Said(Outcome.PROMISED, contact.id, clock.now().date() + timedelta(days=9))
    for said, act in ((promised, Act.WAIT), (Said(Outcome.WRONG_NUMBER), Act.CALL), (Said(Outcome.REACHED), Act.WAIT)):
        with transaction():
            calls.note(caller, event, member, said, now=clock.now())
        found = queries.standing(event, member, clock.now())
        assert found
        assert found.next.act is act
    for wrong in (Said(Outcome.PROMISED), Said(Outcome.REACHED, promised_on=promised.promised_on)):
        with pytest.raises(InvalidInputError), transaction():
            calls.note(caller, event, member, wrong, now=clock.now())
