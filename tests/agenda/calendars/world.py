"""An event whose calendars are looked at, and a clock that the test turns."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.calendars import service
from assembly.agenda.models import Sitting
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Registration
from tests.agenda.calendars.program import Program, deliver
from tests.factories.agenda import FIRST_EVENING, make_programme, make_sitting, sitting_draft
from tests.factories.events import make_event, make_federation
from tests.factories.notices import register

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
