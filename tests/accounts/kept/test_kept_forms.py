"""A form that is sent when the session has ended comes back after signing in; a ballot does not."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock, scope
from assembly.accounts import service as accounts
from assembly.accounts import sessions
from assembly.accounts.kept import service
from assembly.accounts.kept.models import KeptForm
from assembly.accounts.models import Person, Purpose, Role, SignInRequest, UserSession
from assembly.database import transaction
from assembly.extensions import db
from assembly.voting.models import Secrecy
from tests.accounts.factors.authenticators import set_up_app
from tests.factories import voting as make
from tests.factories.accounts import person, sign_in, staff
from tests.voting.views.addresses import ballot_url

LONG = "Организация помогает детям.\r\n" * 600
MEMBER = {
    "code": "ML-NEW", "name": "Nouvelle « organisation » <b>", "kind": "organisation", "country": "ML", "weight": "1",
    "status": "full", "language": "fr", "website": "", "note": LONG,
}  # fmt: skip
PAGE = "/en/what-you-typed"


def end_of(app: Flask, session_id: int) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(UserSession, session_id).ended_at = clock.now()


def by_mail(app: Flask, client: FlaskClient, person_id: int, next_path: str) -> str:
    """Sign in by mail, from the page that asked for it; return where that leads."""
    with app.app_context(), transaction():
        link = accounts.first_sign_in_link(db.session.get_one(Person, person_id))
        request = db.session.scalars(select(SignInRequest).order_by(SignInRequest.id.desc())).first()
        assert request
        request.next_path = next_path
    return client.post(link.removeprefix("http://localhost")).location or ""


def kept_fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that is given back."""
    form = page.partition('<form method="post" action="/en/secretariat')[2].partition("</form>")[0]
    return {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}


def test_a_long_form_comes_back_word_for_word_after_signing_in_with_the_second_step(
    app: Flask, client: FlaskClient, wake_ups: object
) -> None:
    with app.app_context(), transaction():
        office = staff(Role.STAFF).id
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        sign_in(client, app, office)
        now.move_to(start + sessions.STRICT_IDLE + timedelta(minutes=1))
        sent = client.post("/en/secretariat/members/new", data=MEMBER)
        assert sent.location == f"/en/sign-in?next={PAGE}"
        told = client.get(sent.location).text
        assert "what you typed is kept for you" in told
        assert "Организация" not in told
        assert client.get(PAGE).location.startswith("/en/sign-in"), "nobody is signed in yet"
        assert by_mail(app, client, office, PAGE) == f"/en/second-step?next={PAGE}"
        assert client.get(PAGE).status_code == 303, "nor before the second step"
        set_up_app(client)
        page = client.get(PAGE)
        assert page.headers["Cache-Control"] == "no-store"
        fields = kept_fields(page.text)
        assert {**MEMBER, "csrf_token": fields["csrf_token"]} == fields
        assert client.post("/en/secretariat/members/new", data=fields).status_code in {303, 422}
    with app.app_context(), scope.everything():
        dump = str(db.session.execute(select(KeptForm.__table__)).all())
    assert "Nouvelle" not in dump
    assert "Организация" not in dump


@pytest.mark.both_databases
def test_it_is_for_the_same_person_in_the_same_browser_for_two_hours(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        rosa, other = person().id, person().id
    end_of(app, sign_in(client, app, rosa))
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        sent = client.post("/en/me", data={"name": "Rosa Huamán", "zone": "America/Lima"})
        assert sent.location == f"/en/sign-in?next={PAGE}"
        assert [part for part in sent.headers["Set-Cookie"].split("; ") if part in {"HttpOnly", "SameSite=Lax"}]
        stranger = app.test_client()
        sign_in(stranger, app, rosa)
        assert stranger.get(PAGE).status_code == 303, "another browser of hers"
        sign_in(client, app, other)
        assert client.get(PAGE).status_code == 303, "somebody else in this browser"
        sign_in(client, app, rosa)
        page = client.get(PAGE).text
        assert 'value="Rosa Huamán"' in page
        now.move_to(start + service.LIFETIME)
        assert client.get(PAGE).status_code == 303


def test_it_can_be_thrown_away(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        rosa = person().id
    end_of(app, sign_in(client, app, rosa))
    client.post("/en/me", data={"name": "Rosa Huamán"})
    sign_in(client, app, rosa)
    assert client.post(f"{PAGE}/throw-away").status_code == 303
    assert client.get(PAGE).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count(KeptForm.id))) == 0


@pytest.mark.parametrize("purpose", [Purpose.SIGN_IN, Purpose.INVITATION])
def test_nothing_is_kept_for_whoever_was_nobody_before_or_sends_too_much(
    app: Flask, client: FlaskClient, purpose: Purpose
) -> None:
    with app.app_context(), transaction():
        rosa = person().id
    assert client.post("/en/me", data={"name": "Anybody"}).location == "/en/sign-in?next=/en/me"
    end_of(app, sign_in(client, app, rosa, purpose))
    long = client.post("/en/me", data={"name": "x" * (service.LONGEST + 1)})
    assert long.location == "/en/sign-in?next=/en/me"
    assert "too long to be kept" in client.get(long.location).text
    with app.app_context():
        assert db.session.scalar(select(func.count(KeptForm.id))) == 0
    for _tab in range(service.MOST + 3):
        client.post("/en/me", data={"name": "Rosa"})
    with app.app_context():
        assert db.session.scalar(select(func.count(KeptForm.id))) == service.MOST


def test_a_choice_on_a_ballot_is_kept_nowhere(app: Flask, client: FlaskClient, wake_ups: object) -> None:
    with app.app_context(), scope.everything(), transaction():
        scene = make.assembly_of(2)
    with app.app_context(), scope.everything():
        vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    end_of(app, sign_in(client, app, scene.seats[0].delegate_id))
    for step in ("/review", "/cast"):
        sent = client.post(ballot_url(scene, vote_id, step), data={"choice": "Y"})
        assert sent.location == f"/en/sign-in?next={ballot_url(scene, vote_id, step)}"
        assert "It is kept nowhere" in client.get(sent.location).text
    with app.app_context():
        assert db.session.scalar(select(func.count(KeptForm.id))) == 0
    sign_in(client, app, scene.seats[0].delegate_id)
    back = client.get(ballot_url(scene, vote_id, "/cast"), follow_redirects=True)
    assert back.request.path == ballot_url(scene, vote_id)
    assert back.status_code == 200
    assert " checked" not in back.text
