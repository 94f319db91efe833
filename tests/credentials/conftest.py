"""What the tests of who votes share."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.database import transaction
from assembly.events.models import Event
from tests.credentials.site import Site
from tests.factories.registration import open_event


@pytest.fixture
def event(context: Flask) -> Event:
    """An event in twelve days."""
    with transaction():
        return open_event()


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app, client)
