"""The worlds in which questions are asked."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.accounts import sign_in
from tests.registration.questions.worlds import Site, World


@pytest.fixture
def world(context: Flask) -> World:
    return World()


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    """The pages, with Awa signed in."""
    site = Site(app, client)
    sign_in(client, app, site.awa_person)
    return site
