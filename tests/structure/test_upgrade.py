"""A federation that began with the first version keeps all that it had when it installs a newer one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, create_engine, select, update
from sqlalchemy.exc import DatabaseError

from assembly import schema, scope
from assembly.agenda import queries as agenda
from assembly.agenda.models import Sitting
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.notices import audience
from assembly.notices.kinds import YES, Fact
from assembly.notices.models import Notice
from assembly.registration.models import Registration
from assembly.registration.questions.models import Answer
from assembly.tally.canonical import canonical_hash, canonical_json, read_json
from assembly.tally.result import MotionResult
from assembly.voting import keys, queries, service
from assembly.voting.models import PlainVotes, RollCallBallot, Vote
from assembly.voting.rules import VoteKind, VoteState

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
RULES = {
    "threshold": {"kind": "more_than", "fraction": "1/2"}, "basis": "for_and_against", "quorum": None, "unit": "heads",
    "casting_vote": False,
}  # fmt: skip


def _frozen(vote_id: int) -> str:
    """Return what the first version froze of a motion: it knew no kinds, and no regions."""
    return canonical_json({
        "format": 1, "kind": "motion", "vote": vote_id, "event": "assembly", "languages": ["en", "ru"],
        "accepted_gaps": [], "question": TITLE, "background": {}, "options": ["yes", "no", "abstain"],
        "secrecy": "roll-call", "public_key": None, "rules": RULES, "article": TITLE,
        "roll": [{"member": code, "name": "Centre", "weight": 1} for code in ("ML-1", "SN-1")],
    })  # fmt: skip


def _vote(vote_id: int, state: str) -> dict[str, Any]:
    return {
        "event_id": 1, "rule_profile_id": 1, "question": TITLE, "background": {}, "edited": {},
        "secrecy": "roll-call", "state": state, "accepted_gaps": [], "publish_at_once": True,
        "closes_at": DAY + timedelta(days=365_000), "opened_at": DAY, "frozen": _frozen(vote_id),
        "hash": canonical_hash(read_json(_frozen(vote_id))), "represented_at_opening": 2, "created_at": DAY,
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
    ("member", {
        "code": "SN-1", "name": "Maison", "name_key": "maison", "kind": "organisation", "country": "SN",
        "region": "sub-saharan-africa", "status": "full", "weight": 1, "language": "fr", "listed": True,
        "website_shown": False, "created_at": DAY,
    }),
    ("rule_profile", {"name": TITLE, "article": TITLE, "rules": RULES}),
    ("vote", _vote(1, "open")),
    ("voting_right", {"vote_id": 1, "member_id": 1, "weight": 1}),
    ("voting_right", {"vote_id": 1, "member_id": 2, "weight": 1}),
    ("vote_cast", {"right_id": 1, "vote_id": 1, "person_id": 1, "cast_id": "1" * 32, "receipt": "AAAA"}),
    ("vote_cast", {"right_id": 2, "vote_id": 1, "person_id": 1, "cast_id": "2" * 32, "receipt": "BBBB"}),
    ("roll_call_ballot", {"right_id": 1, "vote_id": 1, "choice": "yes"}),
    ("roll_call_ballot", {"right_id": 2, "vote_id": 1, "choice": "no"}),
    ("vote", _vote(2, "counted")),
    ("plain_ballot", {"vote_id": 2, "position": 1, "choice": "abstain", "weight": 1}),
    ("plain_ballot", {"vote_id": 2, "position": 2, "choice": "yes", "weight": 1}),
    ("plain_ballot", {"vote_id": 2, "position": 3, "choice": "yes", "weight": 2}),
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


def test_ballots_of_the_first_version_say_what_they_said_and_are_counted(upgraded: Flask) -> None:
    vote = db.session.get_one(Vote, 1)
    assert (vote.kind, vote.state, vote.revoting, vote.options) == (VoteKind.MOTION, VoteState.OPEN, False, [])
    with transaction():
        service.close(None, 1)
    opened = service.open_ballots(1, keys.private_key)
    assert opened
    with transaction():
        assert service.store_count(opened)
    vote = db.session.get_one(Vote, 1, populate_existing=True)
    counted = queries.result_of(vote)
    assert isinstance(counted, MotionResult)
    assert (counted.yes, counted.no, counted.abstain, vote.state) == (1, 1, 0, VoteState.PUBLISHED)
    assert [choice for _member, choice in queries.roll_call(vote)] == ["Y", "N"]
    plain = select(PlainVotes.vote_id, PlainVotes.choice, PlainVotes.votes).order_by(
        PlainVotes.vote_id, PlainVotes.choice
    )
    assert [tuple(row) for row in db.session.execute(plain)] == [(1, "N", 1), (1, "Y", 1), (2, "A", 1), (2, "Y", 3)]
    with pytest.raises(DatabaseError), transaction() as session:
        session.execute(update(RollCallBallot).values(choice="A"))


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
