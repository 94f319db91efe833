"""People who need a second step, and those who may have one."""

import pytest
from flask import Flask

from assembly.accounts.models import Role
from assembly.database import transaction
from tests.factories.accounts import person, staff


@pytest.fixture
def siriporn(app: Flask) -> int:
    """The id of an administrator."""
    with app.app_context(), transaction():
        return staff(Role.ADMINISTRATOR, email="siriporn@office.example", name="Siriporn Chai").id


@pytest.fixture
def lucia(app: Flask) -> int:
    """The id of a delegate, who needs no second step."""
    with app.app_context(), transaction():
        return person(email="lucia@member.example", name="Lucía Rojas").id
