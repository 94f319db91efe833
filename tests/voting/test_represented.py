"""How much of the roll is represented when a vote opens and when it closes: present at a sitting, or cast."""

from datetime import timedelta

import pytest
from flask import Flask

from assembly import clock
from assembly.credentials.presence import service as presence
from assembly.credentials.presence.queries import sittings_under_way
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Member
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, Quorum, QuorumMoment, RuleProfile, Unit
from assembly.voting import queries, represented, service
from assembly.voting.models import Vote
from assembly.voting.opening_rules import OpeningCode
from assembly.voting.refusals import OpeningRefusedError
from tests.credentials.sittings import sitting_under_way
from tests.factories import voting
from tests.factories.voting import HALF, Scene

SITTING_RULES = RuleProfile(
    threshold=SIMPLE_MAJORITY, basis=Basis.REPRESENTED, quorum=Quorum(HALF, QuorumMoment.DEADLINE)
)
IN_THE_SITTING = timedelta(minutes=20)


def assembly(rules: RuleProfile = SITTING_RULES, *, sitting: bool = True) -> Scene:
    """Five members, of which the second has given its vote to the first; the first's and the third's people come."""
    with transaction():
        scene = voting.assembly_of(5, rules)
        voting.proxy(scene, scene.seats[1], scene.seats[0])
        if sitting:
            held = sitting_under_way(db.session.get_one(Event, scene.event_id))
            for seat in (scene.seats[0], scene.seats[2]):
                presence.arrive(seat.delegate_id, held, now=clock.now())
    return scene


def opened(scene: Scene) -> Vote:
    vote_id = voting.open_vote(scene, closes_at=clock.now() + IN_THE_SITTING)
    return db.session.get_one(Vote, vote_id)


def test_who_is_present_counts_at_the_opening_and_who_cast_besides_at_the_deadline(context: Flask) -> None:
    scene = assembly()
    vote = opened(scene)
    assert vote.represented_at_opening == 3, "two present, one by proxy"
    voting.cast(vote.id, scene.seats[2], "Y")
    voting.cast(vote.id, scene.seats[3], "Y")
    voting.close(vote.id, scene)
    assert vote.represented_at_deadline == 4, "the third is present and has cast, and counts once"
    voting.count_ballots(vote.id)
    result = queries.result_of(vote)
    assert result
    assert result.as_data()["represented_at_opening"] == 3
    assert result.as_data()["represented_at_deadline"] == 4
    assert result.as_data()["verdict"] == "rejected", "two of four represented"


def test_a_weight_counts_where_the_rules_count_weights(context: Flask) -> None:
    rules = RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.REPRESENTED, unit=Unit.WEIGHT)
    scene = assembly(rules)
    with transaction():
        for number, seat in enumerate(scene.seats):
            db.session.get_one(Member, seat.member_id).weight = 10**number
    vote = opened(scene)
    assert vote.represented_at_opening == 111
    voting.cast(vote.id, scene.seats[4], "Y")
    voting.close(vote.id, scene)
    assert vote.represented_at_deadline == 10111


def test_a_vote_that_a_sweep_closes_late_counts_who_was_there_at_its_deadline(context: Flask) -> None:
    scene = assembly()
    vote_id = voting.open_vote(scene, closes_at=clock.now() + timedelta(minutes=10))
    held = sittings_under_way(scene.event_id, clock.now())[0]
    deadline = db.session.get_one(Vote, vote_id).closes_at
    with transaction():
        presence.leave(scene.seats[2].delegate_id, held, now=deadline - timedelta(milliseconds=500))
        presence.leave(scene.seats[0].delegate_id, held, now=deadline + timedelta(minutes=1))
        presence.arrive(scene.seats[4].delegate_id, held, now=deadline + timedelta(minutes=1))
    vote = db.session.get_one(Vote, vote_id)
    assert represented.at_deadline(vote, deadline + timedelta(minutes=5)) == 2


@pytest.mark.parametrize(("sitting", "open_for"), [(False, IN_THE_SITTING), (True, timedelta(days=1))])
def test_outside_a_sitting_or_beyond_it_such_rules_do_not_open_a_vote(
    context: Flask, open_for: timedelta, *, sitting: bool
) -> None:
    scene = assembly(sitting=sitting)
    vote_id = voting.draft_vote(scene, closes_at=clock.now() + open_for)
    with pytest.raises(OpeningRefusedError) as refusal, transaction():
        service.open_vote(voting.acting(scene.staff_id), vote_id)
    assert {one.code for one in refusal.value.problems} == {
        OpeningCode.LONG_VOTE_REPRESENTED_BASIS,
        OpeningCode.LONG_VOTE_QUORUM_NOT_ON_CAST,
    }
