"""Case 17: killed at the nth database event of closing and counting, the next run gives the same result."""

import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

import worker.voting
from assembly.audit.models import AuditEntry
from assembly.audit.service import verify
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.tally.election import Method
from assembly.tally.election_result import ElectionResult
from assembly.tally.lot import Lot, lot_text, order_of_lot
from assembly.voting import queries, service
from assembly.voting.models import Cast, PlainVotes, SealedBallot, Secrecy, Vote
from assembly.voting.refusals import TransitionRefusedError
from assembly.voting.rules import VoteState
from tests.factories import voting as make
from tests.factories.voting import Scene, acting
from tests.faults.forks import events_of, killed_at
from tests.plugins.faults import Moments
from tests.voting.test_elections import NAMES, OPTIONS, election

pytestmark = pytest.mark.slow


def number_of(model: type, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def plain_votes(vote_id: int) -> int:
    return db.session.scalar(select(func.sum(PlainVotes.votes)).where(PlainVotes.vote_id == vote_id)) or 0


def open_with_ballots(scene: Scene) -> int:
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    make.cast_all(vote_id, scene, "YYNA")
    return vote_id


def closed_with_ballots(scene: Scene) -> int:
    vote_id = open_with_ballots(scene)
    make.close(vote_id, scene)
    return vote_id


def finish(vote_id: int, scene: Scene) -> dict[str, Any]:
    """Do what the secretariat and the sweep do next; return what came of it, and check that it is whole."""
    db.session.rollback()
    make.close(vote_id, scene)
    worker.voting.sweep()
    vote = db.session.get_one(Vote, vote_id, populate_existing=True)
    assert vote.state is VoteState.PUBLISHED
    assert plain_votes(vote_id) == 4
    assert number_of(SealedBallot, SealedBallot.vote_id == vote_id) == 0
    assert number_of(Delivery, Delivery.kind == "result", Delivery.subject_id == vote_id) == 5
    assert verify(db.session())[1] is None
    counted = queries.result_of(vote)
    assert counted
    return {**counted.as_data(), "question_hash": None}


@pytest.mark.parametrize("task", ["closing", "counting"])
def test_killed_anywhere_it_ends_with_the_same_result(
    context: Flask, scene: Scene, task: str, moments: Moments, tmp_path: Path
) -> None:
    def closing(vote_id: int) -> None:
        with transaction():
            service.close(acting(scene.staff_id), vote_id)

    prepare, do = {
        "closing": (open_with_ballots, closing),
        "counting": (closed_with_ballots, worker.voting.count),
    }[task]
    first = prepare(scene)
    events = events_of(context, _job(do, first), tmp_path / "events")
    expected = finish(first, scene)
    for number in moments(events):
        vote_id = prepare(scene)
        assert killed_at(context, number, _job(do, vote_id))
        assert finish(vote_id, scene) == expected


def test_a_ballot_that_was_acknowledged_is_there_though_the_process_dies_at_once(
    context: Flask, scene: Scene, tmp_path: Path
) -> None:
    """Case 46, as far as it is ours: the receipt is only given out once the commit is done."""
    vote_id, receipt = make.open_vote(scene, secrecy=Secrecy.SEALED), tmp_path / "receipt"

    def cast_and_die() -> None:
        receipt.write_text(make.cast(vote_id, scene.seats[0]).receipt)
        os.kill(os.getpid(), signal.SIGKILL)

    assert not killed_at(context, 0, lambda: None), "a child that nobody kills ends well"
    assert killed_at(context, 0, cast_and_die)
    assert db.session.scalars(select(Cast.receipt)).all() == [receipt.read_text()]
    assert number_of(SealedBallot, SealedBallot.vote_id == vote_id) == 1


def test_an_election_killed_anywhere_asks_for_one_lot_and_ends_with_whom_it_takes(
    context: Flask, scene: Scene, moments: Moments, tmp_path: Path
) -> None:
    """Counting up to the tie, drawing the lot, and counting to the end: each is killed, and done again."""
    drawn = "4 17 23"

    def tied() -> int:
        vote_id = make.open_vote(
            scene, secrecy=Secrecy.SEALED, **election(method=Method.PLURALITY, seats=1, options=OPTIONS[:2])
        )
        make.cast_all(vote_id, scene, ["01", "02", "01", "02"])
        make.close(vote_id, scene)
        return vote_id

    def draw(vote_id: int) -> None:
        with transaction():
            service.draw_lot(acting(scene.staff_id), vote_id, drawn)

    def everything(vote_id: int) -> None:
        worker.voting.count(vote_id)
        draw(vote_id)
        worker.voting.count(vote_id)

    def elected(vote_id: int) -> None:
        """Do again what was not done, and check that the lot took whom it takes."""
        db.session.rollback()
        worker.voting.sweep()
        with contextlib.suppress(TransitionRefusedError):  # where it had been drawn
            draw(vote_id)
        worker.voting.sweep()
        vote = db.session.get_one(Vote, vote_id, populate_existing=True)
        counted = queries.result_of(vote)
        assert isinstance(counted, ElectionResult)
        text = lot_text(vote.hash or "", Lot(tuple(queries.receipts(vote)), drawn))
        assert counted.elected == order_of_lot(text, {1: NAMES[0], 2: NAMES[1]})[:1]
        assert (plain_votes(vote_id), vote.state) == (4, VoteState.PUBLISHED)
        assert number_of(SealedBallot, SealedBallot.vote_id == vote_id) == 0
        asked = (AuditEntry.action == "vote.lot_needed", AuditEntry.object_id == vote_id)
        assert number_of(AuditEntry, *asked) == 1
        assert verify(db.session())[1] is None

    first = tied()
    events = events_of(context, _job(everything, first), tmp_path / "events")
    elected(first)
    for number in moments(events):
        vote_id = tied()
        assert killed_at(context, number, _job(everything, vote_id))
        elected(vote_id)


def _job(do: Callable[[int], None], vote_id: int) -> Callable[[], None]:
    return lambda: do(vote_id)
