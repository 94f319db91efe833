"""The secretariat conducts a vote that is open, and does with drafts what can be done with drafts."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.extensions import db
from assembly.voting.models import Vote
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.views.addresses import staff_url


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
    refused = client.post(staff_url(scene, f"/{vote_id}/resume"), data={"closes_at": earlier.strftime("%Y-%m-%dT%H:%M")})
    assert "A deadline can only be moved later." in refused.text
    taken = client.post(staff_url(scene, f"/{vote_id}/resume"), data={"closes_at": shown[1][:16]})
    assert taken.status_code == 303
    with app.app_context(), scope.everything():
        assert db.session.get_one(Vote, vote_id).closes_at == closes_at
