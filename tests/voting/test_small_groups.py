"""Where few vote, a count could tell who cast what: the secretariat is warned first, and nothing published tells more.

Case 29.
"""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.members.models import Member, Region
from assembly.tally.rules import Unit
from assembly.voting.models import PlainVotes, RuleProfile, Secrecy, Vote
from assembly.voting.rules import VoteState
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.papers import words
from tests.factories.voting import Scene
from tests.voting.views.addresses import staff_url

ONE_ALONE = "Only 1 member has the weight 7."
THREE = "Only 3 members may vote: the result could tell how each voted."


def by_weight(scene: Scene) -> int:
    """Let the first member hold seven votes, and count by weight; return the rules."""
    db.session.get_one(Member, scene.seats[0].member_id).weight = 7
    rules = replace(make.RULES, unit=Unit.WEIGHT, quorum=None)
    profile = RuleProfile(name=LocalizedText(en="By weight"), article=make.ARTICLE, rules=rules.as_data())
    db.session.add(profile)
    db.session.flush()
    return profile.id


def state(app: Flask, vote_id: int) -> VoteState:
    with app.app_context(), scope.everything():
        return db.session.get_one(Vote, vote_id).state


@pytest.mark.both_databases
def test_a_weight_that_one_member_alone_holds_is_warned_of_and_told_by_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(8)
            profile_id = by_weight(scene)
        vote_id = make.draft_vote(scene, secrecy=Secrecy.SEALED, rule_profile_id=profile_id)
        openly = make.draft_vote(scene, rule_profile_id=profile_id)
    sign_in(client, app, scene.staff_id)
    opening = staff_url(scene, f"/{vote_id}/open")
    assert ONE_ALONE in client.get(opening).text
    assert ONE_ALONE in client.post(opening, data={}).text, "it opens only once that is accepted"
    assert state(app, vote_id) is VoteState.DRAFT
    assert "has the weight" not in client.get(staff_url(scene, f"/{openly}/open")).text
    assert client.post(opening, data={"small_groups": "y"}).status_code == 303
    with app.app_context(), scope.everything():
        make.cast_all(vote_id, scene, "NYYYYAAA")
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
        (accepted,) = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "vote.opened"))
        assert accepted.details["small_groups_accepted"] is True
        counted = db.session.execute(select(PlainVotes.choice, PlainVotes.votes).order_by(PlainVotes.choice)).all()
        assert [tuple(row) for row in counted] == [("A", 3), ("N", 7), ("Y", 4)]
    at = f"/en/events/{scene.slug}/results/{vote_id}"
    table = client.get(f"{at}/ballots.csv").get_data(as_text=True)
    assert "eight" not in table, "no weight and no number of ballots stands beside a choice"
    assert [line.split(",")[-1] for line in table.split()[1:]] == ["3", "7", "4"]
    minutes = words(client.get(f"{at}/minutes.pdf").data)
    for shown in (client.get(at).text, client.get(f"{at}.json").text, minutes):
        assert scene.seats[0].name not in shown
        assert 'weight": 7' not in shown


@pytest.mark.both_databases
def test_a_small_roll_is_warned_of_also_where_a_region_makes_it_small(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(8)
            for seat in scene.seats[:3]:
                db.session.get_one(Member, seat.member_id).region = Region.EUROPE
        vote_id = make.draft_vote(scene, secrecy=Secrecy.SEALED, regions=(Region.EUROPE.value,))
        large = make.draft_vote(scene, secrecy=Secrecy.SEALED)
    sign_in(client, app, scene.staff_id)
    together = staff_url(scene, f"/together?votes={vote_id}&votes={large}")
    assert THREE in client.get(together).text
    assert THREE in client.post(together, data={}).text
    assert {state(app, vote_id), state(app, large)} == {VoteState.DRAFT}
    assert THREE in client.get(staff_url(scene, f"/{vote_id}/open")).text
    assert "could tell" not in client.get(staff_url(scene, f"/{large}/open")).text
    assert client.post(together, data={"small_groups": "y"}).status_code == 303
    assert {state(app, vote_id), state(app, large)} == {VoteState.OPEN}
