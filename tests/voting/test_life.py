"""The life of a vote, from the draft to the published result, on both databases."""

import pytest
from sqlalchemy import func, select

from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration.models import Delegation
from assembly.tally.result import Verdict
from assembly.voting import keys, queries, service
from assembly.voting.held import open_votes_for
from assembly.voting.models import Cast, PlainVotes, SealedBallot, Secrecy, Vote
from assembly.voting.refusals import TransitionRefusedError
from assembly.voting.rules import VoteState
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.voting import Scene, acting, cast, cast_all, close, count_ballots, draft_vote, open_vote

BOTH = pytest.mark.parametrize("secrecy", Secrecy)


def vote(vote_id: int) -> Vote:
    return db.session.get_one(Vote, vote_id, populate_existing=True)


def mailed(kind: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Delivery).where(Delivery.kind == kind)) or 0


@BOTH
def test_a_motion_goes_from_draft_to_the_published_result(scene: Scene, secrecy: Secrecy) -> None:
    vote_id = open_vote(scene, secrecy=secrecy)
    assert vote(vote_id).state is VoteState.OPEN
    assert mailed("vote-opened") == 5

    cast_all(vote_id, scene, "YYNA")
    assert queries.turnout(vote_id) == queries.Turnout(cast=4, rights=5)
    assert mailed("receipt") == 4

    close(vote_id, scene)
    assert vote(vote_id).state is VoteState.CLOSED

    count_ballots(vote_id)
    counted = queries.result_of(vote(vote_id))
    assert counted
    assert (counted.yes, counted.no, counted.abstain, counted.rights, counted.ballots) == (2, 1, 1, 5, 4)
    assert counted.verdict is Verdict.ADOPTED
    assert vote(vote_id).state is VoteState.PUBLISHED
    assert mailed("result") == 5


def test_a_result_waits_for_the_secretariat_where_the_vote_says_so(scene: Scene) -> None:
    vote_id = open_vote(scene, publish_at_once=False)
    cast_all(vote_id, scene, "YYY")
    close(vote_id, scene)
    count_ballots(vote_id)
    assert vote(vote_id).state is VoteState.COUNTED
    assert mailed("result") == 0
    with transaction():
        service.publish(acting(scene.staff_id), vote_id)
    assert vote(vote_id).state is VoteState.PUBLISHED
    assert mailed("result") == 5


def test_the_sealed_ballots_are_gone_once_they_are_counted(scene: Scene) -> None:
    vote_id = open_vote(scene, secrecy=Secrecy.SEALED)
    cast_all(vote_id, scene, "NYYNA")
    close(vote_id, scene)
    count_ballots(vote_id)
    assert db.session.scalars(select(SealedBallot)).all() == []
    assert {row.choice: row.votes for row in db.session.scalars(select(PlainVotes))} == {"A": 1, "N": 2, "Y": 2}


@BOTH
def test_counting_twice_changes_nothing(scene: Scene, secrecy: Secrecy) -> None:
    vote_id = open_vote(scene, secrecy=secrecy)
    cast_all(vote_id, scene, "YYN")
    close(vote_id, scene)
    opened = service.open_ballots(vote_id, keys.private_key)
    assert opened
    with transaction():
        assert service.store_count(opened)
    with transaction():
        assert not service.store_count(opened)
    assert service.open_ballots(vote_id, keys.private_key) is None
    assert db.session.scalar(select(func.sum(PlainVotes.votes))) == 3


def test_a_suspended_vote_goes_on_where_it_was(scene: Scene) -> None:
    vote_id = open_vote(scene)
    cast(vote_id, scene.seats[0])
    with transaction():
        service.suspend(acting(scene.staff_id), vote_id)
    assert vote(vote_id).state is VoteState.SUSPENDED
    with transaction():
        service.resume(acting(scene.staff_id), vote_id)
    cast(vote_id, scene.seats[1])
    assert queries.turnout(vote_id).cast == 2


def test_an_annulled_vote_says_why_and_tells_the_voters(scene: Scene) -> None:
    vote_id = open_vote(scene)
    with transaction():
        service.annul(acting(scene.staff_id), vote_id, "The wrong text was sent.")
    assert vote(vote_id).annulled_reason == "The wrong text was sent."
    assert mailed("vote-annulled") == 5
    with pytest.raises(TransitionRefusedError), transaction():
        service.resume(acting(scene.staff_id), vote_id)


def test_who_was_told_a_result_is_told_that_it_does_not_stand(scene: Scene) -> None:
    with transaction():
        make.register(db.session.get_one(Delegation, scene.seats[0].delegation_id), accounts.person().id, 2)
    vote_id = open_vote(scene)
    close(vote_id, scene)
    count_ballots(vote_id)
    assert mailed("result") == 6
    with transaction():
        service.annul(acting(scene.staff_id), vote_id, "The wrong text was sent.")
    assert mailed("vote-annulled") == 6


def test_a_vote_is_not_annulled_without_a_reason(scene: Scene) -> None:
    vote_id = open_vote(scene)
    with pytest.raises(TransitionRefusedError), transaction():
        service.annul(acting(scene.staff_id), vote_id, "  ")
    assert vote(vote_id).state is VoteState.OPEN


def test_an_open_vote_is_no_longer_edited(scene: Scene) -> None:
    from tests.factories.voting import draft

    vote_id = open_vote(scene)
    with pytest.raises(TransitionRefusedError), transaction():
        service.edit_vote(acting(scene.staff_id), vote_id, draft(scene))


def test_a_draft_is_seen_by_nobody_who_votes(scene: Scene) -> None:
    draft_vote(scene)
    assert open_votes_for(scene.seats[0].delegate_id, scene.event_id) == []


def test_a_voter_sees_what_is_left_to_cast(scene: Scene) -> None:
    vote_id = open_vote(scene)
    voter = scene.seats[0].delegate_id
    assert [found.done for found in open_votes_for(voter, scene.event_id)] == [False]
    cast(vote_id, scene.seats[0])
    assert [found.done for found in open_votes_for(voter, scene.event_id)] == [True]


class TestTheAudit:
    def entries(self) -> list[AuditEntry]:
        statement = select(AuditEntry).where(AuditEntry.action == "vote.cast").order_by(AuditEntry.id)
        return list(db.session.scalars(statement))

    def test_names_who_cast_in_an_open_vote_at_once_and_not_how(self, scene: Scene) -> None:
        vote_id = open_vote(scene)
        cast(vote_id, scene.seats[0], "N")
        (entry,) = self.entries()
        assert entry.actor_id == scene.seats[0].delegate_id
        assert "no" not in str(entry.details.values())

    def test_names_those_of_a_secret_vote_without_time_once_it_is_closed(self, scene: Scene) -> None:
        vote_id = open_vote(scene, secrecy=Secrecy.SEALED)
        cast_all(vote_id, scene, "YNYNA")
        assert self.entries() == []
        close(vote_id, scene)
        assert {entry.actor_id for entry in self.entries()} == {seat.delegate_id for seat in scene.seats}
        assert {entry.at for entry in self.entries()} == {None}

    def test_keeps_no_order_of_a_secret_vote(self, context: object) -> None:
        from tests.factories.voting import assembly_of

        with transaction():
            scene = assembly_of(12)
        vote_id = open_vote(scene, secrecy=Secrecy.SEALED)
        cast_all(vote_id, scene, "YNYNAYNYNAYN")
        close(vote_id, scene)
        order = [entry.actor_id for entry in self.entries()]
        assert order != [seat.delegate_id for seat in scene.seats]  # by chance once in 479 million


def test_a_cast_keeps_no_time(scene: Scene) -> None:
    assert not [column.name for column in Cast.__table__.columns if column.name.endswith("_at")]


def test_the_sealed_ballots_of_an_annulled_vote_are_gone_too(scene: Scene) -> None:
    vote_id = open_vote(scene, secrecy=Secrecy.SEALED)
    cast_all(vote_id, scene, "NYY")
    with transaction():
        service.annul(acting(scene.staff_id), vote_id, "The wrong text was sent.")
    assert db.session.scalars(select(SealedBallot)).all() == []
    assert queries.turnout(vote_id).cast == 3
