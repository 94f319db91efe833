"""The page that says which votes belong to an item of the agenda."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.scope import everything
from tests.factories.accounts import sign_in
from tests.factories.agenda import make_item, make_sitting
from tests.factories.voting import Scene


@pytest.mark.both_databases
def test_staff_say_which_votes_belong_to_an_item(app: Flask, client: FlaskClient, scene: Scene, vote_id: int) -> None:
    with app.app_context(), everything(), transaction():
        item_id = make_item(make_sitting(db.session.get_one(Event, scene.event_id))).id
    sign_in(client, app, scene.staff_id)
    office = f"/en/secretariat/events/{scene.slug}"
    page = f"{office}/votes/of-item/{item_id}"
    assert "checked" not in client.get(page).text
    answer = client.post(page, data={"votes": [str(vote_id)]})
    assert (answer.status_code, answer.location) == (303, f"{office}/programme/items/{item_id}")
    assert "checked" in client.get(page).text
    assert "Does the assembly approve the framework?" in client.get(f"{office}/programme/items/{item_id}").text
    client.post(page, data={"csrf_token": "as a browser sends it"})
    assert "checked" not in client.get(page).text
