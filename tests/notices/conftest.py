"""The day on which the mails of these tests are written, and the site that the pages belong to."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from assembly.database import transaction
from tests.factories import accounts
from tests.factories.events import make_event, make_federation
from tests.notices.office import SLUG

NOVEMBER = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def november(context: Flask) -> Iterator[None]:
    with time_machine.travel(NOVEMBER, tick=False):
        with transaction():
            make_federation()
        yield


@pytest.fixture
def federation(context: Flask) -> None:
    """Whose paper the mails are written on."""
    with transaction():
        make_federation()


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Flask:
    """A federation with an event, whose secretariat is signed in."""
    with app.app_context(), transaction():
        make_federation()
        make_event(slug=SLUG)
        person_id = accounts.staff().id
    accounts.sign_in(client, app, person_id)
    return app
