"""Several at once over several processes: one ballot for a right, whoever brings it, and however often confirmed."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly.database import transaction
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.voting import service as voting
from assembly.voting.assisted import service
from assembly.voting.assisted.models import AssistedBallot
from assembly.voting.assisted.rules import Means, Outcome
from assembly.voting.models import Cast, RollCallBallot
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.voting import Scene, acting
from tests.faults.forks import race

pytestmark = pytest.mark.slow


def attempt(act: Callable[[], object]) -> str:
    try:
        with transaction():
            return str(act())
    except DomainError as error:
        return str(error.code)


def scene_with_entry(scene: Scene) -> tuple[int, int, list[int]]:
    """An open vote, the entry of its first member, and four people who may confirm it."""
    vote_id = make.open_vote(scene)
    with transaction():
        entry = service.enter(
            acting(scene.staff_id), vote_id, make.right_of(vote_id, scene.seats[0]), Means.TELEPHONE, "Y"
        )
        return vote_id, entry.id, [accounts.staff().id for _ in range(4)]


def stored(vote_id: int) -> tuple[int, int]:
    db.session.rollback()
    return (
        db.session.scalar(select(func.count()).select_from(Cast).where(Cast.vote_id == vote_id)) or 0,
        db.session.scalar(select(func.count()).select_from(RollCallBallot).where(RollCallBallot.vote_id == vote_id))
        or 0,
    )


def test_many_who_confirm_at_once_cast_one_ballot(context: Flask, scene: Scene) -> None:
    vote_id, entry_id, people = scene_with_entry(scene)
    jobs = [
        partial(attempt, partial(service.confirm, acting(people[number % 4]), entry_id, "Y")) for number in range(16)
    ]
    assert Counter(race(context, jobs)) == {Outcome.CONFIRMED.value: 1, "has_ended": 15}
    assert stored(vote_id) == (1, 1)


def test_two_who_type_different_things_at_once_make_one_end(context: Flask, scene: Scene) -> None:
    vote_id, entry_id, people = scene_with_entry(scene)
    jobs = [
        partial(attempt, partial(service.confirm, acting(people[number % 4]), entry_id, "YN"[number % 2]))
        for number in range(8)
    ]
    answers = Counter(race(context, jobs))
    assert answers["has_ended"] == 7
    assert stored(vote_id) == ((1, 1) if answers[Outcome.CONFIRMED.value] else (0, 0))


def test_a_voter_and_a_confirmation_at_once_make_one_ballot(context: Flask, scene: Scene) -> None:
    vote_id, entry_id, people = scene_with_entry(scene)
    seat, right = scene.seats[0], make.right_of(vote_id, scene.seats[0])

    def vote() -> str:
        return voting.cast(acting(seat.delegate_id), vote_id, {right: "N"}, uuid4().hex)[0].receipt and "voted"

    confirming = [partial(attempt, partial(service.confirm, acting(person), entry_id, "Y")) for person in people]
    answers = Counter(race(context, [*confirming[:2], *[partial(attempt, vote)] * 4, *confirming[2:]]))
    assert answers["voted"] + answers[Outcome.CONFIRMED.value] == 1
    assert stored(vote_id) == (1, 1)
    entry = db.session.get_one(AssistedBallot, entry_id)
    assert (entry.outcome is Outcome.CONFIRMED) == bool(answers[Outcome.CONFIRMED.value])


def test_closing_at_once_counts_what_was_confirmed_and_ends_the_rest(context: Flask, scene: Scene) -> None:
    vote_id, entry_id, people = scene_with_entry(scene)

    def close() -> str:
        return voting.close(acting(scene.staff_id), vote_id).state.value

    confirming = [partial(attempt, partial(service.confirm, acting(person), entry_id, "Y")) for person in people]
    answers = Counter(race(context, [*confirming[:2], partial(attempt, close), *confirming[2:]]))
    db.session.rollback()
    entry = db.session.get_one(AssistedBallot, entry_id, populate_existing=True)
    cast = answers[Outcome.CONFIRMED.value]
    assert entry.outcome is (Outcome.CONFIRMED if cast else Outcome.EXPIRED)
    assert entry.digest is None
    assert stored(vote_id) == (cast, cast)
