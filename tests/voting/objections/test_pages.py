"""Objecting on the page of a result, and answering on that of the vote."""

import re

from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.accounts.models import Person, Purpose, Role
from assembly.database import transaction
from assembly.extensions import db
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.voting.views.addresses import ballot_url, motion, staff_url


def test_a_member_objects_the_secretariat_answers_and_participants_read_both(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        scene = make.assembly_of(3)
        scrutineer = accounts.staff(Role.SCRUTINEER, event_id=scene.event_id).id
    sign_in(client, app, scene.staff_id)
    typed = motion(scene, objection_hours="0")
    assert "1 thing needs correcting" in client.post(staff_url(scene, "/new?kind=motion"), data=typed).text
    made = client.post(staff_url(scene, "/new?kind=motion"), data=typed | {"objection_hours": "48"}).location
    assert 'value="48"' in client.get(f"{made}/edit").text
    client.post(f"{made}/open", data={"small_groups": "y"})
    vote_id = int(made.rpartition("/")[2])
    with app.app_context(), scope.everything():
        make.cast_all(vote_id, scene, "YYN")
    sentence = "Members may object for 48 hours after the result is published."
    assert sentence in client.get(ballot_url(scene, vote_id)).text
    with app.app_context(), scope.everything():
        make.close(vote_id, scene)
        make.count_ballots(vote_id)

    result = f"/en/events/{scene.slug}/results/{vote_id}"
    sign_in(client, app, scene.seats[0].delegate_id, Purpose.PERSONAL_PAGE)
    assert "/sign-in?next=" in client.get(f"{result}/object").location
    sign_in(client, app, scene.seats[0].delegate_id)
    assert f"{result}/object" in client.get(result).text
    assert "1 thing needs correcting" in client.post(f"{result}/object", data={"words": "  "}).text
    sent = client.post(f"{result}/object", data={"words": "The list was <wrong>.\n\nLook."})
    assert (sent.status_code, sent.location) == (303, result)
    own = client.get(result).text
    assert "The list was &lt;wrong&gt;." in own
    assert "Waits for an answer" in own

    sign_in(client, app, scene.seats[1].delegate_id)
    assert "The list was" not in client.get(result).text
    sign_in(client, app, scrutineer)
    scrutiny = f"/en/scrutiny/events/{scene.slug}/votes"
    assert "1 objection waits" in client.get(scrutiny).text
    assert "The list was" in client.get(f"{scrutiny}/{vote_id}").text

    sign_in(client, app, scene.staff_id)
    assert "1 objection to a result is to be answered" in client.get(f"/en/secretariat/events/{scene.slug}").text
    assert "Answer 1 objection" in client.get(staff_url(scene)).text
    (answer,) = set(re.findall(r'href="([^"]*/objections/\d+)"', client.get(made).text))
    assert "1 thing needs correcting" in client.post(answer, data={"reply": " "}).text
    assert client.post(answer, data={"reply": "It was right."}).status_code == 303
    _a_second_answer_is_not_lost(app, client, scene.staff_id, answer)

    sign_in(client, app, scene.seats[1].delegate_id)
    page = client.get(result).text
    assert "The list was" in page
    assert "It was right." in page


def _a_second_answer_is_not_lost(app: Flask, client: FlaskClient, answered_by: int, address: str) -> None:
    assert client.post(address, data={"reply": "It was right."}).status_code == 303, "the same form once more"
    with app.app_context(), scope.everything():
        name = db.session.get_one(Person, answered_by).name
    late = client.post(address, data={"reply": "It was wrong."}).text
    assert f"{name} answered meanwhile" in late
    assert re.search(r"<textarea[^>]*readonly[^>]*>\s*It was wrong.</textarea>", late)
    assert "Send the answer" not in late


def test_nobody_else_finds_the_form_and_visitors_read_only_until_when(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(2)
        vote_id = make.open_vote(scene, objection_hours=1)
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
    result = f"/en/events/{scene.slug}/results/{vote_id}"
    page = client.get(result).text
    assert "Members may object for 1 hour after the result is published." in page
    assert f"{result}/object" not in page
    assert "/sign-in" in client.get(f"{result}/object").location
    sign_in(client, app, scene.staff_id)
    assert client.get(f"{result}/object").location == result
