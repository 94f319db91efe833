"""Calendars follow the published programme and the registrations, without anybody's doing."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.kinds import SittingStatus
from assembly.database import transaction
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.registration.models import Registration, RegistrationState
from tests.agenda.calendars.program import deliver
from tests.agenda.calendars.world import LATER, QUARTER, World, world
from tests.factories.accounts import person
from tests.factories.agenda import FIRST_EVENING, FOUR, sitting_draft
from tests.factories.notices import register, withdraw
from tests.statements import statements

__all__ = ["world"]


def test_requested_moved_and_cancelled_leave_one_calendar_with_nothing_in_it(world: World) -> None:
    uid = world.sitting.uid
    assert world.pass_time() == ["For your calendar: International Assembly"]
    [first] = world.program.standing
    assert (first.uid, first.sequence, first.start_datetime) == (uid, 0, FIRST_EVENING)
    world.move()
    assert world.pass_time() == ["Changed in your calendar: International Assembly"]
    [moved] = world.program.standing
    assert (moved.uid, moved.sequence, moved.start_datetime) == (uid, 1, LATER)
    with transaction():
        withdraw(world.registration)
    assert world.pass_time() == ["Cancelled in your calendar: International Assembly"]
    assert world.program.standing == []
    assert world.program.entries[uid].sequence == 2
    assert world.program.passed_over == []


def test_a_removed_sitting_is_cancelled_and_the_new_one_requested_each_by_its_own_mail(world: World) -> None:
    old = world.sitting.uid
    world.pass_time()
    world.remove()
    assert len(world.pass_time()) == 2
    [left] = world.program.standing
    assert left.uid != old
    assert left.start_datetime == FIRST_EVENING + timedelta(days=1)


def test_a_sitting_that_is_called_off_and_held_after_all_goes_and_comes_back(world: World) -> None:
    world.pass_time()
    for status, standing in ((SittingStatus.CANCELLED, 0), (SittingStatus.CONFIRMED, 1)):
        with transaction():
            agenda.set_status(None, world.sitting, status)
        world.publish()
        assert len(world.pass_time()) == 1
        assert len(world.program.standing) == standing
    assert world.program.passed_over == []


def test_another_hall_is_told(world: World) -> None:
    world.pass_time()
    with transaction():
        draft = replace(sitting_draft(), place={"en": "Hall B"})
        agenda.change_sitting(None, world.sitting, draft)
    world.publish()
    assert len(world.pass_time()) == 1
    assert [(entry.location, entry.sequence) for entry in world.program.standing] == [("Hall B", 1)]
    with transaction():
        draft = replace(sitting_draft(), place={"en": "Hall B", "fr": "Salle B"})
        agenda.change_sitting(None, world.sitting, draft)
    world.publish()
    assert world.pass_time() == [], "the same hall in one more language is no change"


def test_nothing_is_sent_before_changes_were_gathered_for_a_quarter_of_an_hour(world: World) -> None:
    assert world.pass_time(timedelta(minutes=14)) == []
    world.move()
    assert world.pass_time(timedelta(minutes=14)) == []
    assert len(world.pass_time(timedelta(minutes=1))) == 1
    assert world.pass_time() == []


def test_a_sitting_that_moves_and_moves_back_meanwhile_tells_nobody(world: World) -> None:
    world.pass_time()
    world.move()
    world.move(FIRST_EVENING)
    assert world.sitting.sequence == 2
    assert world.pass_time() == []


def test_a_typo_in_a_title_tells_nobody(world: World) -> None:
    world.pass_time()
    world.move(FIRST_EVENING, title={**FOUR, "en": "The first sitting"})
    assert world.pass_time() == []


def test_what_is_only_a_draft_tells_nobody(world: World) -> None:
    world.pass_time()
    with transaction():
        agenda.change_sitting(None, world.sitting, sitting_draft(starts_at=LATER))
    assert world.pass_time() == []


def test_who_withdraws_and_comes_back_has_the_sitting_again(world: World) -> None:
    world.pass_time()
    person_id = world.registration.person_id
    with transaction():
        withdraw(world.registration)
    world.pass_time()
    with transaction():
        db.session.add(
            Registration(
                event_id=world.event_id, person_id=person_id, role=ParticipantRole.GUEST, created_at=clock.now()
            )
        )
    assert len(world.pass_time()) == 1
    [back] = world.program.standing
    assert back.sequence == 2
    world.move()
    world.pass_time()
    assert world.program.standing[0].sequence == 3
    assert world.program.passed_over == []


def test_a_guest_is_told_and_somebody_who_waits_is_not(world: World) -> None:
    world.pass_time()
    with transaction():
        guest = Registration(
            event_id=world.event_id, person_id=person().id, role=ParticipantRole.GUEST, created_at=clock.now()
        )
        waits = Registration(
            event_id=world.event_id,
            person_id=person().id,
            role=ParticipantRole.GUEST,
            state=RegistrationState.WAITING,
            created_at=clock.now(),
            waiting_since=clock.now(),
        )
        db.session.add_all([guest, waits])
    world.pass_time()
    assert len(world.programs[guest.person_id].standing) == 1
    assert waits.person_id not in world.programs


def test_a_mail_that_waits_says_what_holds_when_it_goes(world: World) -> None:
    world.traveller.shift(QUARTER)
    assert world.reconcile() == 1
    world.move()
    assert world.reconcile() == 0
    deliver(world.programs)
    [entry] = world.program.standing
    assert (entry.start_datetime, entry.sequence) == (LATER, 1)


def test_a_request_that_never_went_is_not_followed_by_a_cancellation(world: World) -> None:
    world.traveller.shift(QUARTER)
    world.reconcile()
    with transaction():
        withdraw(world.registration)
    assert deliver(world.programs) == []
    assert world.pass_time() == []


def test_a_mail_that_may_have_gone_is_sent_again_with_the_same_sequence(world: World) -> None:
    world.pass_time()
    world.move()
    world.traveller.shift(QUARTER)
    world.reconcile()
    deliver(world.programs)
    delivery = db.session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
    assert delivery
    with transaction():
        delivery.state, delivery.uncertain = DeliveryState.PENDING, 1
    deliver(world.programs)
    assert world.program.passed_over == [world.sitting.uid]
    assert [entry.sequence for entry in world.program.standing] == [1]


def test_a_mail_that_was_refused_is_not_repeated_before_the_next_publication(world: World) -> None:
    world.traveller.shift(QUARTER)
    world.reconcile()
    with transaction():
        db.session.scalars(select(Delivery)).one().state = DeliveryState.FAILED
    assert world.pass_time() == []
    world.move()
    assert len(world.pass_time()) == 1


def test_two_workers_who_look_at_once_send_one_set(world: World) -> None:
    world.traveller.shift(QUARTER)
    assert [world.reconcile(), world.reconcile()] == [1, 0]


def test_a_sitting_that_begins_soon_is_told_at_once(world: World) -> None:
    world.traveller.move_to(FIRST_EVENING - timedelta(hours=5), tick=False)
    world.pass_time()
    world.traveller.shift(timedelta(hours=4))
    world.move(FIRST_EVENING + timedelta(minutes=30))
    assert len(world.pass_time(timedelta())) == 1


def test_as_many_questions_are_asked_for_many_people_as_for_one(world: World) -> None:
    world.traveller.shift(QUARTER)
    with statements() as for_one:
        world.reconcile()
    with transaction():
        for _number in range(30):
            register(world.event)
    world.traveller.shift(QUARTER)
    with statements() as for_many:
        assert world.reconcile() == 30
    assert len(for_many) <= len(for_one)
