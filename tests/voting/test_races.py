"""Many at once, over several processes: one ballot for a right, whatever comes together. With negative controls."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from assembly.database import transaction
from assembly.extensions import db
from assembly.voting import keys, queries, service
from assembly.voting.models import Cast, RollCallBallot, Secrecy, Vote
from assembly.voting.refusals import CastRefusedError
from assembly.voting.rules import VoteState
from tests.factories import voting as make
from tests.factories.voting import Scene, acting
from tests.faults.forks import race

pytestmark = pytest.mark.slow

TIMES = 50
TAKEN = "taken"


def try_to_cast(person: int, vote_id: int, right: int, letter: str, cast_id: str = "") -> str:
    """Cast as a request does; return the receipt, or why it was refused."""
    try:
        with transaction():
            casts = service.cast(acting(person), vote_id, {right: letter}, cast_id or uuid4().hex)
            return f"{TAKEN} {casts[0].receipt}"
    except CastRefusedError as error:
        return error.code


def kinds(answers: list[str]) -> Counter[str]:
    return Counter(answer.partition(" ")[0] for answer in answers)


def ballots(vote_id: int) -> int:
    db.session.rollback()
    return (
        db.session.scalar(select(func.count()).select_from(RollCallBallot).where(RollCallBallot.vote_id == vote_id))
        or 0
    )


def fifty_under_one_right(context: Flask, scene: Scene, number: int) -> tuple[list[str], int]:
    vote_id = make.open_vote(scene)
    seat = scene.seats[number]
    right = make.right_of(vote_id, seat)
    jobs = [partial(try_to_cast, seat.delegate_id, vote_id, right, "YNA"[number % 3]) for number in range(TIMES)]
    return race(context, jobs), ballots(vote_id)


def test_fifty_casts_under_one_right_make_one_ballot(context: Flask, scene: Scene) -> None:
    """Case 13."""
    answers, stored = fifty_under_one_right(context, scene, 0)
    assert kinds(answers) == {TAKEN: 1, "already_cast": TIMES - 1}
    assert stored == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_without_the_unique_key_there_would_be_more(context: Flask, scene: Scene) -> None:
    """The negative control of case 13: it is the key that decides, not an `if` before it."""
    with transaction() as session:
        for table in (Cast.__table__, RollCallBallot.__table__):
            session.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {table.primary_key.name}"))
    assert any(fifty_under_one_right(context, scene, number)[1] > 1 for number in range(5))


def test_one_form_sent_many_times_at_once_has_one_receipt(context: Flask, scene: Scene) -> None:
    """Case 14, with impatience."""
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    seat, cast_id = scene.seats[0], uuid4().hex
    right = make.right_of(vote_id, seat)
    answers = race(context, [partial(try_to_cast, seat.delegate_id, vote_id, right, "Y", cast_id) for _ in range(12)])
    assert len(set(answers)) == 1
    assert kinds(answers) == {TAKEN: 12}


def test_a_proxy_that_moves_and_the_principal_make_one_ballot(context: Flask, scene: Scene) -> None:
    """Case 21: two holders and the principal at once, while the proxy goes from one to the other."""
    giver, first, second = scene.seats[:3]
    with transaction():
        make.proxy(scene, giver, first)
    vote_id = make.open_vote(scene)
    right = make.right_of(vote_id, giver)

    def move() -> str:
        with transaction() as session:
            session.execute(text("UPDATE proxy SET ended_at = given_at"))
            make.proxy(scene, giver, second)
        return "moved"

    people = [first.delegate_id, second.delegate_id, giver.delegate_id] * 8
    jobs: list[Callable[[], str]] = [partial(try_to_cast, who, vote_id, right, "Y") for who in people]
    answers = kinds(race(context, [*jobs[:12], move, *jobs[12:]]))
    assert answers[TAKEN] <= 1
    assert set(answers) <= {TAKEN, "moved", "already_cast", "proxy_stands", "not_holder"}
    assert ballots(vote_id) == answers[TAKEN]


@pytest.mark.parametrize("secrecy", Secrecy)
def test_closing_fifty_times_while_people_vote_counts_what_was_accepted(context: Flask, secrecy: Secrecy) -> None:
    """Cases 15 and 16: accepted means counted; whoever closes, however often, the count is the same."""
    with transaction():
        scene = make.assembly_of(20)
    vote_id = make.open_vote(scene, secrecy=secrecy)
    rights = [(seat.delegate_id, make.right_of(vote_id, seat)) for seat in scene.seats]

    def close() -> str:
        with transaction():
            service.close(acting(scene.staff_id), vote_id)
        opened = service.open_ballots(vote_id, keys.private_key)
        if opened:
            with transaction():
                service.store_count(opened)
        return "closed"

    casting = [partial(try_to_cast, who, vote_id, right, "Y") for who, right in rights]
    jobs: list[Callable[[], str]] = [*casting[:12], *[close] * TIMES, *casting[12:]]
    answers = kinds(race(context, jobs))
    assert answers["closed"] == TIMES
    assert answers[TAKEN] + answers["not_open"] == len(scene.seats)
    db.session.rollback()
    vote = db.session.get_one(Vote, vote_id, populate_existing=True)
    assert vote.state is VoteState.PUBLISHED
    counted = queries.result_of(vote)
    assert counted
    assert counted.ballots == counted.yes == answers[TAKEN] == len(queries.receipts(vote))
