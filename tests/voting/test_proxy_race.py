"""Case 21: two holders of a proxy and the principal at once make one ballot. With its negative control."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from assembly.accounts.actor import Actor
from assembly.database import transaction
from assembly.voting.models import Vote
from assembly.voting.service import casting
from tests.factories import voting as make
from tests.factories.voting import Scene
from tests.faults.forks import race
from tests.faults.meeting import Meeting
from tests.voting.test_races import TAKEN, ballots, kinds, try_to_cast

pytestmark = pytest.mark.slow


def entrusted(scene: Scene) -> int:
    """Open a vote in which the second holds the vote of the first member; return its id."""
    with transaction():
        make.proxy(scene, *scene.seats[:2])
    return make.open_vote(scene)


def move(scene: Scene) -> str:
    """Give the vote of the first member to the third instead."""
    with transaction() as session:
        session.execute(text("UPDATE proxy SET ended_at = given_at"))
        make.proxy(scene, scene.seats[0], scene.seats[2])
    return "moved"


def test_a_proxy_that_moves_and_the_principal_make_one_ballot(context: Flask, scene: Scene) -> None:
    vote_id = entrusted(scene)
    right = make.right_of(vote_id, scene.seats[0])
    jobs = [partial(try_to_cast, seat.delegate_id, vote_id, right, "Y") for seat in scene.seats[:3] * 8]
    answers = kinds(race(context, [*jobs[:12], partial(move, scene), *jobs[12:]]))
    assert answers[TAKEN] <= 1
    assert set(answers) <= {TAKEN, "moved", "already_cast", "proxy_stands", "not_holder"}
    assert ballots(vote_id) == answers[TAKEN]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_without_the_unique_key_both_who_held_it_would_have_voted(
    context: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: each held the proxy when it was looked at, and neither sees the other's ballot."""
    vote_id = entrusted(scene)
    right, (first, second) = make.right_of(vote_id, scene.seats[0]), (seat.delegate_id for seat in scene.seats[1:3])
    with transaction() as session:
        for table in ("vote_cast", "roll_call_ballot"):
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT pk_{table}"))
    looked, both_looked, check = Meeting(2), Meeting(2), casting._check

    def in_turn(vote: Vote, actor: Actor, *asked: Any) -> Any:
        found = check(vote, actor, *asked)
        if actor.person_id == first:
            looked.wait()
        both_looked.wait()
        return found

    monkeypatch.setattr(casting, "_check", in_turn)

    def then() -> str:
        looked.wait()
        move(scene)
        return try_to_cast(second, vote_id, right, "N")

    jobs: Sequence[Callable[[], str]] = [partial(try_to_cast, first, vote_id, right, "Y"), then]
    assert kinds(race(context, jobs)) == {TAKEN: 2}
    assert ballots(vote_id) == 2
