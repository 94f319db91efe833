"""What tests of the papers about votes share."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.database import transaction
from tests.factories import voting as make
from tests.factories.voting import Scene


@pytest.fixture
def scene(app: Flask, client: FlaskClient) -> Scene:
    """An assembly of five members, as pages show it: no application context is open."""
    with app.app_context(), scope.everything(), transaction():
        return make.assembly_of(5)
