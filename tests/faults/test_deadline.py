"""A deadline passes and nobody presses anything: the timer wakes a worker, which closes, counts, publishes and mails.

Both are real processes. Everybody has voted long before, and then the deadline is brought near: a test that
waited for one that it had typed would be slow, or late on a busy machine.
"""

import dataclasses
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from assembly import clock
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.voting import queries
from assembly.voting.models import Secrecy, Vote
from assembly.voting.rules import VoteState
from tests.factories import voting as make
from tests.faults.processes import PATIENCE, Crew, crew
from tests.mail.sink import Sink, smtp_sink

pytestmark = pytest.mark.slow


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def settings(settings: Settings, sink: Sink) -> Settings:
    return dataclasses.replace(settings, smtp_url=sink.url, demo=False)


@pytest.fixture
def workers(settings: Settings) -> Iterator[Crew]:
    with crew(settings) as workers:
        yield workers


def bring_near(vote_id: int) -> None:
    """Let the deadline be now; the database lets nobody do that, so that it must look away."""
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE vote DISABLE TRIGGER USER"))
        else:
            names = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'vote'")
            for name in session.scalars(names).all():
                session.execute(text(f"DROP TRIGGER {name}"))
        session.get_one(Vote, vote_id).closes_at = clock.now()


def state(vote_id: int) -> VoteState:
    db.session.rollback()
    return db.session.get_one(Vote, vote_id, populate_existing=True).state


def test_a_vote_that_nobody_closes_is_closed_counted_and_told(context: Flask, sink: Sink, workers: Crew) -> None:
    with transaction():
        scene = make.assembly_of(5)
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    make.cast_all(vote_id, scene, "YYN")
    workers.worker("worker.app")
    workers.timer()
    assert state(vote_id) is VoteState.OPEN
    bring_near(vote_id)
    give_up = time.monotonic() + PATIENCE
    while state(vote_id) is not VoteState.PUBLISHED or len(told(sink, vote_id)) < len(scene.seats):
        assert time.monotonic() < give_up, f"{state(vote_id)}\n{workers.told()}"
        time.sleep(0.2)
    counted = queries.result_of(db.session.get_one(Vote, vote_id))
    assert counted
    assert (counted.ballots, counted.yes, counted.no) == (3, 2, 1)


def told(sink: Sink, vote_id: int) -> set[str]:
    """Return who was mailed the address of the result."""
    address = f"/results/{vote_id}"
    return {
        mail.recipients[0]
        for mail in list(sink.mails)
        if (body := mail.message.get_body(("plain",))) and address in body.get_content()
    }
