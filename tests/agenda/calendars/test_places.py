"""A place in an item for which one signs up: in the calendar of whoever has it, out of it once they give it back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.calendars import feeds, queries, service
from assembly.agenda.models import AgendaItem
from assembly.agenda.signups import service as signups
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.registration.models import Registration
from tests.agenda.calendars.program import Program, deliver
from tests.factories.events import make_federation
from tests.factories.notices import register
from tests.factories.signups import Visit, make_visit

QUARTER = timedelta(minutes=15)


@dataclass
class Trip:
    """A visit with one place, two people who would like to come, and their calendar programs."""

    visit: Visit
    first: Registration
    second: Registration
    traveller: time_machine.Traveller
    programs: dict[int, Program] = field(default_factory=dict)

    def join(self, who: Registration) -> None:
        with transaction():
            signups.sign_up(who.person_id, self.visit.signup, who, now=clock.now())

    def leave(self, who: Registration) -> None:
        with transaction():
            signups.leave(who.person_id, self.visit.signup, who, now=clock.now())

    def settle(self) -> list[str]:
        """Let the gathering pass and send what is missing; return the texts of the mails."""
        self.traveller.shift(QUARTER)
        with transaction():
            service.reconcile(self.visit.event.id, clock.now())
        bodies = [mail.get_body(("plain",)) for mail in deliver(self.programs)]
        return [str(body.get_content()) for body in bodies if body]

    def titles(self, who: Registration) -> list[str]:
        program = self.programs.get(who.person_id, Program())
        return [str(entry.summary).rpartition(": ")[2] for entry in program.standing]


@pytest.fixture
def trip(context: Flask) -> Iterator[Trip]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        with transaction():
            make_federation()
            visit = make_visit(places=1)
            people = [register(visit.event, name=name) for name in ("Aminata", "Rosa")]
        yield Trip(visit, people[0], people[1], traveller)


SITTING, VISIT = "Sitting", "Visit to a shelter"


def test_a_place_is_requested_and_given_back_cancelled_and_the_next_one_gets_it(trip: Trip) -> None:
    trip.settle()
    alone = trip.titles(trip.first)
    assert VISIT not in alone
    trip.join(trip.first)
    trip.join(trip.second)  # who waits has nothing in the calendar
    [text] = trip.settle()
    assert "You have a place in a part of" in text
    assert VISIT in trip.titles(trip.first)
    assert VISIT not in trip.titles(trip.second)

    trip.leave(trip.first)
    texts = trip.settle()
    assert any("have no place any more" in one for one in texts)
    assert trip.titles(trip.first) == alone
    assert VISIT in trip.titles(trip.second)
    assert trip.settle() == []  # in step

    trip.leave(trip.second)
    trip.join(trip.first)  # and comes back: the entry that was cancelled stands again
    trip.settle()
    assert VISIT in trip.titles(trip.first)
    assert [program.passed_over for program in trip.programs.values()] == [[], []]


def test_signing_up_and_leaving_within_the_gathering_is_no_mail(trip: Trip) -> None:
    trip.settle()
    trip.join(trip.first)
    with transaction():
        assert service.reconcile(trip.visit.event.id, clock.now()) == 0
    trip.leave(trip.first)
    assert trip.settle() == []


def test_a_visit_that_moves_moves_for_whoever_comes_under_the_same_uid(trip: Trip) -> None:
    trip.join(trip.first)
    trip.settle()
    before = {str(entry.uid) for entry in trip.programs[trip.first.person_id].standing}
    with transaction():
        item = db.session.get_one(AgendaItem, trip.visit.item.id)
        item.starts_at += timedelta(minutes=10)
        db.session.flush()
        agenda.publish_agenda(None, trip.visit.event)
    [text] = trip.settle()
    assert f"{VISIT} has moved" in text
    entries = trip.programs[trip.first.person_id].standing
    assert {str(entry.uid) for entry in entries} == before
    assert max(entry.start_datetime for entry in entries if VISIT in str(entry.summary)) == item.starts_at


def test_who_withdraws_loses_the_entry_with_all_others(trip: Trip) -> None:
    trip.join(trip.first)
    trip.settle()
    with transaction():
        trip.first.state = type(trip.first.state).WITHDRAWN
        trip.first.seat, trip.first.withdrawn_at = None, clock.now()
    trip.settle()
    assert trip.titles(trip.first) == []


def test_the_plan_knows_what_is_gathered(trip: Trip) -> None:
    trip.settle()
    event_id, who = trip.visit.event.id, trip.first.person_id
    assert service.coming(event_id, who, clock.now()) is None
    trip.join(trip.first)
    found = service.coming(event_id, who, clock.now())
    assert found is not None
    assert (len(found.changes.requests), found.at) == (1, clock.now() + QUARTER)
    with transaction():
        trip.traveller.shift(QUARTER)
        service.reconcile(event_id, clock.now())
    assert service.coming(event_id, who, clock.now()) is None  # it is in the outbox


def test_ones_own_calendar_has_the_places_one_has(trip: Trip) -> None:
    person = trip.first.person
    assert VISIT.encode() not in feeds.feed_of(person, clock.now())
    trip.join(trip.first)
    trip.join(trip.second)
    assert VISIT.encode() in feeds.feed_of(person, clock.now())
    assert VISIT.encode() not in feeds.feed_of(trip.second.person, clock.now())


def test_the_entry_keeps_its_uid_and_counts_its_moves(trip: Trip) -> None:
    event, item_id = trip.visit.event, trip.visit.item.id
    with transaction():
        item = db.session.get_one(AgendaItem, item_id)
        item.title = LocalizedText({"en": "Visit to the shelter"})  # a typo is no move
        db.session.flush()
        agenda.publish_agenda(None, event)
        item.ends_at += timedelta(minutes=5)
        db.session.flush()
        agenda.publish_agenda(None, event)
    trip.join(trip.first)
    [entry] = (
        queries.places_of(event.id, [trip.first.person_id], queries.published(event.id))
        .programme(trip.first.person_id)
        .sittings
    )
    assert (entry.uid, entry.sequence) == (f"{item.sitting.uid}-{item_id}", 1)
