"""The whole way: reconciled, written in bulk, sent over SMTP, recorded, and taken by a calendar program."""

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from assembly.database import transaction
from assembly.extensions import db
from assembly.mail import deliver
from assembly.mail.models import Delivery, DeliveryState
from tests.agenda.calendars.program import Program
from tests.agenda.calendars.world import LATER, QUARTER, World, world
from tests.factories.agenda import FIRST_EVENING
from tests.factories.notices import withdraw
from tests.mail.outbox_clock import make_due
from tests.mail.sink import DROP, TAKEN, Sink, smtp_sink

__all__ = ["world"]


@pytest.fixture
def sink(context: Flask) -> Iterator[Sink]:
    """A mail server, to which the application sends."""
    deliver._stopping.clear()
    with smtp_sink() as sink:
        settings = context.extensions["settings"]
        context.extensions["settings"] = dataclasses.replace(settings, smtp_url=sink.url, demo=False)
        yield sink


def pass_time(world: World, sink: Sink, program: Program) -> int:
    """Let a quarter of an hour pass; return how many mails the program took."""
    world.traveller.shift(QUARTER)
    world.reconcile()
    make_due()
    before = len(sink.mails)
    deliver.deliver_due()
    for mail in sink.mails[before:]:
        program.take(mail.message)
    return len(sink.mails) - before


def test_requested_moved_and_cancelled_through_a_mail_server(world: World, sink: Sink) -> None:
    program = Program()
    assert pass_time(world, sink, program) == 1
    assert [entry.start_datetime for entry in program.standing] == [FIRST_EVENING]
    world.move()
    assert pass_time(world, sink, program) == 1
    assert [(entry.start_datetime, entry.sequence) for entry in program.standing] == [(LATER, 1)]
    with transaction():
        withdraw(world.registration)
    assert pass_time(world, sink, program) == 1
    assert program.standing == program.passed_over == []
    assert pass_time(world, sink, program) == 0


def test_an_answer_that_is_lost_after_the_mail_was_taken_changes_nothing_twice(world: World, sink: Sink) -> None:
    program = Program()
    pass_time(world, sink, program)
    world.move()
    sink.to_content = lambda number, _recipient: DROP if number == 2 else TAKEN
    pass_time(world, sink, program)
    assert DeliveryState.UNCERTAIN in db.session.scalars(select(Delivery.state)).all()
    pass_time(world, sink, program)
    assert [(entry.start_datetime, entry.sequence) for entry in program.standing] == [(LATER, 1)]
    assert program.passed_over == [world.sitting.uid], "the same UID with the same SEQUENCE again"
    assert set(db.session.scalars(select(Delivery.state)).all()) == {DeliveryState.SENT}


def test_after_a_lost_answer_whoever_withdraws_is_cancelled_above_what_may_have_come(world: World, sink: Sink) -> None:
    program = Program()
    pass_time(world, sink, program)
    world.move()
    sink.to_content = lambda number, _recipient: DROP if number == 2 else TAKEN
    pass_time(world, sink, program)
    with transaction():
        withdraw(world.registration)
    pass_time(world, sink, program)
    assert program.standing == []
    assert program.entries[world.sitting.uid].sequence == 2
