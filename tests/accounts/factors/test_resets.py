"""Whoever lost device and paper begins anew when two administrators agree."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock
from assembly.accounts.factors.models import FactorReset
from assembly.accounts.models import Person, Role
from assembly.accounts.service import revoke_role
from assembly.database import transaction
from assembly.extensions import db
from tests.accounts.factors.authenticators import set_up_app
from tests.accounts.factors.test_second_step import SHOW, acts, by_mail, last_letter, mailed
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
    assert mailed(app)[1:] == ["reset-asked"], "told once, before anything is done"
    assert first.post(f"{PAGE}resets/1/confirm").status_code == 422, "not the same one"
    assert member.get("/en/me").status_code == 200
    assert "they lost their device" in second.get(PAGE).text
    assert second.post(f"{PAGE}resets/1/confirm").status_code == 303
    assert second.post(f"{PAGE}resets/1/confirm").status_code == 404
    assert member.get("/en/me").status_code == 303, "signed out everywhere"
    assert by_mail(app, member, lucia) == "/en/"
    assert mailed(app)[-1] == "reset"
    assert acts(app)[-2:] == ["factor.reset-asked", "factor.reset"]


@pytest.mark.both_databases
def test_what_was_asked_is_taken_back_by_any_administrator_until_it_is_done(
    app: Flask, client: FlaskClient, siriporn: int, lucia: int
) -> None:
    member = app.test_client()
    by_mail(app, member, lucia)
    set_up_app(member)
    first, second, _third = client, another_administrator(app), another_administrator(app)
    sign_in(first, app, siriporn)
    set_up_app(first)
    first.post(f"{PAGE}{lucia}/reset")
    assert member.post(f"{PAGE}resets/1/take-back").status_code == 403
    assert first.get(PAGE).text.count("Take it back") == 1
    assert first.post(f"{PAGE}resets/1/take-back").status_code == 303
    assert second.post(f"{PAGE}resets/1/confirm").status_code == 404, "nothing is left to confirm"
    assert first.post(f"{PAGE}resets/1/take-back").status_code == 404
    assert "They lost their device" in first.get(PAGE).text
    assert member.get("/en/me").status_code == 200
    assert second.post(f"{PAGE}{siriporn}/reset").status_code == 303
    assert "Take it back" in first.get(PAGE).text, "whoever it is about sees it, and may stop it"
    assert first.post(f"{PAGE}resets/{newest_reset(app)}/take-back").status_code == 303
    assert first.get(PAGE).status_code == 200
    assert mailed(app)[-2:] == ["reset-asked", "reset-asked"]
    asked_and_taken_back = ["factor.reset-asked", "factor.reset-taken-back"] * 2
    assert acts(app)[-4:] == asked_and_taken_back
    first.post(f"{PAGE}{lucia}/reset")
    done = newest_reset(app)
    assert second.post(f"{PAGE}resets/{done}/confirm").status_code == 303
    assert first.post(f"{PAGE}resets/{done}/take-back").status_code == 404, "what is done stays done"


def newest_reset(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(FactorReset.id).order_by(FactorReset.id.desc())).first() or 0


def test_the_mail_says_before_anything_is_done_that_it_was_asked(
    app: Flask, client: FlaskClient, siriporn: int, lucia: int
) -> None:
    member = app.test_client()
    by_mail(app, member, lucia)
    set_up_app(member)
    another_administrator(app)
    sign_in(client, app, siriporn)
    client.post(f"{PAGE}{lucia}/reset")
    mail = last_letter(app)
    assert mail.startswith("Lost your device?")
    assert "Nothing has changed yet" in mail
    assert "call us at once" in mail


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
