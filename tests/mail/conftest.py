"""What tests of the mail room share."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from assembly.mail import deliver
from tests.factories.mail import Note, register_note
from tests.mail.sink import Sink, smtp_sink


@pytest.fixture
def note(app: Flask) -> Note:
    """The kind of mail of these tests, registered."""
    return register_note(app)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server."""
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def send_to(context: Flask) -> Callable[[str | None], None]:
    """Make the application send to this mail server."""

    def change(url: str | None) -> None:
        context.extensions["settings"] = dataclasses.replace(context.extensions["settings"], smtp_url=url, demo=False)

    return change


@pytest.fixture(autouse=True)
def nobody_stops() -> Iterator[None]:
    """Each test begins with a process that is not about to end."""
    deliver._stopping.clear()
    yield
    deliver._stopping.clear()
