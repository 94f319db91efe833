"""A tie on a motion whose rules let the chair decide: nothing is published before they have, and then what they say."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from assembly import scope
from assembly.accounts.models import Role, RoleGrant
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.kinds import kind_named
from assembly.mail.markdown import body_of
from assembly.mail.models import Delivery
from assembly.tally.ballot import MotionChoice
from assembly.tally.result import MotionResult, Reason, Verdict
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, RuleProfile
from assembly.voting import due, queries, service
from assembly.voting.models import Secrecy, Vote
from assembly.voting.refusals import TransitionRefusedError
from assembly.voting.rules import VoteState
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene

CHAIR_DECIDES = RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.FOR_AND_AGAINST, casting_vote=True)


def presiding(scene: Scene) -> int:
    person = accounts.person()
    db.session.add(RoleGrant(person_id=person.id, role=Role.CHAIR, event_id=scene.event_id))
    db.session.flush()
    return person.id


def counted(scene: Scene, ballots: str, secrecy: Secrecy = Secrecy.ROLL_CALL) -> Vote:
    vote_id = make.open_vote(scene, secrecy=secrecy)
    make.cast_all(vote_id, scene, ballots)
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    db.session.expire_all()
    return db.session.get_one(Vote, vote_id)


def tied(secrecy: Secrecy = Secrecy.ROLL_CALL) -> tuple[Scene, int, Vote]:
    with transaction():
        scene = make.assembly_of(5, CHAIR_DECIDES)
        chair = presiding(scene)
    return scene, chair, counted(scene, "YNYNA", secrecy)


@pytest.mark.usefixtures("context")
class TestATie:
    @pytest.mark.parametrize("secrecy", list(Secrecy))
    @pytest.mark.parametrize(("choice", "verdict"), [("yes", Verdict.ADOPTED), ("no", Verdict.REJECTED)])
    def test_waits_for_the_chair_and_is_what_they_say(self, secrecy: Secrecy, choice: str, verdict: Verdict) -> None:
        _scene, chair, vote = tied(secrecy)
        assert (vote.state, queries.result_of(vote), due.uncounted()) == (VoteState.CLOSED, None, [])
        make.count_ballots(vote.id)  # a sweep that comes again asks nobody twice
        mails = select(Delivery.person_id).where(Delivery.kind == "tie-asked", Delivery.subject_id == vote.id)
        assert db.session.scalars(mails).all() == [chair]
        db.session.rollback()

        with transaction():
            service.decide_tie(make.acting(chair), vote.id, MotionChoice(choice))
        assert due.uncounted() == [vote.id]
        make.count_ballots(vote.id)
        result = queries.result_of(vote)
        assert isinstance(result, MotionResult)
        assert (result.verdict, result.reason, result.casting_vote) == (verdict, Reason.CASTING_VOTE, choice)
        assert db.session.get_one(Vote, vote.id).state is VoteState.PUBLISHED

    @pytest.mark.both_databases
    def test_is_decided_once_whoever_asks(self) -> None:
        _scene, chair, vote = tied()
        with transaction():
            service.decide_tie(make.acting(chair), vote.id, MotionChoice.NO)
        with pytest.raises(TransitionRefusedError), transaction():
            service.decide_tie(make.acting(chair), vote.id, MotionChoice.YES)
        for change in ("UPDATE casting_vote SET choice = 'yes'", "DELETE FROM casting_vote"):
            with pytest.raises(DatabaseError), transaction():
                db.session.execute(text(change))

    @pytest.mark.parametrize(
        ("rules", "ballots"), [(replace(CHAIR_DECIDES, casting_vote=False), "YN"), (CHAIR_DECIDES, "YYN")]
    )
    def test_is_none_where_the_rules_or_the_votes_decide(self, rules: RuleProfile, ballots: str) -> None:
        with transaction():
            scene = make.assembly_of(4, rules)
        vote = counted(scene, ballots)
        assert vote.state is VoteState.PUBLISHED
        with pytest.raises(TransitionRefusedError), transaction():
            service.decide_tie(make.acting(scene.staff_id), vote.id, MotionChoice.NO)


def test_the_chair_finds_the_page_and_decides(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything():
        scene, chair, vote = tied()
        address, delegate = f"/en/scrutiny/events/{scene.slug}/votes/{vote.id}", scene.seats[0].delegate_id
        result = f"/en/events/{scene.slug}/results/{vote.id}"
    sign_in(client, app, delegate)
    assert client.post(f"{address}/tie", data={"choice": "yes"}).status_code == 403
    assert "The chair decides; the result comes after that." in client.get(result).text
    sign_in(client, app, scene.staff_id)
    assert "The chair decides the tie" in client.get(f"/en/secretariat/events/{scene.slug}/votes/{vote.id}").text
    sign_in(client, app, chair)
    assert f"{address}/tie" in client.get(address).text
    page = client.post(f"{address}/tie", data={})
    assert "1 thing needs correcting" in page.text
    assert client.post(f"{address}/tie", data={"choice": "abstain"}).status_code == 200
    assert client.post(f"{address}/tie", data={"choice": "yes"}).location == address
    with app.app_context(), scope.everything():
        make.count_ballots(vote.id)
    assert "As many voted for as against; the chair decided." in client.get(result).text
    again = client.post(f"{address}/tie", data={"choice": "no"}, follow_redirects=True)
    assert "The vote is not in a state in which this can be done." in again.text


@pytest.mark.usefixtures("context")
def test_the_chair_is_mailed_while_it_is_to_be_decided() -> None:
    _scene, chair, vote = tied()
    (mail,) = db.session.scalars(select(Delivery).where(Delivery.kind == "tie-asked"))
    kind = kind_named(mail.kind)
    assert kind.still_due(mail)
    letter = kind.render(mail)
    assert letter.button
    assert letter.button.url.endswith(f"/votes/{vote.id}/tie")
    assert "The chair decides a tie." in letter.facts[0].value
    assert make.QUESTION["en"] in body_of(letter.body).text
    db.session.rollback()
    with transaction():
        service.decide_tie(make.acting(chair), vote.id, MotionChoice.NO)
    assert not kind.still_due(mail)
