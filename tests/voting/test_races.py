"""Many at once, over several processes: one ballot for a right, whatever comes together. With negative controls."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

import worker.voting
from assembly.accounts.models import Role
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.tally.election import Method
from assembly.voting import keys, queries, service
from assembly.voting.heads.models import MailedHead
from assembly.voting.models import Cast, PlainVotes, ReplacedBallot, RollCallBallot, Secrecy, Vote, VoteLot
from assembly.voting.refusals import CastRefusedError, TransitionRefusedError
from assembly.voting.rules import VoteState
from assembly.voting.service import casting, counting
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.voting import Scene, acting
from tests.faults.forks import race
from tests.faults.meeting import Meeting
from tests.voting.test_elections import OPTIONS, election

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


def many_under_one_right(context: Flask, scene: Scene) -> tuple[list[str], int]:
    vote_id = make.open_vote(scene)
    seat = scene.seats[0]
    right = make.right_of(vote_id, seat)
    jobs = [partial(try_to_cast, seat.delegate_id, vote_id, right, "YNA"[number % 3]) for number in range(TIMES)]
    return race(context, jobs), ballots(vote_id)


def test_fifty_casts_under_one_right_make_one_ballot(context: Flask, scene: Scene) -> None:
    """Case 13."""
    answers, stored = many_under_one_right(context, scene)
    assert kinds(answers) == {TAKEN: 1, "already_cast": TIMES - 1}
    assert stored == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_without_the_unique_key_there_would_be_more(
    context: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of case 13: it is the key that decides, not an `if` before it."""
    with transaction() as session:
        for table in (Cast.__table__, RollCallBallot.__table__):
            session.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {table.primary_key.name}"))
    monkeypatch.setattr(casting, "_check", Meeting(TIMES).after(casting._check))
    answers, stored = many_under_one_right(context, scene)
    assert kinds(answers) == {TAKEN: TIMES}
    assert stored == TIMES


def test_one_form_sent_many_times_at_once_has_one_receipt(context: Flask, scene: Scene) -> None:
    """Case 14, with impatience."""
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    seat, cast_id = scene.seats[0], uuid4().hex
    right = make.right_of(vote_id, seat)
    answers = race(context, [partial(try_to_cast, seat.delegate_id, vote_id, right, "Y", cast_id) for _ in range(12)])
    assert len(set(answers)) == 1
    assert kinds(answers) == {TAKEN: 12}


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


def tied_election(scene: Scene) -> int:
    fields = election(method=Method.PLURALITY, seats=1, options=OPTIONS[:2])
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED, **fields)
    make.cast_all(vote_id, scene, ["01", "02", "01", "02"])
    make.close(vote_id, scene)
    return vote_id


def count(vote_id: int) -> str:
    """Count as a worker does; say whether this one stored what came out."""
    opened = service.open_ballots(vote_id, keys.private_key)
    if opened is None:
        return "nothing to count"
    with transaction():
        return "stored" if service.store_count(opened) else "came second"


def acts(vote_id: int, action: str) -> int:
    entries = select(func.count()).where(AuditEntry.action == action, AuditEntry.object_id == vote_id)
    return db.session.scalar(entries) or 0


def test_of_many_who_count_at_once_one_stores_the_result(context: Flask, scene: Scene) -> None:
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    make.cast_all(vote_id, scene, "YYNA")
    make.close(vote_id, scene)
    answers = Counter(race(context, [partial(count, vote_id)] * 12))
    assert answers["stored"] == 1
    assert set(answers) <= {"stored", "came second", "nothing to count"}
    assert acts(vote_id, "vote.counted") == acts(vote_id, "vote.published") == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_without_the_lock_on_the_vote_more_than_one_would(
    context: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: two that find the vote closed both store, and only keys of the tables stop the second."""
    vote_id = make.open_vote(scene)
    make.cast_all(vote_id, scene, "YYNA")
    make.close(vote_id, scene)
    monkeypatch.setattr(queries, "locked", lambda vote_id, **_: db.session.get_one(Vote, vote_id))
    monkeypatch.setattr(counting, "_counted", Meeting(4).after(counting._counted))
    answers = Counter(answer.partition(":")[0] for answer in race(context, [partial(count, vote_id)] * 4))
    assert answers == {"stored": 1, "IntegrityError": 3}


def test_of_two_lots_that_are_entered_at_once_one_is_drawn(context: Flask, scene: Scene) -> None:
    vote_id = tied_election(scene)
    make.count_ballots(vote_id)

    def draw(numbers: str) -> str:
        try:
            with transaction():
                service.draw_lot(acting(scene.staff_id), vote_id, numbers)
        except TransitionRefusedError:
            return "refused"
        return numbers

    answers = Counter(race(context, [partial(draw, str(number)) for number in range(8)]))
    assert answers.pop("refused") == 7
    db.session.rollback()
    lot = db.session.get_one(VoteLot, vote_id)
    assert [lot.numbers] == list(answers)
    assert acts(vote_id, "vote.lot_drawn") == 1


@pytest.mark.parametrize("secrecy", Secrecy)
def test_one_who_changes_their_ballot_in_many_tabs_at_once_has_one(
    context: Flask, scene: Scene, secrecy: Secrecy
) -> None:
    """The last one counts, whichever it was; each of the others is known as replaced, with its own receipt."""
    vote_id = make.open_vote(scene, secrecy=secrecy, revoting=True)
    seat = scene.seats[0]
    right = make.right_of(vote_id, seat)
    answers = race(context, [partial(try_to_cast, seat.delegate_id, vote_id, right, "YNA"[n % 3]) for n in range(12)])
    db.session.rollback()
    given = {answer.removeprefix(TAKEN + " ") for answer in answers if answer.startswith(TAKEN)}
    kept = db.session.scalars(select(Cast.receipt).where(Cast.vote_id == vote_id)).all()
    replaced = db.session.scalars(select(ReplacedBallot.receipt).where(ReplacedBallot.vote_id == vote_id)).all()
    assert set(kinds(answers)) <= {TAKEN, "already_cast"}
    assert len(kept) == 1
    assert {*kept, *replaced} == given
    assert len(replaced) == len(given) - 1
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    plain = select(func.sum(PlainVotes.votes)).where(PlainVotes.vote_id == vote_id)
    assert db.session.scalar(plain) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_a_ballot_that_does_not_lock_the_vote_comes_in_after_the_count(
    context: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of cases 15 and 16: without the lock, what was accepted is not what was counted."""
    with transaction() as session:
        session.execute(text("ALTER TABLE roll_call_ballot DISABLE TRIGGER USER"))
        session.execute(text("ALTER TABLE vote_cast DISABLE TRIGGER USER"))
    monkeypatch.setattr(queries, "locked", unlocked_if_shared(queries.locked))
    checking, counted_up, real = Meeting(2), Meeting(2), casting.database_now

    def after_the_count(session: Session) -> datetime:
        checking.wait()
        counted_up.wait()
        return real(session)

    monkeypatch.setattr(casting, "database_now", after_the_count)
    vote_id = make.open_vote(scene)
    seat = scene.seats[0]
    cast = partial(try_to_cast, seat.delegate_id, vote_id, make.right_of(vote_id, seat), "Y")

    def end() -> str:
        checking.wait()
        make.close(vote_id, scene)
        stored = count(vote_id)
        counted_up.wait()
        return stored

    answers = kinds(race(context, [cast, end]))
    counted = queries.result_of(db.session.get_one(Vote, vote_id, populate_existing=True))
    assert counted
    assert (answers[TAKEN], counted.ballots) == (1, 0), "accepted, and lost"


def test_of_many_sweeps_at_once_each_does_what_no_other_did(context: Flask, scene: Scene) -> None:
    """Case 45: two timers, each with its own workers. One count, one set of results, one mail of the hour."""
    with transaction():
        accounts.staff(Role.SCRUTINEER)
    closed, still_open = make.open_vote(scene), make.open_vote(scene)
    make.cast_all(closed, scene, "YYN")
    make.close(closed, scene)

    def sweep() -> str:
        worker.voting.sweep()
        return "swept"

    assert set(race(context, [sweep] * 8)) == {"swept"}
    db.session.rollback()
    assert db.session.get_one(Vote, still_open).state is VoteState.OPEN
    assert acts(closed, "vote.counted") == acts(closed, "vote.published") == 1
    for kind, times in (("result", len(scene.seats)), ("votes-stand", 1)):
        assert db.session.scalar(select(func.count()).where(Delivery.kind == kind)) == times
    assert db.session.scalar(select(func.count()).select_from(MailedHead)) == 1


def unlocked_if_shared(locked: Callable[..., Vote]) -> Callable[..., Vote]:
    def find(vote_id: int, *, shared: bool = False) -> Vote:
        return db.session.get_one(Vote, vote_id, populate_existing=True) if shared else locked(vote_id)

    return find
