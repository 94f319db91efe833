"""A federation that began with the first version keeps all that it had when it installs a newer one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, create_engine

from assembly import schema, scope
from assembly.agenda import queries as agenda
from assembly.agenda.models import Sitting
from assembly.config import Settings
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.notices import audience
from assembly.notices.kinds import YES, Fact
from assembly.notices.models import Notice
from assembly.registration.models import Registration
from assembly.registration.questions.models import Answer

pytestmark = pytest.mark.both_databases

DAY = datetime(2026, 12, 3, 7, tzinfo=UTC)
SPAN = {"starts_at": DAY, "ends_at": DAY + timedelta(hours=3)}
TITLE = {"en": "Opening", "ru": "Открытие"}
PUBLISHED_SITTING = {
    "id": 1, "uid": "s1@example.org", "sequence": 2, "title": TITLE, "starts_at": DAY.isoformat(),
    "ends_at": (DAY + timedelta(hours=3)).isoformat(), "floor": "en", "interpretation": ["ru"],
    "items": [{
        "id": 1, "kind": "plenary", "title": TITLE, "description": {}, "starts_at": DAY.isoformat(),
        "ends_at": (DAY + timedelta(hours=1)).isoformat(), "speakers": [{"part": "chair", "name": "Амина Диалло"}],
    }],
}  # fmt: skip
FIRST_VERSION: list[tuple[str, dict[str, Any]]] = [
    ("person", {
        "email": "amina@example.org", "name": "Амина Диалло", "search_key": "amina", "language": "fr",
        "zone": "Africa/Bamako", "zone_confirmed": True, "created_at": DAY,
    }),
    ("member", {
        "code": "ML-1", "name": "Centre", "name_key": "centre", "kind": "organisation", "country": "ML",
        "region": "sub-saharan-africa", "status": "full", "weight": 1, "language": "fr", "listed": True,
        "website_shown": False, "created_at": DAY,
    }),
    ("event", {
        "slug": "assembly", "title": TITLE, "theme": {}, "place": {}, "online": True, "zone": "Asia/Bangkok",
        "languages": ["en", "ru"], "starts_at": DAY, "ends_at": DAY + timedelta(days=1),
        "registration_opens_at": DAY - timedelta(days=60), "registration_closes_at": DAY - timedelta(days=1),
        "approval": False, "proxy_cap": 2, "conduct": {}, "safeguarding": False, "edited": {}, "created_at": DAY,
    }),
    ("delegation", {"event_id": 1, "member_id": 1, "created_at": DAY}),
    ("registration", {
        "event_id": 1, "delegation_id": 1, "member_id": 1, "person_id": 1, "role": "delegate", "seat": 1,
        "state": "accepted", "created_at": DAY,
    }),
    ("sitting", {"event_id": 1, "uid": "s1@example.org", "sequence": 2, "title": TITLE, **SPAN, "edited": {}}),
    ("agenda_item", {"sitting_id": 1, "kind": "closing", "title": TITLE, "description": {}, **SPAN, "edited": {}}),
    ("speaker", {"item_id": 1, "position": 1, "part": "chair", "name": "Амина Диалло"}),
    ("channel", {"sitting_id": 1, "language": "en", "floor": True, "address": "https://meet.example.org/1"}),
    ("agenda_version", {
        "event_id": 1, "number": 1, "published_at": DAY,
        "content": {"sittings": [PUBLISHED_SITTING], "states": {"en": "complete", "ru": "complete"}},
    }),
    ("notice", {
        "event_id": 1, "kind": "agenda", "subject": TITLE, "body": TITLE, "edited": {}, "created_at": DAY,
        "audience": {"group": "participants", "roles": ["delegate"], "regions": [], "voters_only": True},
    }),
    ("notice_version", {
        "notice_id": 1, "number": 1, "subject": TITLE, "body": TITLE, "accepted_fallbacks": [], "recipients": 1,
        "released_at": DAY,
    }),
    ("delivery", {
        "kind": "notice", "subject_id": 1, "person_id": 1, "event_id": 1, "address": "amina@example.org",
        "name": "Амина Диалло", "language": "fr", "zone": "Africa/Bamako", "message_id": "<1@example.org>",
        "state": "pending", "created_at": DAY, "due_at": DAY, "attempts": 0, "uncertain": 0,
    }),
    ("question", {
        "event_id": 1, "position": 1, "kind": "text", "label": TITLE, "hint": {}, "purpose": {}, "edited": {},
        "roles": [], "required": False, "answered_by": "person", "kept_days": 30, "condition_keys": [],
    }),
    ("answer", {
        "registration_id": 1, "question_id": 1, "person_id": 1, "member_id": 1, "value": "да", "answered_at": DAY,
    }),
]  # fmt: skip


def test_what_was_stored_by_the_first_version_is_read_by_this_one(upgraded: Flask) -> None:
    sitting = db.session.get_one(Sitting, 1)
    (item,) = sitting.items
    assert (sitting.sequence, sitting.title, item.kind, item.title["ru"]) == (2, TITLE, "closing", "Открытие")
    assert [speaker.name for speaker in item.speakers] == ["Амина Диалло"]
    registration = db.session.get_one(Registration, 1)
    assert (registration.seat, registration.person.name, registration.organisation) == (1, "Амина Диалло", "Centre")
    assert db.session.get_one(Answer, 1).value == "да"
    assert db.session.get_one(Delivery, 1).state == "pending"


def test_a_programme_that_the_first_version_published_is_still_shown(upgraded: Flask) -> None:
    programme = agenda.published(1)
    assert programme is not None
    (sitting,) = programme.sittings
    assert (sitting.uid, sitting.sequence, sitting.interpretation) == ("s1@example.org", 2, ("ru",))
    assert [speaker.name for speaker in sitting.items[0].speakers] == ["Амина Диалло"]
    assert upgraded.test_client().get("/ru/events/assembly/programme").status_code == 200


def test_an_audience_of_the_first_version_still_means_whom_it_meant(upgraded: Flask) -> None:
    who = audience.from_json(db.session.get_one(Notice, 1).audience).who
    voter, delegate, observer = frozenset({YES}), frozenset({"delegate"}), frozenset({"observer"})
    assert audience.holds(who, {Fact.ROLE: delegate, Fact.VOTER: voter})
    assert not audience.holds(who, {Fact.ROLE: delegate})
    assert not audience.holds(who, {Fact.ROLE: observer, Fact.VOTER: voter})


@pytest.fixture
def upgraded(first_version: Engine, app: Flask) -> Iterator[Flask]:
    """The application of this version on a database that the first one filled."""
    schema.upgrade(first_version)
    with app.app_context(), scope.everything():
        yield app


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'assembly.db'}"
    return str(request.getfixturevalue("empty_postgres_url")())


@pytest.fixture
def first_version(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings.database_url)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        command.upgrade(schema._config(connection), "0001")
        _fill(connection)
    yield engine
    engine.dispose()


def _fill(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for name, row in FIRST_VERSION:
        connection.execute(tables.tables[name].insert(), row)
