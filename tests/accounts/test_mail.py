"""The mail that lets a person in, and the tasks that post it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts import sign_in
from assembly.accounts.mails import KINDS
from assembly.accounts.models import Person, SignInRequest
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import LANGUAGES
from assembly.mail.models import Delivery
from tests.accounts.conftest import Mail
from tests.accounts.test_signing_in import ask
from tests.factories.accounts import person

Work = Callable[[], list[Mail]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_in_the_language_of_whoever_gets_it(app: Flask, client: FlaskClient, work: Work, language: str) -> None:
    with app.app_context(), transaction():
        person(email="x@people.example", name="Zoë *Example*", language=language)
    ask(client, "x@people.example", lang="en")
    [mail] = work()
    assert mail.path.startswith(f"/{language}/sign-in/")
    assert r"Zoë \*Example\*" in mail.body  # a name is never markup
    assert mail.subject
    assert "\n" not in mail.subject
    assert len(mail.code) == len("123 456")


def test_the_task_answers_once_however_often_it_runs(context: Flask) -> None:
    with transaction():
        person(email="x@people.example")
        request_id = sign_in.ask("x@people.example", "en", None, clock.now())
    with transaction():
        assert sign_in.answer(request_id, clock.now()) == 1
    for _time in range(2):
        with transaction():
            assert sign_in.answer(request_id, clock.now()) == 0
    assert len(db.session.scalars(select(Delivery)).all()) == 1


def test_a_request_that_was_lost_is_found_again_while_somebody_waits(context: Flask) -> None:
    start = datetime(2026, 11, 21, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as now:
        with transaction():
            request_id = sign_in.ask("x@people.example", "en", None, clock.now())
        assert sign_in.waiting(clock.now()) == [request_id]
        now.move_to(start + timedelta(minutes=31))
        assert sign_in.waiting(clock.now()) == []


def test_it_is_not_sent_to_somebody_who_was_disabled_or_long_after(context: Flask) -> None:
    with transaction():
        person(email="x@people.example")
        request_id = sign_in.ask("x@people.example", "en", None, clock.now())
        sign_in.answer(request_id, clock.now())
    delivery = db.session.scalars(select(Delivery)).one()
    assert KINDS[0].still_due(delivery)
    with transaction():
        db.session.get_one(SignInRequest, request_id).requested_at = clock.now() - timedelta(hours=3)
    assert not KINDS[0].still_due(delivery)
    with transaction():
        db.session.get_one(SignInRequest, request_id).requested_at = clock.now()
        db.session.scalars(select(Person)).one().disabled_at = clock.now()
    assert not KINDS[0].still_due(delivery)


@pytest.mark.both_databases
def test_the_page_looks_nobody_up_outside_of_the_worker(app: Flask, client: FlaskClient) -> None:
    ask(client, "x@people.example")
    with app.app_context(), scope.everything():
        assert db.session.scalars(select(Delivery)).all() == []
        assert db.session.scalars(select(SignInRequest.handled_at)).all() == [None]
