"""A site with an event whose programme is still to be written, and the secretariat's browser."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.database import transaction
from tests.agenda.pages import SLUG
from tests.factories import accounts
from tests.factories.events import make_event, make_federation


@pytest.fixture
def site(app: Flask) -> Flask:
    """A federation with an event that has nothing in its programme."""
    with app.app_context(), transaction():
        make_federation()
        make_event(slug=SLUG)
    return app


@pytest.fixture
def staff(site: Flask, client: FlaskClient) -> FlaskClient:
    """A browser signed in as the secretariat, in Bangkok."""
    with site.app_context(), transaction():
        person_id = accounts.staff().id
    accounts.sign_in(client, site, person_id)
    return client
