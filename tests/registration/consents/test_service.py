"""Consents stand or are withdrawn, each with its time; what was is kept. Nobody agrees for somebody else."""

import inspect
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Purpose
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import ForbiddenError, InvalidInputError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.consents import queries, service
from assembly.registration.consents.models import Acceptance, ConsentPurpose, Declaration
from assembly.registration.models import Registration
from tests.factories.registration import invited_member, open_event, register

LISTED, PICTURES = ConsentPurpose.LIST_OF_PARTICIPANTS, ConsentPurpose.PICTURES


def acting(person: Person) -> Actor:
    return Actor(person.id, 1, person.name, "en", "UTC", Purpose.SIGN_IN, ())


def accept_all(one: Registration) -> None:
    """Let a participant accept what is open for them."""
    wanted = queries.open_for(one.event, one.id, one.person_id)
    service.accept(acting(one.person), one, wanted, now=clock.now())


@pytest.fixture
def event(context: Flask) -> Event:
    with transaction():
        return open_event(conduct={"en": "Be kind.", "fr": "Soyez aimables."}, safeguarding=True)


@pytest.fixture
def mine(event: Event) -> Registration:
    with transaction():
        return register(invited_member(event).delegation)


def test_a_consent_stands_from_when_it_is_given_until_it_is_withdrawn(event: Event, mine: Registration) -> None:
    now = clock.now()
    later, latest = now + timedelta(hours=1), now + timedelta(hours=2)
    for wanted, moment in (([LISTED], now), ([PICTURES], later), ([LISTED], latest)):
        with transaction():
            assert service.set_consents(acting(mine.person), event, wanted, now=moment)
    assert queries.standing(event.id, mine.person_id) == {LISTED: latest}
    told = [(one.purpose, one.given_at, one.withdrawn_at) for one in queries.history(event.id, mine.person_id)]
    assert told == [(LISTED, now, later), (PICTURES, later, latest), (LISTED, latest, None)]


def test_what_is_saved_twice_is_one_consent(event: Event, mine: Registration) -> None:
    for changes in (True, False):
        with transaction():
            assert service.set_consents(acting(mine.person), event, [LISTED], now=clock.now()) is changes
    assert len(queries.history(event.id, mine.person_id)) == 1


def test_a_consent_counts_for_its_event_only(event: Event, mine: Registration) -> None:
    with transaction():
        other = open_event()
        service.set_consents(acting(mine.person), event, [LISTED], now=clock.now())
    assert queries.standing(other.id, mine.person_id) == {}


def test_the_trail_says_who_agreed_to_what(event: Event, mine: Registration) -> None:
    with transaction():
        service.set_consents(acting(mine.person), event, [LISTED], now=clock.now())
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry
    assert (entry.action, entry.actor_id, entry.details) == (
        "consent.given", mine.person_id, {"purpose": "list-of-participants"},
    )  # fmt: skip


def test_no_function_agrees_for_another_person() -> None:
    for function in (service.set_consents, service.accept):
        assert "actor" in inspect.signature(function).parameters
        assert not {"person", "person_id"} & set(inspect.signature(function).parameters)


def test_a_declaration_is_accepted_in_the_version_that_was_read(event: Event, mine: Registration) -> None:
    read = queries.open_for(event, mine.id, mine.person_id)
    assert list(read) == [Declaration.CONDUCT, Declaration.SAFEGUARDING]
    for _press in range(2):
        with transaction():
            service.accept(acting(mine.person), mine, read, now=clock.now())
    assert queries.open_for(event, mine.id, mine.person_id) == {}
    assert len(db.session.scalars(select(Acceptance)).all()) == 2


def test_a_translation_asks_nobody_anew_and_another_text_asks_everybody(event: Event, mine: Registration) -> None:
    with transaction():
        service.accept(acting(mine.person), mine, queries.open_for(event, mine.id, mine.person_id), now=clock.now())
        service.set_declarations(acting(mine.person), event, event.conduct | {"es": "Sea amable."}, safeguarding=True)
    assert queries.open_for(event, mine.id, mine.person_id) == {}
    with transaction():
        service.set_declarations(acting(mine.person), event, {"en": "Be careful."}, safeguarding=False)
    assert list(queries.open_for(event, mine.id, mine.person_id)) == [Declaration.CONDUCT]
    assert len(queries.accepted(mine.id, mine.person_id)) == 2


def test_a_text_that_was_changed_meanwhile_is_not_accepted(event: Event, mine: Registration) -> None:
    read = queries.open_for(event, mine.id, mine.person_id)
    with transaction():
        service.set_declarations(acting(mine.person), event, {"en": "Be careful."}, safeguarding=True)
    with pytest.raises(InvalidInputError, match="changed meanwhile"), transaction():
        service.accept(acting(mine.person), mine, read, now=clock.now())
    assert queries.accepted(mine.id, mine.person_id) == {}


def test_whoever_takes_the_place_of_another_accepts_anew(event: Event, mine: Registration) -> None:
    with transaction():
        service.accept(acting(mine.person), mine, queries.open_for(event, mine.id, mine.person_id), now=clock.now())
        mine.person = invited_member(event).focal_point
    assert len(queries.open_for(event, mine.id, mine.person_id)) == 2


def test_nobody_accepts_for_another(event: Event, mine: Registration) -> None:
    with transaction():
        focal_point = invited_member(event).focal_point
    with pytest.raises(ForbiddenError), transaction():
        service.accept(acting(focal_point), mine, queries.open_for(event, mine.id, mine.person_id), now=clock.now())
