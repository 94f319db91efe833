"""Before votes that open at a time, every member is mailed who votes for it; once, and not where somebody did it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

import worker.voting
from assembly import clock
from assembly.credentials.rollcheck import queries
from assembly.credentials.rollcheck.service import send_roll_check
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration.models import Invitation
from assembly.voting.planned import rollcheck
from assembly.voting.planned import service as planned
from assembly.voting.service import Acceptance
from tests.factories import voting as make
from tests.factories.letters import letters
from tests.factories.voting import Scene


@pytest.fixture
def invited(context: Flask) -> Scene:
    """An assembly whose three members have somebody to write to."""
    with transaction():
        scene = make.assembly_of(3)
        event = db.session.get_one(Event, scene.event_id)
        event.starts_at, event.ends_at = clock.now() + timedelta(days=20), clock.now() + timedelta(days=22)
        db.session.add_all(
            Invitation(delegation_id=seat.delegation_id, person_id=seat.focal_point_id, created_at=clock.now())
            for seat in scene.seats
        )
    return scene


def plan(scene: Scene, hours: int, **fields: bool) -> None:
    vote_id = make.draft_vote(scene, closes_at=clock.now() + timedelta(days=21), **fields)
    with transaction():
        opens_at = clock.now() + timedelta(hours=hours)
        planned.plan(make.acting(scene.staff_id), [vote_id], opens_at, Acceptance(small_groups=True))


def mailed() -> int:
    worker.voting.sweep()
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Delivery.kind == queries.KIND)) or 0


@pytest.mark.both_databases
def test_every_member_is_mailed_once_three_days_before_the_first_opening(invited: Scene) -> None:
    plan(invited, 24 * 5)
    assert mailed() == 0
    plan(invited, 60)
    plan(invited, 61)
    assert mailed() == 3
    assert mailed() == 3, "the second vote is covered by the same roll check"
    assert {seat.name in letters(queries.KIND)[number].subject for number, seat in enumerate(invited.seats)} == {True}
    [sent] = queries.sendings(invited.event_id)
    assert timedelta(hours=59) < sent.correct_until - clock.now() < timedelta(hours=60)


@pytest.mark.parametrize(("hours", "fields"), [(5, {}), (48, {"practice": True})])
def test_none_goes_out_where_nothing_could_be_corrected_or_nothing_is_decided(
    invited: Scene, hours: int, fields: dict[str, bool]
) -> None:
    plan(invited, hours, **fields)
    assert mailed() == 0


def test_what_the_secretariat_sent_is_not_repeated(invited: Scene) -> None:
    with transaction():
        event = db.session.get_one(Event, invited.event_id)
        until = clock.now() + timedelta(hours=40)
        send_roll_check(invited.staff_id, event, queries.whom_to_write(event.id), until, now=clock.now())
    plan(invited, 60)
    assert mailed() == 3
    assert rollcheck.events_due() == []
