"""Casting: who may, once, until when; and that the database's clock and keys decide."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts.models import Purpose
from assembly.database import database_now, transaction
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.members.models import Member, MemberStatus
from assembly.voting import queries, service
from assembly.voting.models import Cast, RollCallBallot, SealedBallot, Secrecy, Vote
from assembly.voting.refusals import CastRefusedError, DeadlineRefusedError, ProveAddressError
from assembly.voting.rules import CastRefusal, VoteState
from assembly.voting.service import casting, conduct
from tests.factories import voting as make
from tests.factories.voting import Scene, Seat, acting


@pytest.fixture
def vote_id(scene: Scene, request: pytest.FixtureRequest) -> int:
    """An open vote, by roll-call unless a test asks for both kinds."""
    return make.open_vote(scene, secrecy=getattr(request, "param", Secrecy.ROLL_CALL))


of_both_kinds = pytest.mark.parametrize("vote_id", Secrecy, indirect=True)


def refusal(vote_id: int, seat: Seat, *, by: int | None = None, letter: str = "Y") -> CastRefusal | None:
    """Try to cast; return why it was refused."""
    try:
        make.cast(vote_id, seat, letter, by=by)
    except CastRefusedError as error:
        return error.refusal
    return None


def ballots() -> int:
    """How many ballots lie in all boxes; there are as many casts."""
    counts = [
        db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Cast, RollCallBallot, SealedBallot)
    ]
    assert counts[0] == counts[1] + counts[2]
    return counts[0]


@of_both_kinds
def test_a_delegate_casts_once(vote_id: int, scene: Scene) -> None:
    assert refusal(vote_id, scene.seats[0]) is None
    assert refusal(vote_id, scene.seats[0], letter="N") is CastRefusal.ALREADY_CAST
    assert ballots() == 1


def test_nobody_casts_for_another_member(vote_id: int, scene: Scene) -> None:
    assert refusal(vote_id, scene.seats[0], by=scene.seats[1].delegate_id) is CastRefusal.NOT_HOLDER
    assert refusal(vote_id, scene.seats[0], by=scene.seats[0].focal_point_id) is CastRefusal.NOT_HOLDER
    assert ballots() == 0


def test_a_right_of_another_vote_is_refused(vote_id: int, scene: Scene) -> None:
    other = make.open_vote(scene)
    choices = {make.right_of(other, scene.seats[0]): "Y"}
    with pytest.raises(CastRefusedError) as error, transaction():
        service.cast(acting(scene.seats[0].delegate_id), vote_id, choices, uuid4().hex)
    assert error.value.refusal is CastRefusal.RIGHT_NOT_IN_ROLL


def test_voting_asks_for_a_session_that_began_with_a_sign_in_mail(vote_id: int, scene: Scene) -> None:
    actor = acting(scene.seats[0].delegate_id, Purpose.PERSONAL_PAGE)
    choices = {make.right_of(vote_id, scene.seats[0]): "Y"}
    with pytest.raises(ProveAddressError), transaction():
        service.cast(actor, vote_id, choices, uuid4().hex)


def test_an_empty_ballot_paper_is_refused(vote_id: int, scene: Scene) -> None:
    with pytest.raises(InvalidInputError), transaction():
        service.cast(acting(scene.seats[0].delegate_id), vote_id, {}, uuid4().hex)


@of_both_kinds
def test_a_replaced_delegate_casts_no_more_and_the_successor_does(vote_id: int, scene: Scene) -> None:
    """Case 12: the page that the former delegate has open is dead; there is one ballot for the seat."""
    with transaction():
        successor = make.replace_delegate(scene.seats[0])
    assert refusal(vote_id, scene.seats[0]) is CastRefusal.NOT_HOLDER
    assert refusal(vote_id, scene.seats[0], by=successor) is None
    assert ballots() == 1


def test_a_right_already_used_stays_used_when_the_delegate_is_replaced(vote_id: int, scene: Scene) -> None:
    make.cast(vote_id, scene.seats[0], "N")
    with transaction():
        successor = make.replace_delegate(scene.seats[0])
    assert refusal(vote_id, scene.seats[0], by=successor) is CastRefusal.ALREADY_CAST


def test_a_member_suspended_meanwhile_casts_no_more(vote_id: int, scene: Scene) -> None:
    with transaction():
        db.session.get_one(Member, scene.seats[0].member_id).status = MemberStatus.SUSPENDED
    assert refusal(vote_id, scene.seats[0]) is CastRefusal.MEMBER_SUSPENDED


@pytest.mark.parametrize("act", [service.suspend, service.close])
def test_an_interrupted_or_closed_vote_takes_no_ballot(vote_id: int, scene: Scene, act: object) -> None:
    with transaction():
        act(acting(scene.staff_id), vote_id)  # type: ignore[operator]
    assert refusal(vote_id, scene.seats[0]) in {CastRefusal.SUSPENDED, CastRefusal.NOT_OPEN}
    assert ballots() == 0


class TestTheReceipt:
    @of_both_kinds
    def test_is_the_same_when_the_form_is_sent_again(self, vote_id: int, scene: Scene) -> None:
        """Case 14: the answer was lost, and the browser repeats the request."""
        cast_id = uuid4().hex
        first = make.cast(vote_id, scene.seats[0], "Y", cast_id=cast_id).receipt
        again = make.cast(vote_id, scene.seats[0], "N", cast_id=cast_id).receipt
        assert first == again
        assert ballots() == 1

    def test_is_found_again_even_after_the_end(self, vote_id: int, scene: Scene) -> None:
        cast_id = uuid4().hex
        first = make.cast(vote_id, scene.seats[0], cast_id=cast_id).receipt
        make.close(vote_id, scene)
        assert make.cast(vote_id, scene.seats[0], cast_id=cast_id).receipt == first

    def test_is_not_given_to_another_who_knows_the_cast_id(self, vote_id: int, scene: Scene) -> None:
        cast_id = uuid4().hex
        make.cast(vote_id, scene.seats[0], cast_id=cast_id)
        with pytest.raises(CastRefusedError):
            make.cast(vote_id, scene.seats[0], by=scene.seats[1].delegate_id, cast_id=cast_id)

    @of_both_kinds
    def test_differs_for_equal_ballots(self, vote_id: int, scene: Scene) -> None:
        make.cast_all(vote_id, scene, "YYYYY")
        assert len(set(db.session.scalars(select(Cast.receipt)))) == 5


class TestProxies:
    def test_the_holder_casts_and_the_members_own_delegate_does_not(self, vote_id: int, scene: Scene) -> None:
        giver, holder = scene.seats[0], scene.seats[1]
        with transaction():
            make.proxy(scene, giver, holder)
        assert refusal(vote_id, giver) is CastRefusal.PROXY_STANDS
        assert refusal(vote_id, giver, by=holder.delegate_id) is None

    def test_both_are_mailed_the_receipt(self, vote_id: int, scene: Scene) -> None:
        giver, holder = scene.seats[0], scene.seats[1]
        with transaction():
            make.proxy(scene, giver, holder)
        make.cast(vote_id, giver, by=holder.delegate_id)
        mailed = db.session.scalars(select(Delivery.person_id).where(Delivery.kind == "receipt")).all()
        assert sorted(mailed) == sorted([holder.delegate_id, giver.focal_point_id])

    def test_all_rights_are_cast_at_once_or_none(self, vote_id: int, scene: Scene) -> None:
        giver, holder = scene.seats[0], scene.seats[1]
        make.cast(vote_id, giver)
        with transaction():
            make.proxy(scene, giver, holder)
        choices = {make.right_of(vote_id, seat): "N" for seat in (giver, holder)}
        with pytest.raises(CastRefusedError) as error, transaction():
            service.cast(acting(holder.delegate_id), vote_id, choices, uuid4().hex)
        assert error.value.refusal is CastRefusal.ALREADY_CAST
        assert ballots() == 1

    def test_each_right_may_be_cast_differently(self, vote_id: int, scene: Scene) -> None:
        giver, holder = scene.seats[0], scene.seats[1]
        with transaction():
            make.proxy(scene, giver, holder)
        choices = {make.right_of(vote_id, giver): "N", make.right_of(vote_id, holder): "A"}
        with transaction():
            casts = service.cast(acting(holder.delegate_id), vote_id, choices, uuid4().hex)
        assert len(casts) == 2
        stored = db.session.execute(select(RollCallBallot.right_id, RollCallBallot.choice)).all()
        assert {row.right_id: row.choice for row in stored} == choices


class TestTheDeadline:
    """Case 15: the database's clock decides, whatever the clocks of web and worker show."""

    def test_holds_to_the_millisecond_with_clocks_that_are_wrong(
        self, vote_id: int, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deadline = db.session.get_one(Vote, vote_id).closes_at
        millisecond = timedelta(milliseconds=1)
        accepted = 0
        for wrong, offset, seat in (
            (-10, -millisecond, scene.seats[0]),
            (10, -millisecond, scene.seats[1]),
            (-10, timedelta(), scene.seats[2]),
            (10, timedelta(), scene.seats[3]),
            (-10, millisecond, scene.seats[4]),
        ):
            monkeypatch.setattr(casting, "database_now", lambda _session, at=deadline + offset: at)
            with time_machine.travel(clock.now() + timedelta(minutes=wrong)):
                refused = refusal(vote_id, seat)
            assert refused is (None if offset < timedelta() else CastRefusal.PAST_DEADLINE)
            accepted += refused is None
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
        counted = queries.result_of(db.session.get_one(Vote, vote_id))
        assert counted
        assert counted.ballots == accepted == 2

    def test_is_read_from_a_clock_that_python_does_not_change(self, context: object) -> None:
        before = database_now(db.session())
        with time_machine.travel(clock.now() + timedelta(days=1)):
            assert database_now(db.session()) - before < timedelta(minutes=5)

    def test_is_compared_with_the_clock_read_after_the_lock(
        self, vote_id: int, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        steps: list[str] = []
        lock = queries.locked

        def locked(*args: Any, **kwargs: Any) -> Vote:
            steps.append("lock")
            return lock(*args, **kwargs)

        def now(session: Any) -> datetime:
            steps.append("clock")
            return database_now(session)

        monkeypatch.setattr(queries, "locked", locked)
        monkeypatch.setattr(casting, "database_now", now)
        make.cast(vote_id, scene.seats[0])
        assert steps == ["lock", "clock"]

    def test_a_worker_whose_clock_is_fast_closes_nothing_early(self, vote_id: int, scene: Scene) -> None:
        with time_machine.travel(clock.now() + timedelta(days=2)), transaction():
            assert not service.close_if_due(vote_id)
        assert db.session.get_one(Vote, vote_id).state is VoteState.OPEN

    def test_moves_later_and_everybody_who_votes_is_told(self, vote_id: int, scene: Scene) -> None:
        later = clock.now() + timedelta(days=3)
        with transaction():
            service.extend_deadline(acting(scene.staff_id), vote_id, later)
        assert db.session.get_one(Vote, vote_id).closes_at == later
        told = select(func.count()).select_from(Delivery).where(Delivery.kind == "vote-deadline")
        assert db.session.scalar(told) == 5

    def test_does_not_move_earlier(self, vote_id: int, scene: Scene) -> None:
        with pytest.raises(DeadlineRefusedError), transaction():
            service.extend_deadline(acting(scene.staff_id), vote_id, clock.now() + timedelta(minutes=1))

    def test_a_vote_that_was_suspended_past_it_goes_on_with_a_later_one(
        self, vote_id: int, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with transaction():
            service.suspend(acting(scene.staff_id), vote_id)
        monkeypatch.setattr(conduct, "database_now", lambda session: database_now(session) + timedelta(days=2))
        with pytest.raises(DeadlineRefusedError), transaction():
            service.resume(acting(scene.staff_id), vote_id)
        with transaction():
            service.resume(acting(scene.staff_id), vote_id, clock.now() + timedelta(days=3))
        assert refusal(vote_id, scene.seats[0]) is None


def test_closing_twice_closes_once(vote_id: int, scene: Scene) -> None:
    make.cast_all(vote_id, scene, "YN")
    make.close(vote_id, scene)
    closed_at = db.session.get_one(Vote, vote_id).closed_at
    make.close(vote_id, scene)
    with transaction():
        assert not service.close_if_due(vote_id)
    assert db.session.get_one(Vote, vote_id, populate_existing=True).closed_at == closed_at
