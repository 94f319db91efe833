"""Calendars follow the published programme and the registrations, without anybody's doing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.calendars import service
from assembly.agenda.kinds import SittingStatus
from assembly.agenda.models import Sitting
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.notices import service as notices
from assembly.notices.kinds import NoticeKind
from assembly.registration.models import Registration, RegistrationState
from tests.agenda.calendars.program import Program, deliver
from tests.factories.accounts import person
from tests.factories.agenda import FIRST_EVENING, FOUR, make_programme, make_sitting, sitting_draft
from tests.factories.events import make_event, make_federation
from tests.factories.notices import make_notice, register, withdraw
from tests.statements import statements

NOVEMBER = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LATER = FIRST_EVENING + timedelta(hours=2)
QUARTER = timedelta(minutes=15)


class World:
    """An event with a published sitting and one participant, whose clock the test turns."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self.traveller = traveller
        with transaction():
            make_federation()
            self.event_id = make_event().id
            self.sitting_id = make_programme(self.event).id
            self.registration_id = register(self.event, name="Aminata", zone="Africa/Bamako").id
        self.programs: dict[int, Program] = {}

    @property
    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    @property
    def sitting(self) -> Sitting:
        return db.session.get_one(Sitting, self.sitting_id)

    @property
    def registration(self) -> Registration:
        return db.session.get_one(Registration, self.registration_id)

    @property
    def program(self) -> Program:
        return self.programs.setdefault(self.registration.person_id, Program())

    def publish(self) -> None:
        with transaction():
            agenda.publish_agenda(None, self.event)

    def move(self, starts_at: datetime = LATER, title: dict[str, str] | None = None) -> None:
        with transaction():
            agenda.change_sitting(None, self.sitting, sitting_draft(title, starts_at=starts_at))
        self.publish()

    def remove(self) -> None:
        with transaction():
            agenda.remove_sitting(None, self.sitting)
            make_sitting(self.event, starts_at=FIRST_EVENING + timedelta(days=1))
        self.publish()

    def reconcile(self) -> int:
        with transaction():
            return service.reconcile(self.event_id, clock.now())

    def pass_time(self, time: timedelta = QUARTER) -> list[str]:
        """Let a quarter of an hour pass and the workers work; return the subjects of what was sent."""
        self.traveller.shift(time)
        self.reconcile()
        return [str(mail["Subject"]) for mail in deliver(self.programs)]


@pytest.fixture
def world(context: Flask) -> Iterator[World]:
    with time_machine.travel(NOVEMBER, tick=False) as traveller:
        yield World(traveller)


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


# A message that carries the programme


def released(world: World) -> None:
    with transaction():
        notice = make_notice(world.event, NoticeKind.AGENDA)
        notices.release_notice(None, notice, notices.Order(world.event.languages))


def test_a_message_with_the_programme_counts_as_sent(world: World) -> None:
    released(world)
    deliver(world.programs)
    assert len(world.program.standing) == 1
    assert world.pass_time() == []
    world.move()
    world.pass_time()
    assert [entry.sequence for entry in world.program.standing] == [1]


def test_a_message_with_the_programme_goes_on_from_what_its_reader_has(world: World) -> None:
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
    released(world)
    deliver(world.programs)
    assert [entry.sequence for entry in world.program.standing] == [2]
    assert world.program.passed_over == []


def test_a_message_that_carries_an_older_programme_puts_nothing_outdated_into_a_calendar(world: World) -> None:
    world.pass_time()
    released(world)
    world.move()
    deliver(world.programs)
    assert [entry.start_datetime for entry in world.program.standing] == [FIRST_EVENING]
    world.pass_time()
    assert [(entry.start_datetime, entry.sequence) for entry in world.program.standing] == [(LATER, 1)]
    assert world.program.passed_over == []
