"""Who gets a notice, on both databases."""

from flask import Flask
from sqlalchemy import func, select

from assembly.database import transaction
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.members.kinds import MemberStatus, Region
from assembly.notices import service
from assembly.notices.audience import Audience
from assembly.notices.kinds import Group
from tests.factories import guests
from tests.factories.events import make_event
from tests.factories.notices import (
    let_vote,
    make_delegation,
    make_focal_point,
    make_member,
    make_notice,
    register,
    withdraw,
)
from tests.factories.registration import open_event


def test_guests_who_come_are_participants_too_unless_a_region_is_chosen(context: Flask) -> None:
    with transaction():
        event = open_event()
        register(event)
        guest = guests.register_guest(event, language="ru")
        everybody, europe = make_notice(event), make_notice(event, audience=Audience(regions=frozenset(Region)))
        for notice in (everybody, europe):
            service.release_notice(None, notice)
    to_guest = select(func.count()).where(Delivery.kind == "notice", Delivery.person_id == guest.person_id)
    assert db.session.scalar(to_guest) == 1
    assert (everybody.versions[0].recipients, europe.versions[0].recipients) == (2, 1)


def test_participants_are_chosen_by_role_region_and_vote(context: Flask) -> None:
    with transaction():
        event, other = make_event(), make_event()
        asia = make_member(Region.ASIA_PACIFIC)
        voter = register(event, asia, votes=True)
        observer = register(event, make_member(), ParticipantRole.OBSERVER)
        withdraw(register(event, make_member()))
        ended = let_vote(register(event, make_member(), ParticipantRole.ALTERNATE))
        ended.ended_at = ended.proposed_at
        register(other)

    def ids(**audience: object) -> set[int]:
        with transaction():
            notice = make_notice(event, audience=Audience(**audience))  # type: ignore[arg-type]
        return {candidate.person_id for candidate in service.recipients_of(notice)}

    assert len(ids()) == 3
    assert ids(voters_only=True) == {voter.person_id}
    assert ids(roles=frozenset({ParticipantRole.OBSERVER})) == {observer.person_id}
    assert ids(regions=frozenset({Region.ASIA_PACIFIC})) == {voter.person_id}


def test_focal_points_who_wait_are_those_whose_member_has_not_answered(context: Flask) -> None:
    with transaction():
        event = make_event()
        silent, registered, declined = make_member(), make_member(), make_member()
        first = make_focal_point(silent)
        make_focal_point(silent, position=2)
        make_focal_point(registered)
        make_focal_point(declined)
        make_focal_point(make_member(status=MemberStatus.SUSPENDED))
        register(event, registered)
        make_delegation(event, declined, declined=True)
        waiting = make_notice(event, audience=Audience(Group.WAITING))
        everybody = make_notice(event, audience=Audience(Group.FOCAL_POINTS))
    assert [candidate.person_id for candidate in service.recipients_of(waiting)] == [first.id]
    assert len(service.recipients_of(everybody)) == 3
