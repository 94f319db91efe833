"""What workers do for votes, and what the sweep finds when a wake-up was lost."""

import pytest
from flask import Flask
from sqlalchemy import select

import worker.voting
from assembly.config import Settings
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.voting import service
from assembly.voting.models import Secrecy, Vote
from assembly.voting.rules import VoteState
from tests.factories import voting as make
from tests.factories.voting import Scene


@pytest.fixture
def scene(context: Flask) -> Scene:
    with transaction():
        return make.assembly_of(5)


def state(vote_id: int) -> VoteState:
    db.session.rollback()
    return db.session.get_one(Vote, vote_id, populate_existing=True).state


def keyless_draft(scene: Scene) -> int:
    event = db.session.get_one(Event, scene.event_id)
    with transaction():
        return service.create_vote(None, event, make.draft(scene, secrecy=Secrecy.SEALED)).id


def test_the_key_is_made_once_and_noted(scene: Scene) -> None:
    vote_id = keyless_draft(scene)
    worker.voting.prepare_key(vote_id)
    key = db.session.get_one(Vote, vote_id, populate_existing=True).public_key
    assert key
    assert len(key) == 32
    worker.voting.prepare_key(vote_id)
    assert db.session.get_one(Vote, vote_id, populate_existing=True).public_key == key


def test_the_sweep_makes_keys_closes_counts_and_publishes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, due, closed = keyless_draft(scene), make.open_vote(scene), make.open_vote(scene)
    make.cast_all(due, scene, "YYN")
    make.close(closed, scene)
    still_open = make.open_vote(scene)
    monkeypatch.setattr("assembly.voting.due.overdue", lambda: [due, still_open])
    monkeypatch.setattr("assembly.voting.service.conduct.has_passed", lambda at, _now: at == deadline)
    deadline = db.session.get_one(Vote, due).closes_at
    worker.voting.sweep()
    db.session.rollback()
    assert db.session.get_one(Vote, draft).public_key
    assert state(due) is VoteState.PUBLISHED
    assert state(closed) is VoteState.PUBLISHED
    assert state(still_open) is VoteState.OPEN


def test_who_comes_to_vote_after_the_opening_is_mailed_once(scene: Scene) -> None:
    vote_id = make.open_vote(scene)
    make.cast(vote_id, scene.seats[1])
    with transaction():
        successor = make.replace_delegate(scene.seats[0])
        make.replace_delegate(scene.seats[1])  # their member has voted: nothing is left to them
    before = told(vote_id)
    for _ in range(2):
        worker.voting.sweep()
        db.session.rollback()
    assert told(vote_id) - before == {successor}
    assert service.with_new_holders() == []


def told(vote_id: int) -> set[int]:
    mails = select(Delivery.person_id).where(Delivery.kind == "vote-opened", Delivery.subject_id == vote_id)
    return set(db.session.scalars(mails))


def test_one_vote_that_cannot_be_counted_keeps_no_other_waiting(
    scene: Scene, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = make.open_vote(scene, secrecy=Secrecy.SEALED), make.open_vote(scene)
    make.cast_all(broken, scene, "YY")
    make.close(broken, scene)
    make.close(sound, scene)
    for key in settings.keys_dir.iterdir():
        key.unlink()
    told: list[int] = []
    monkeypatch.setattr(worker.voting.log, "exception", lambda _event, *, vote, **_more: told.append(vote))
    worker.voting.sweep()
    assert (state(broken), state(sound)) == (VoteState.CLOSED, VoteState.PUBLISHED)
    assert told == [broken]
