"""An event that takes registrations, and a member that was invited to it."""

import pytest
from flask import Flask

from assembly.database import transaction
from assembly.events.models import Event
from tests.factories.registration import Invited, invited_member, open_event


@pytest.fixture
def event(context: Flask) -> Event:
    with transaction():
        return open_event()


@pytest.fixture
def home(event: Event) -> Invited:
    with transaction():
        return invited_member(event)
