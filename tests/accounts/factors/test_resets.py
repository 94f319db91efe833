"""Whoever lost device and paper begins anew when two administrators agree."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock
from assembly.accounts.models import Person, Role
from assembly.accounts.service import revoke_role
from assembly.database import transaction
from tests.accounts.factors.authenticators import set_up_app
from tests.accounts.factors.test_second_step import SHOW, acts, by_mail, mailed
from tests.factories.accounts import sign_in, staff

PAGE = "/en/secretariat/second-steps/"


def another_administrator(app: Flask) -> FlaskClient:
    with app.app_context(), transaction():
        who = staff(Role.ADMINISTRATOR, name="Niran Suk").id
    client = app.test_client()
    sign_in(client, app, who)
    return client


@pytest.mark.both_databases
def test_two_administrators_let_somebody_begin_anew(app: Flask, client: FlaskClient, siriporn: int, lucia: int) -> None:
    member = app.test_client()
    by_mail(app, member, lucia)
    set_up_app(member)
    first, second = client, another_administrator(app)
    sign_in(first, app, siriporn)
    assert "Lucía Rojas" in first.get(PAGE).text
    assert first.post(f"{PAGE}{lucia}/reset").status_code == 303
    assert first.post(f"{PAGE}{lucia}/reset").status_code == 303, "asked twice, it is asked once"
    assert "has to confirm" in first.get(PAGE).text
    assert first.post(f"{PAGE}resets/1/confirm").status_code == 422, "not the same one"
    assert member.get("/en/me").status_code == 200
    assert "they lost their device" in second.get(PAGE).text
    assert second.post(f"{PAGE}resets/1/confirm").status_code == 303
    assert second.post(f"{PAGE}resets/1/confirm").status_code == 404
    assert member.get("/en/me").status_code == 303, "signed out everywhere"
    assert by_mail(app, member, lucia) == "/en/"
    assert mailed(app)[-1] == "reset"
    assert acts(app)[-2:] == ["factor.reset-asked", "factor.reset"]


def test_who_may_not(app: Flask, client: FlaskClient, siriporn: int, lucia: int) -> None:
    sign_in(client, app, siriporn)
    set_up_app(client)
    member = app.test_client()
    by_mail(app, member, lucia)
    set_up_app(member)
    alone = client.post(f"{PAGE}{lucia}/reset")
    assert alone.status_code == 422
    assert "assembly secretariat reset-factor" in alone.text
    second = another_administrator(app)
    assert client.post(f"{PAGE}{siriporn}/reset").status_code == 422, "one's own is changed by oneself"
    assert second.post(f"{PAGE}{siriporn}/reset").status_code == 422, "a third one would have to confirm"
    assert second.post(f"{PAGE}999/reset").status_code == 404
    assert member.post(f"{PAGE}{lucia}/reset").status_code == 403
    assert client.post(f"{PAGE}{lucia}/reset").status_code == 303
    with time_machine.travel(clock.now() + timedelta(hours=11), tick=False) as now:
        assert second.get(PAGE).text.count("Confirm, and sign them out") == 1
        now.shift(timedelta(hours=11))
        assert second.get(PAGE).status_code == 200
        now.shift(timedelta(hours=3))
        assert second.post(f"{PAGE}resets/1/confirm").status_code == 404, "a day is over"
    assert by_mail(app, app.test_client(), lucia) == SHOW


def test_what_somebody_asked_who_is_no_administrator_any_more_does_not_count(
    app: Flask, client: FlaskClient, siriporn: int, lucia: int
) -> None:
    member = app.test_client()
    by_mail(app, member, lucia)
    set_up_app(member)
    sign_in(client, app, siriporn)
    second, third = another_administrator(app), another_administrator(app)
    assert client.post(f"{PAGE}{lucia}/reset").status_code == 303
    with app.app_context(), transaction() as session:
        revoke_role(None, session.get_one(Person, siriporn), Role.ADMINISTRATOR)
    assert "Confirm, and sign them out" not in second.get(PAGE).text
    assert second.post(f"{PAGE}resets/1/confirm").status_code == 404
    assert second.post(f"{PAGE}{lucia}/reset").status_code == 303, "somebody else can ask anew"
    assert third.post(f"{PAGE}resets/2/confirm").status_code == 303
