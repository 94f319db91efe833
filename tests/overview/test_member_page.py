"""What a member's page in the register tells of the rooms above it: people and votes, event by event."""

from datetime import timedelta

import pytest
from flask import Flask

from assembly import clock, scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.members.kinds import MemberStatus
from assembly.members.models import Member
from assembly.members.years import Year, years_of
from tests.factories import voting as make
from tests.factories.registration import invited_member, open_event, register
from tests.statements import statements


def shown(app: Flask, member: Member) -> list[Year]:
    """What the page of a member shows; the end of a request takes the scope away."""
    with app.test_request_context():
        scope.enter(scope.EVERYTHING)
        found = years_of(member)
    scope.enter(scope.EVERYTHING)
    return found


def test_people_and_votes_stand_beside_their_event(context: Flask) -> None:
    with transaction():
        scene = make.assembly_of(3)
    first, second = make.open_vote(scene), make.open_vote(scene)
    make.cast_all(first, scene, "YYN")
    make.close(first, scene)
    member = db.session.get_one(Member, scene.seats[0].member_id)
    (year,) = shown(context, member)
    assert [role for _name, role in year.people] == ["Delegate"]
    assert year.votes == "Voted in 1 of 1 vote"  # the open one tells nothing yet
    make.close(second, scene)
    db.session.expire_all()
    assert shown(context, member)[0].votes == "Voted in 1 of 2 votes"


def test_an_event_without_people_says_why(context: Flask) -> None:
    with transaction():
        event = open_event()
        silent, declined = invited_member(event), invited_member(event)
        declined.delegation.declined_at = clock.now()
    assert shown(context, silent.member)[0].silence == "Nobody is registered"
    assert shown(context, declined.member)[0].silence == "Will not take part"
    assert shown(context, silent.member)[0].url.endswith(f"/secretariat/events/{event.slug}")


def test_statements_do_not_grow_with_the_people(context: Flask) -> None:
    def count() -> int:
        with statements() as sent:
            shown(context, one.member)
        return len(sent)

    with transaction():
        one = invited_member(open_event())
        register(one.delegation)
    count()  # what a transaction let go is read again
    few = count()
    with transaction():
        register(one.delegation)
    count()
    assert count() == few


@pytest.mark.parametrize(("days", "stands"), [(0, False), (-1, False), (1, True), (None, True)])
def test_who_has_left_is_in_good_standing_until_then(context: Flask, days: int | None, stands: bool) -> None:  # noqa: FBT001
    with transaction():
        member = invited_member(open_event()).member
        member.left_on = None if days is None else clock.now().date() + timedelta(days=days)
    assert member.in_good_standing is stands
    assert bool(db.session.query(Member).where(Member.in_good_standing).count()) is stands
    with transaction():
        db.session.get_one(Member, member.id).status = MemberStatus.SUSPENDED
    assert db.session.query(Member).where(Member.in_good_standing).count() == 0
