"""The usual votes are drafts that need no translation, under rules that fit them; practice votes never count."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import LANGUAGES
from assembly.mail.models import Delivery
from assembly.members.kinds import Region
from assembly.tally.rules import TWO_THIRDS, Basis, RuleProfile
from assembly.texts import TextState
from assembly.voting import freezing, models, queries, service
from assembly.voting.held import open_votes_for
from assembly.voting.models import Vote
from assembly.voting.ready_made import ready_made
from assembly.voting.refusals import RulesMissingError
from assembly.voting.rules import VoteState
from assembly.voting.service import Acceptance
from assembly.voting.wording import question_of
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.views.addresses import ballot_url, staff_url


def begin(scene: Scene, key: str) -> list[int]:
    with transaction():
        event = db.session.get_one(Event, scene.event_id)
        return [vote.id for vote in service.begin_ready_made(make.acting(scene.staff_id), event, key)]


@pytest.mark.parametrize("one", ready_made(), ids=lambda one: one.key)
def test_all_texts_are_there_in_every_language(one: object) -> None:
    texts = [
        one.title,
        *(text for vote in one.votes for text in (vote.question, *vote.options, vote.background) if text),
    ]  # type: ignore[attr-defined]
    assert texts
    for text in texts:
        assert not text.missing(LANGUAGES)
        assert len(set(text.values())) == len(LANGUAGES)


@pytest.mark.usefixtures("context")
class TestBeginning:
    def test_makes_drafts_that_lack_no_language(self, scene: Scene) -> None:
        for key in ("strategy", "minutes", "committee", "place", "practice"):
            for vote_id in begin(scene, key):
                vote = db.session.get_one(Vote, vote_id)
                ready = service.readiness(vote)
                assert set(ready.languages.values()) == {TextState.COMPLETE}, key
                assert vote.practice is (key == "practice")

    def test_elects_the_committee_by_region(self, scene: Scene) -> None:
        votes = [db.session.get_one(Vote, vote_id) for vote_id in begin(scene, "committee")]
        assert {vote.regions[0]: vote.seats for vote in votes} == {
            Region.AMERICAS: 2, Region.SUB_SAHARAN_AFRICA: 2, Region.EUROPE: 2,
            Region.MIDDLE_EAST_NORTH_AFRICA: 1, Region.ASIA_PACIFIC: 3,
        }  # fmt: skip

    def test_amends_the_statutes_only_under_two_thirds(self, scene: Scene) -> None:
        with pytest.raises(RulesMissingError):
            begin(scene, "statutes")
        rules = RuleProfile(threshold=TWO_THIRDS, basis=Basis.VALID)
        with transaction():
            db.session.add(models.RuleProfile(name={"en": "2/3"}, article=make.ARTICLE, rules=rules.as_data()))
        (vote_id,) = begin(scene, "statutes")
        assert freezing.rules_of(db.session.get_one(Vote, vote_id)) == rules
        (vote_id,) = begin(scene, "strategy")
        assert db.session.get_one(Vote, vote_id).rule_profile_id == scene.profile_id


@pytest.mark.usefixtures("context")
def test_a_practice_vote_is_marked_and_counts_nowhere(scene: Scene) -> None:
    (vote_id,) = begin(scene, "practice")
    with transaction():
        service.open_vote(make.acting(scene.staff_id), vote_id, Acceptance(small_groups=True))
    vote = db.session.get_one(Vote, vote_id)
    assert '"practice":true' in (vote.frozen or "")
    assert question_of(vote)["en"] == "Practice vote: Which language do you read?"
    assert all(question_of(vote)[code] != vote.question[code] for code in LANGUAGES)
    (waiting,) = open_votes_for(scene.seats[0].delegate_id, scene.event_id)
    assert waiting.question == question_of(vote)

    make.cast_all(vote_id, scene, ["01", "02", "02", "03", "02"])
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    db.session.expire_all()
    assert db.session.get_one(Vote, vote_id).state is VoteState.PUBLISHED
    assert queries.result_of(vote) is not None
    assert vote not in queries.ended(scene.event_id)
    told = db.session.query(Delivery.person_id).where(Delivery.kind == "result")
    assert {person_id for (person_id,) in told} == {seat.delegate_id for seat in scene.seats}


def test_the_secretariat_begins_with_a_click(app: Flask, client: FlaskClient, scene: Scene) -> None:
    sign_in(client, app, scene.staff_id)
    page = client.get(staff_url(scene, "/new", "fr")).text
    assert "Élire un comité par région" in page
    assert client.post(staff_url(scene, "/usual/statutes")).location == staff_url(scene, "/rules/new")
    assert client.post(staff_url(scene, "/usual/committee")).location == staff_url(scene)
    assert client.post(staff_url(scene, "/usual/none")).status_code == 404
    made = client.post(staff_url(scene, "/usual/practice")).location
    assert "Which language do you read?" in client.get(made).text


def test_its_pages_say_that_it_is_one(app: Flask, client: FlaskClient, scene: Scene) -> None:
    with app.app_context(), scope.everything():
        (vote_id,) = begin(scene, "practice")
        with transaction():
            service.open_vote(make.acting(scene.staff_id), vote_id, Acceptance(small_groups=True))
    sign_in(client, app, scene.seats[0].delegate_id)
    ballot = client.get(ballot_url(scene, vote_id)).text
    assert "Practice vote: Which language do you read?" in ballot
    assert "It decides nothing and never counts as a result." in ballot
    home = client.get(f"/en/events/{scene.slug}/my-assembly").text
    assert "Practice vote: Which language do you read?" in home
