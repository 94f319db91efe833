"""The secretariat names scrutineers, who are not of the secretariat; a vote that waits for one says so."""

from http import HTTPStatus

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.accounts.models import Person, Role
from assembly.accounts.roles import people_with
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from tests.factories import voting as make
from tests.factories.accounts import person, sign_in


def test_a_vote_that_waits_for_a_scrutineer_leads_to_naming_one(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(3)
            known = person(name="Awa Diallo", email="awa@people.example").id
            address = db.session.get_one(Person, scene.staff_id).email
        vote_id = make.open_vote(scene, confirm_count=True)
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
    office = f"/en/secretariat/events/{scene.slug}"
    scrutiny = f"/en/scrutiny/events/{scene.slug}/votes"
    sign_in(client, app, known)
    assert client.get(scrutiny).status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"{office}/officers").status_code == HTTPStatus.FORBIDDEN

    sign_in(client, app, scene.staff_id)
    assert f"{office}/officers" in client.get(f"{office}/votes").text
    assert f"{office}/officers" in client.get(f"{office}/setup").text
    assert client.post(f"{office}/officers/administrator", data={"address": "x"}).status_code == HTTPStatus.NOT_FOUND
    own = client.post(f"{office}/officers/scrutineer", data={"address": address})
    assert "This person works for the secretariat." in own.text
    assert own.text.count('id="scrutineer-address"') == own.text.count('id="chair-address"') == 1
    named = client.post(f"{office}/officers/scrutineer", data={"address": "awa@people.example"})
    assert named.status_code == HTTPStatus.SEE_OTHER
    assert "Awa Diallo" in client.get(f"{office}/officers").text
    assert "Name a scrutineer" not in client.get(f"{office}/votes").text

    with app.app_context(), scope.everything():
        (mail,) = db.session.scalars(select(Delivery).where(Delivery.kind == "scrutineer-named"))
        kind = kind_named(mail.kind)
        assert kind.still_due(mail)
        letter = kind.render(mail)
        assert letter.button
        assert letter.button.url.endswith(f"/scrutiny/events/{scene.slug}/votes")
    sign_in(client, app, known)
    assert client.post(f"{scrutiny}/{vote_id}/confirm").status_code == HTTPStatus.SEE_OTHER

    sign_in(client, app, scene.staff_id)
    client.post(f"{office}/officers/scrutineer/{known}/dismiss")
    with app.app_context(), scope.everything():
        assert people_with(Role.SCRUTINEER, scene.event_id) == []
