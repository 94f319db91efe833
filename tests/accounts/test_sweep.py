"""What signing in leaves behind goes when its time is over, and not before."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts import sweep
from assembly.accounts.factors.models import Authenticator, FactorAct, FactorReset, UsedChallenge
from assembly.accounts.kept.models import KeptForm
from assembly.accounts.models import Purpose, SignInRequest, Token, UserSession
from assembly.database import transaction
from assembly.extensions import db
from tests.accounts.factors.authenticators import set_up_app
from tests.factories.accounts import person, sign_in
from worker.accounts import sweep_accounts

SWEPT = (UserSession, SignInRequest, Token, FactorAct, FactorReset, UsedChallenge, KeptForm)


def counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in SWEPT}


def leave_something(app: Flask, client: FlaskClient, who: int, *, ended: Any) -> None:
    now = clock.now()
    with app.app_context(), transaction() as session:
        session.add_all(
            [
                SignInRequest(address="a@b.example", language="en", requested_at=now),
                Token(purpose=Purpose.SIGN_IN, person_id=who, subject_id=1, hash="a", created_at=now, expires_at=now),
                UsedChallenge(hash="c", used_at=now),
                FactorReset(person_id=who, asked_by_id=who, asked_at=now),
                KeptForm(hash="d", person_id=who, path="/en/me", sealed="", sent_at=now),
            ]
        )
    for _browser in range(2):
        session_id = sign_in(client, app, who)
        with app.app_context(), transaction() as session:
            session.get_one(UserSession, session_id).ended_at = ended


@pytest.mark.both_databases
def test_everything_goes_in_its_time(app: Flask, client: FlaskClient, wake_ups: object) -> None:
    with app.app_context(), transaction():
        who = person().id
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        sign_in(client, app, who)
        set_up_app(client)
        leave_something(app, client, who, ended=start)
        before = counts(app)
        assert min(before.values()) == 1
        sweep_accounts()
        assert counts(app) == before
        now.move_to(start + timedelta(hours=2))
        sweep_accounts()
        assert counts(app) == before | {"kept_form": 0, "used_challenge": 0}
        now.move_to(start + sweep.KEPT + timedelta(seconds=1))
        sign_in(app.test_client(), app, who)
        sweep_accounts()
        left = counts(app)
    assert left == dict.fromkeys(before, 0) | {"user_session": 2}, "the one that is open, and the first, not over yet"
    with app.app_context():
        assert db.session.get(Authenticator, who) is not None


def test_that_somebody_signed_in_once_is_all_that_stays_of_their_last_session(
    app: Flask, client: FlaskClient, wake_ups: object
) -> None:
    with app.app_context(), transaction():
        who = person().id
    start = clock.now()
    leave_something(app, client, who, ended=start)
    with time_machine.travel(start + sweep.KEPT + timedelta(days=1), tick=False):
        sweep_accounts()
        sweep_accounts()
    with app.app_context():
        [row] = db.session.scalars(select(UserSession)).all()
        assert (row.person_id, row.device, row.network) == (who, "", None)
