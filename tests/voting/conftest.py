"""What tests of the voting room share."""

import pytest
from flask import Flask

from assembly.database import transaction
from tests.factories.voting import Scene, assembly_of


@pytest.fixture
def scene(context: Flask) -> Scene:
    """An assembly of five members, each with somebody who votes."""
    with transaction():
        return assembly_of(5)
