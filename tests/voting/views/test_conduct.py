"""The secretariat conducts a vote that is open, and does with drafts what can be done with drafts."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.voting import service
from assembly.voting.models import Vote, VoteOption
from assembly.voting.planned.models import PlannedOpening
from assembly.voting.planned.service import plan
from assembly.voting.refusals import TransitionRefusedError
from assembly.voting.service import Acceptance
from tests.factories import notices
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.test_elections import election
from tests.voting.views.addresses import ballot_url, motion, staff_url


def test_a_vote_goes_on_with_the_deadline_that_its_form_shows(app: Flask, client: FlaskClient, scene: Scene) -> None:
    """A form knows minutes only, and a deadline may have seconds."""
    closes_at = (clock.now() + timedelta(days=1)).replace(second=33, microsecond=0)
    with app.app_context(), scope.everything():
        vote_id = make.open_vote(scene, closes_at=closes_at)
    sign_in(client, app, scene.staff_id)
    assert client.post(staff_url(scene, f"/{vote_id}/suspend")).status_code == 303
    form = client.get(staff_url(scene, f"/{vote_id}/resume")).text
    shown = re.search(r'name="closes_at"[^>]* value="([^"]+)"', form)
    assert shown
    earlier = closes_at - timedelta(minutes=10)
    refused = client.post(
        staff_url(scene, f"/{vote_id}/resume"), data={"closes_at": earlier.strftime("%Y-%m-%dT%H:%M")}
    )
    assert "A deadline can only be moved later." in refused.text
    taken = client.post(staff_url(scene, f"/{vote_id}/resume"), data={"closes_at": shown[1][:16]})
    assert taken.status_code == 303
    with app.app_context(), scope.everything():
        assert db.session.get_one(Vote, vote_id).closes_at == closes_at


def test_a_draft_is_deleted_with_all_that_hangs_on_it_and_nothing_else_is(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    with app.app_context(), scope.everything():
        kept, opened = make.draft_vote(scene), make.open_vote(scene)
        planned = make.draft_vote(scene, **election())
        with transaction():
            plan(make.acting(scene.staff_id), [planned], clock.now() + timedelta(hours=1), Acceptance())
    sign_in(client, app, scene.staff_id)
    delete = staff_url(scene, f"/{planned}/delete")
    assert delete in client.get(staff_url(scene, f"/{planned}")).text
    assert "This cannot be undone." in client.get(delete).text
    assert client.post(delete).location == staff_url(scene)
    assert client.get(delete).status_code == 404
    client.post(staff_url(scene, f"/{opened}/delete"))
    with app.app_context(), scope.everything():
        assert set(db.session.scalars(select(Vote.id))) == {kept, opened}
        assert not db.session.scalars(select(VoteOption)).all()
        assert not db.session.scalars(select(PlannedOpening)).all()
        with pytest.raises(TransitionRefusedError), transaction():
            service.delete_draft(make.acting(scene.staff_id), opened)


def test_a_draft_that_a_message_is_about_stays(app: Flask, client: FlaskClient, scene: Scene) -> None:
    with app.app_context(), scope.everything():
        vote_id = make.draft_vote(scene)
        with transaction():
            notices.make_notice(db.session.get_one(Event, scene.event_id), vote_id=vote_id)
    sign_in(client, app, scene.staff_id)
    refused = client.post(staff_url(scene, f"/{vote_id}/delete"), follow_redirects=True)
    assert "A message is about this draft" in refused.text
    assert client.get(staff_url(scene, f"/{vote_id}")).status_code == 200


def test_a_practice_vote_takes_no_objections(app: Flask, client: FlaskClient, scene: Scene) -> None:
    """It decides nothing that one could object to: neither its form, nor its ballot, nor its result speaks of it."""
    with app.app_context(), scope.everything():
        vote_id = make.draft_vote(scene, practice=True, objection_hours=24)
    sign_in(client, app, scene.staff_id)
    form = client.get(staff_url(scene, f"/{vote_id}/edit")).text
    assert "objection" not in form.casefold()
    kept = client.post(staff_url(scene, f"/{vote_id}/edit"), data=motion(scene, objection_hours="24"))
    assert kept.status_code == 303
    with app.app_context(), scope.everything():
        assert db.session.get_one(Vote, vote_id).objection_hours is None
        with transaction():
            service.open_vote(make.acting(scene.staff_id), vote_id)
        assert "bjection" not in client.get(ballot_url(scene, vote_id)).text
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
    assert "bjection" not in client.get(staff_url(scene, f"/{vote_id}")).text


def test_whoever_votes_in_several_finds_all_of_them_on_their_page(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    """The mail about votes that open together leads there."""
    with app.app_context(), scope.everything():
        votes = [make.open_vote(scene) for _ in range(3)]
        make.cast(votes[0], scene.seats[0])
    sign_in(client, app, scene.seats[0].delegate_id)
    page = client.get(f"/en/events/{scene.slug}/my-assembly").text
    listed = page[page.index("Your votes") :]
    assert f'href="{ballot_url(scene, votes[0], "/receipt")}"' in listed
    assert [f'href="{ballot_url(scene, vote_id)}"' in listed for vote_id in votes] == [False, True, True]
    assert listed.count("1 ballot is missing.") == 2
