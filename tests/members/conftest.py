"""A site with a federation, and a browser of its secretariat."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.database import transaction
from tests.factories.events import make_federation
from tests.members.pages import browser


@pytest.fixture
def site(app: Flask) -> Flask:
    with app.app_context(), transaction():
        make_federation()
    return app


@pytest.fixture
def staff(site: Flask, client: FlaskClient) -> FlaskClient:
    """A browser signed in as the secretariat."""
    return browser(site, client)
