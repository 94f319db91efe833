"""Drafts opened together are all open or none; one that opens at a time does so, or the secretariat hears why not."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import worker.voting
from assembly import clock, scope
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.mail.kinds import kind_named
from assembly.mail.markdown import body_of
from assembly.mail.models import Delivery
from assembly.voting.models import Vote
from assembly.voting.planned import service as planned
from assembly.voting.planned.models import PlannedOpening
from assembly.voting.refusals import OpeningRefusedError, TransitionRefusedError
from assembly.voting.rules import VoteState
from assembly.voting.service import Acceptance
from assembly.voting.together.models import OpeningMail
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.views.addresses import staff_url

NONE = Acceptance()
HALF_WRITTEN = {"question": LocalizedText(en="Is it approved?"), "background": LocalizedText()}


def states(*vote_ids: int) -> list[VoteState]:
    db.session.rollback()
    db.session.expire_all()
    return [db.session.get_one(Vote, vote_id).state for vote_id in vote_ids]


def mailed(kind: str, vote_id: int) -> int:
    found = select(Delivery.id).where(Delivery.kind == kind, Delivery.subject_id == vote_id)
    return len(db.session.scalars(found).all())


def its_time_comes(vote_id: int) -> None:
    with transaction():
        db.session.get_one(PlannedOpening, vote_id).opens_at = clock.now() - timedelta(seconds=1)


@pytest.mark.usefixtures("context")
class TestASet:
    def test_opens_all_or_none(self, scene: Scene) -> None:
        staff, good, bad = make.acting(scene.staff_id), make.draft_vote(scene), make.draft_vote(scene, **HALF_WRITTEN)
        with pytest.raises(OpeningRefusedError), transaction():
            planned.open_together(staff, [good, bad], NONE)
        assert states(good, bad) == [VoteState.DRAFT, VoteState.DRAFT]
        assert mailed("vote-opened", good) == 0

        accepted = Acceptance(frozenset({"es", "fr", "ru"}))
        with transaction():
            planned.open_together(staff, [good, bad], accepted)
        assert states(good, bad) == [VoteState.OPEN, VoteState.OPEN]
        (together,) = db.session.scalars(select(OpeningMail))
        assert mailed("votes-opened", together.id) == len(scene.seats)
        assert db.session.get_one(Vote, good).accepted_gaps == []


@pytest.mark.usefixtures("context")
class TestATime:
    def test_is_kept_by_the_sweep_once(self, scene: Scene) -> None:
        vote_id = make.draft_vote(scene)
        with transaction():
            planned.plan(make.acting(scene.staff_id), [vote_id], clock.now() + timedelta(hours=1), NONE)
        worker.voting.sweep()
        assert states(vote_id) == [VoteState.DRAFT]
        its_time_comes(vote_id)
        worker.voting.sweep()
        worker.voting.sweep()
        assert states(vote_id) == [VoteState.OPEN]
        assert (mailed("vote-opened", vote_id), mailed("vote-not-opened", vote_id)) == (len(scene.seats), 0)
        assert planned.of_drafts([vote_id]) == {}

    def test_tells_the_secretariat_what_stood_in_the_way_and_tries_no_more(self, scene: Scene) -> None:
        vote_id = make.draft_vote(scene, **HALF_WRITTEN)
        staff = make.acting(scene.staff_id)
        with transaction():
            planned.plan(staff, [vote_id], clock.now() + timedelta(hours=1), NONE)
        its_time_comes(vote_id)
        worker.voting.sweep()
        worker.voting.sweep()
        assert states(vote_id) == [VoteState.DRAFT]
        assert mailed("vote-not-opened", vote_id) == 1
        assert [vote.id for vote in planned.failed(scene.event_id)] == [vote_id]
        (mail,) = db.session.scalars(select(Delivery).where(Delivery.kind == "vote-not-opened"))
        kind = kind_named(mail.kind)
        assert kind.still_due(mail)
        assert "Русский is missing or out of date" in body_of(kind.render(mail).body).text
        db.session.rollback()
        with transaction():
            planned.plan(staff, [vote_id], clock.now() + timedelta(hours=1), Acceptance(frozenset({"es", "fr", "ru"})))
        its_time_comes(vote_id)
        worker.voting.sweep()
        assert states(vote_id) == [VoteState.OPEN]

    def test_opens_together_what_can_be_and_keeps_none_waiting_for_another(self, scene: Scene) -> None:
        one, bad, other = make.draft_vote(scene), make.draft_vote(scene, **HALF_WRITTEN), make.draft_vote(scene)
        with transaction():
            staff, hour = make.acting(scene.staff_id), clock.now() + timedelta(hours=1)
            planned.plan(staff, [one, bad, other], hour, NONE)
        for vote_id in (one, bad, other):
            its_time_comes(vote_id)
        worker.voting.sweep()
        worker.voting.sweep()
        assert states(one, bad, other) == [VoteState.OPEN, VoteState.DRAFT, VoteState.OPEN]
        (mail,) = db.session.scalars(select(OpeningMail))
        assert [vote.id for vote in mail.votes] == [one, other]
        assert (mailed("votes-opened", mail.id), mailed("vote-not-opened", bad)) == (len(scene.seats), 1)

    def test_is_ahead_of_now_and_of_the_deadline_and_of_a_draft(self, scene: Scene) -> None:
        staff, vote_id, opened = make.acting(scene.staff_id), make.draft_vote(scene), make.open_vote(scene)
        for moment in (clock.now() - timedelta(minutes=1), clock.now() + timedelta(days=9)):
            with pytest.raises(InvalidInputError), transaction():
                planned.plan(staff, [vote_id], moment, NONE)
        with pytest.raises(TransitionRefusedError), transaction():
            planned.plan(staff, [opened], clock.now() + timedelta(hours=1), NONE)


def test_the_secretariat_ticks_accepts_and_opens(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(5)
        good, bad = make.draft_vote(scene), make.draft_vote(scene, **HALF_WRITTEN)
        late = make.draft_vote(scene)
    sign_in(client, app, scene.staff_id)
    assert f'name="votes" value="{bad}"' in client.get(staff_url(scene)).text
    assert client.get(staff_url(scene, "/together?votes=x")).location == staff_url(scene)
    both = staff_url(scene, f"/together?votes={good}&votes={bad}")
    page = client.get(both).text
    assert ("Nothing stands in the way." in page, "Русский is missing or out of date" in page) == (True, True)
    assert "Русский is missing or out of date" in client.post(both, data={}).text
    assert client.post(both, data={"languages": ["es", "fr", "ru"]}).location == staff_url(scene)

    hour = (clock.now() + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    one = staff_url(scene, f"/together?votes={late}")
    assert "This moment has passed already." in client.post(one, data={"opens_at": "2001-01-01T10:00"}).text
    assert client.post(one, data={"opens_at": hour}).status_code == 303
    assert "The vote opens by itself" in client.get(staff_url(scene, f"/{late}")).text
    with app.app_context(), scope.everything():
        assert states(good, bad, late) == [VoteState.OPEN, VoteState.OPEN, VoteState.DRAFT]
        with transaction():
            db.session.get_one(PlannedOpening, late).failed_at = clock.now()
    assert "Could not open at its time" in client.get(f"/en/secretariat/events/{scene.slug}").text
    assert client.post(staff_url(scene, f"/{late}/unplan")).status_code == 303
    assert "opens by itself" not in client.get(staff_url(scene, f"/{late}")).text.replace("does not open by itself", "")
