"""Case 17: killed at the nth database event of closing and counting, the next run gives the same result."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

import worker.voting
from assembly.audit.service import verify
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.voting import queries, service
from assembly.voting.models import PlainBallot, SealedBallot, Secrecy, Vote
from assembly.voting.rules import VoteState
from tests.factories import voting as make
from tests.factories.voting import Scene, acting
from tests.faults.forks import events_of, killed_at
from tests.plugins.faults import Moments

pytestmark = pytest.mark.slow


def number_of(model: type, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


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
    assert number_of(PlainBallot, PlainBallot.vote_id == vote_id) == 4
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


def _job(do: Callable[[int], None], vote_id: int) -> Callable[[], None]:
    return lambda: do(vote_id)
