"""What the tests of who votes share."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.credentials.site import Site


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app, client)
