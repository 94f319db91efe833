"""What comes after casting: reminders, a scrutineer's confirmation, a second round, the same question again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assembly import clock
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.tally.election import Method
from assembly.voting import service
from assembly.voting.mails import KINDS
from assembly.voting.models import CountConfirmation, Secrecy, Vote
from assembly.voting.refusals import NotConfirmedError, TransitionRefusedError
from assembly.voting.rules import VoteState
from assembly.voting.service import reminding
from tests.factories import voting as make
from tests.factories.voting import Scene
from tests.voting.test_elections import NAMES, election


def reminded() -> list[int]:
    return sorted(db.session.scalars(select(Delivery.person_id).where(Delivery.kind == "vote-reminder")))


def vote_with(scene: Scene, ballots: list[str], **fields: Any) -> Vote:
    vote_id = make.open_vote(scene, **fields)
    make.cast_all(vote_id, scene, ballots)
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    db.session.expire_all()
    return db.session.get_one(Vote, vote_id)


class TestReminders:
    def test_go_to_those_only_whose_ballot_is_missing(self, scene: Scene) -> None:
        vote_id = make.open_vote(scene)
        make.cast_all(vote_id, scene, "YN")
        with transaction():
            assert service.remind(make.acting(scene.staff_id), vote_id) == 3
        assert reminded() == sorted(seat.delegate_id for seat in scene.seats[2:])

    def test_are_not_sent_to_whoever_has_voted_meanwhile(self, scene: Scene) -> None:
        vote_id = make.open_vote(scene)
        with transaction():
            service.remind(make.acting(scene.staff_id), vote_id)
        due = {kind.name: kind.still_due for kind in KINDS}["vote-reminder"]
        first = db.session.scalars(select(Delivery).where(Delivery.person_id == scene.seats[0].delegate_id)).all()
        (mail,) = (one for one in first if one.kind == "vote-reminder")
        assert due(mail)
        make.cast(vote_id, scene.seats[0])
        assert not due(mail)

    def test_go_once_by_themselves_twelve_hours_before_the_deadline_of_a_long_vote(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begin = clock.now()
        long = make.open_vote(scene, closes_at=begin + timedelta(hours=30))
        make.open_vote(scene, closes_at=begin + timedelta(hours=20))
        monkeypatch.setattr(reminding, "database_now", lambda _session: begin + timedelta(hours=17))
        assert service.to_remind() == []
        monkeypatch.setattr(reminding, "database_now", lambda _session: begin + timedelta(hours=19))
        assert service.to_remind() == [long]
        with transaction():
            assert service.remind_before_deadline(long) == 5
        with transaction():
            assert service.remind_before_deadline(long) == 0
        assert service.to_remind() == []
        with transaction():
            service.extend_deadline(make.acting(scene.staff_id), long, begin + timedelta(hours=31))
        assert service.to_remind() == [long], "the new deadline is another"

    def test_end_with_the_vote(self, scene: Scene) -> None:
        vote_id = make.open_vote(scene)
        make.close(vote_id, scene)
        with pytest.raises(TransitionRefusedError), transaction():
            service.remind(make.acting(scene.staff_id), vote_id)


def test_a_result_waits_for_the_scrutineer_where_the_vote_says_so(scene: Scene) -> None:
    vote = vote_with(scene, ["Y"] * 5, confirm_count=True)
    assert vote.state is VoteState.COUNTED
    with pytest.raises(NotConfirmedError), transaction():
        service.publish(make.acting(scene.staff_id), vote.id)
    with transaction():
        service.confirm_count(make.acting(scene.staff_id), vote.id)
    assert db.session.get_one(Vote, vote.id).state is VoteState.PUBLISHED
    with transaction():
        service.confirm_count(make.acting(scene.staff_id), vote.id)  # pressed twice
    assert db.session.scalars(select(CountConfirmation)).one().vote_id == vote.id


class TestASecondRound:
    def test_is_prepared_as_a_draft_between_the_first_two(self, scene: Scene) -> None:
        first = vote_with(scene, ["01", "01", "02", "02", "03"], **election(method=Method.MAJORITY, seats=1))
        assert first.state is VoteState.PUBLISHED
        (second,) = db.session.scalars(select(Vote).where(Vote.run_off_of == first.id))
        assert second.state is VoteState.DRAFT
        assert [option.name["en"] for option in second.options] == list(NAMES[:2])
        assert second.method is Method.PLURALITY
        assert service.readiness(second).problems == []
        with transaction():
            assert service.open_vote(make.acting(scene.staff_id), second.id).hash != first.hash

    def test_is_not_prepared_where_somebody_reached_the_majority(self, scene: Scene) -> None:
        first = vote_with(scene, ["01", "01", "01", "02", "03"], **election(method=Method.MAJORITY, seats=1))
        assert db.session.scalars(select(Vote).where(Vote.run_off_of == first.id)).all() == []


def test_a_question_is_put_again_as_a_new_draft_with_all_its_texts(scene: Scene, wake_ups: list[Any]) -> None:
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED, **election(regions=("europe", "sub-saharan-africa")))
    with transaction():
        service.annul(make.acting(scene.staff_id), vote_id, "A candidate was missing")
    with transaction():
        made = service.copy_as_draft(make.acting(scene.staff_id), vote_id)
    old, new = db.session.get_one(Vote, vote_id), db.session.get_one(Vote, made.id)
    assert new.state is VoteState.DRAFT
    for field in ("question", "background", "edited", "kind", "method", "seats", "regions", "secrecy"):
        assert getattr(new, field) == getattr(old, field)
    assert [option.name for option in new.options] == [option.name for option in old.options]
    assert new.closes_at > clock.now()
    assert new.public_key is None
