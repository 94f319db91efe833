"""Storing a sheet of members in a worker: all or nothing, once, whoever cancels or dies meanwhile."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

import worker.members
from assembly import clock
from assembly.accounts.actor import Actor
from assembly.accounts.models import Purpose
from assembly.audit.models import AuditEntry
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.members import importer, runs
from assembly.members.kinds import ImportState
from assembly.members.models import Member, MemberImport
from tests.factories import accounts
from tests.factories.members import csv_bytes, make_member

ROWS = [{"name": f"Association {number}", "country": "ML"} for number in range(5)]


@pytest.fixture
def actor(context: Flask) -> Actor:
    with transaction():
        person_id = accounts.staff().id
    return Actor(person_id, 1, "Siriporn", "en", "UTC", Purpose.SIGN_IN, ())


@pytest.fixture
def run_id(actor: Actor, settings: Settings) -> int:
    """A sheet that was looked at and confirmed."""
    with transaction():
        run = runs.begin(actor, settings.instance, csv_bytes(*ROWS))
        sheet = runs.sheet_of(run, runs.raw_of(settings.instance, run))
        assert runs.confirm(run, importer.examine(sheet.rows).fingerprint)
        return run.id


def run_now(run_id: int) -> MemberImport:
    db.session.rollback()
    return db.session.get_one(MemberImport, run_id, populate_existing=True)


def members() -> int:
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_confirming_wakes_a_worker(run_id: int, wake_ups: list[object]) -> None:
    assert wake_ups == [(runs.TASK, (run_id,))]


def test_a_sheet_is_stored_once_and_audited_as_one_act(run_id: int, actor: Actor, settings: Settings) -> None:
    worker.members.import_members(run_id)
    worker.members.import_members(run_id)
    run = run_now(run_id)
    assert (run.state, run.done, run.total, run.mends) == (ImportState.DONE, 5, 5, {})
    assert members() == 5
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "members.imported")).one()
    assert (entry.actor_id, len(entry.details["added"])) == (actor.person_id, 5)
    assert list((settings.instance / "uploads").iterdir()) == []


def test_it_tells_how_far_it_is(run_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker.members, "STEP", 2)
    seen = []
    advance = runs.advance
    monkeypatch.setattr(runs, "advance", lambda run_id, done: seen.append(done) or advance(run_id, done))
    worker.members.import_members(run_id)
    assert seen == [2, 4]


@pytest.mark.parametrize("moment", ["checking", "storing"])
def test_cancelled_meanwhile_it_stores_nothing(
    run_id: int, actor: Actor, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancel() -> None:
        with transaction():
            assert runs.cancel(actor, db.session.get_one(MemberImport, run_id))

    if moment == "checking":
        monkeypatch.setattr(worker.members, "STEP", 2)
        advance = worker.members._advance
        monkeypatch.setattr(worker.members, "_advance", lambda run_id, done: (cancel(), advance(run_id, done))[1])
    else:
        known = worker.members.known_members
        monkeypatch.setattr(worker.members, "known_members", lambda: (cancel(), known())[1])
    worker.members.import_members(run_id)
    assert run_now(run_id).state is ImportState.CANCELLED
    assert members() == 0
    assert acts() == ["members.import_cancelled"]


def test_a_register_that_changed_is_not_touched(run_id: int) -> None:
    with transaction():
        make_member(name="Association 3")
    worker.members.import_members(run_id)
    run = run_now(run_id)
    assert (run.state, run.refusal, members()) == (ImportState.FAILED, "register_changed", 1)


def test_a_register_that_changes_while_rows_are_checked_is_not_touched(
    run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late() -> object:
        found = known()
        with transaction():
            make_member(name="Quicker")
        return found

    known = worker.members.known_members
    monkeypatch.setattr(worker.members, "known_members", late)
    worker.members.import_members(run_id)
    assert (run_now(run_id).state, members()) == (ImportState.FAILED, 1)


def test_a_sheet_with_errors_is_not_stored_whatever_was_pressed(actor: Actor, settings: Settings) -> None:
    with transaction():
        run = runs.begin(actor, settings.instance, csv_bytes(*ROWS, {"name": "Lost", "country": "Atlantis"}))
        sheet = runs.sheet_of(run, runs.raw_of(settings.instance, run))
        runs.confirm(run, importer.examine(sheet.rows).fingerprint)
        run_id = run.id
    worker.members.import_members(run_id)
    assert (run_now(run_id).state, members()) == (ImportState.FAILED, 0)


def test_a_fault_is_told_and_leaves_nothing(run_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(importer.contacts, "write", broken)
    worker.members.import_members(run_id)
    run = run_now(run_id)
    assert (run.state, run.refusal, members(), acts()) == (ImportState.FAILED, "fault", 0, [])


def test_the_sweep_finds_what_a_lost_wake_up_or_a_dead_worker_left(run_id: int) -> None:
    with transaction():
        assert runs.start(run_id)
    worker.members.import_waiting()
    assert run_now(run_id).state is ImportState.RUNNING
    with transaction():
        db.session.execute(update(MemberImport).values(touched_at=clock.now() - runs.LEASE - timedelta(seconds=1)))
    worker.members.import_waiting()
    assert (run_now(run_id).state, members()) == (ImportState.DONE, 5)


def test_old_sheets_go_when_a_new_one_comes(run_id: int, actor: Actor, settings: Settings) -> None:
    worker.members.import_members(run_id)
    with transaction():
        db.session.execute(update(MemberImport).values(touched_at=clock.now() - timedelta(days=2)))
        runs.begin(actor, settings.instance, csv_bytes(*ROWS))
    assert db.session.scalars(select(MemberImport.state)).all() == [ImportState.CHECKED]
