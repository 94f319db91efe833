"""The log of a fault tells what failed, and of nobody."""

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assembly import clock
from assembly.database import transaction
from assembly.extensions import db
from tests.factories.accounts import person


def logged(error: BaseException) -> str:
    """The line that the log gets."""
    event: object = {"event": "fault", "exc_info": error}
    for processor in structlog.get_config()["processors"]:
        event = processor(None, "error", event)
    return str(event)


@pytest.fixture
def failure(context: Flask) -> IntegrityError:
    """What the database says of a person who has no language, and of one who is there twice."""
    with pytest.raises(IntegrityError) as caught, transaction():
        person(name="Aminata Koné", email="aminata@acesem.example", language=None)
    return caught.value


def test_a_refused_row_is_not_in_the_log(failure: IntegrityError) -> None:
    line = logged(failure)
    assert "IntegrityError" in line
    assert "person" in line
    assert "Aminata" not in line
    assert "acesem" not in line


def test_a_refused_key_is_not_in_the_log(context: Flask) -> None:
    row = {"hash": "a-secret-hash", "now": clock.now().replace(tzinfo=None)}
    with transaction():
        row["person"] = person().id
    insert = text(
        "INSERT INTO token (purpose, person_id, subject_id, hash, created_at, expires_at) "
        "VALUES ('sign-in', :person, 1, :hash, :now, :now)"
    )
    with pytest.raises(IntegrityError) as caught, transaction():
        for _ in range(2):
            db.session.execute(insert, row)
    assert "a-secret-hash" not in logged(caught.value)
