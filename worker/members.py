"""Storing a sheet of members. A run may be cancelled or killed anywhere: it is stored as a whole or not at all."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from celery import shared_task
from flask import current_app

from assembly import scope
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.members import importer, runs, uploads
from assembly.members.models import MemberImport
from assembly.members.register import known_members
from assembly.members.rules import Verdict

log = structlog.get_logger()
STEP = 1000
"""Rows between two looks at whether somebody gave the run up."""


@shared_task(name=runs.TASK)
def import_members(run_id: int) -> None:
    """Check a confirmed sheet row by row, telling how far it is, then store it in one transaction."""
    with scope.everything():
        with transaction():
            begun = runs.start(run_id) is not None
        if begun:
            with _nothing_thrown_away(), _told_if_it_fails(run_id):
                _store(run_id)


@shared_task(name="members.import_waiting")
def import_waiting() -> None:
    """Store the sheets whose wake-up was lost, or whose worker was."""
    with scope.everything():
        found = runs.waiting()
        db.session.rollback()
    for run_id in found:
        import_members(run_id)


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Rows are many, and none is garbage before the end: looking for it would take a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _told_if_it_fails(run_id: int) -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        _fail(run_id, error.code)
    except Exception:
        log.exception("import_failed", run=run_id)
        _fail(run_id, "fault")


def _store(run_id: int) -> None:
    instance = current_app.extensions["settings"].instance
    run = db.session.get_one(MemberImport, run_id)
    sheet, register = runs.sheet_of(run, runs.raw_of(instance, run)), known_members()
    verdicts = _judge(run_id, importer.judged(sheet.rows, register))
    if verdicts is None:
        return
    with transaction():
        run = db.session.get_one(MemberImport, run_id)
        person_id, token = run.person_id, run.token
        runs.finish(run, register, importer.Outcome(verdicts))
    uploads.remove(instance, person_id, token)


def _judge(run_id: int, judged: Iterator[Verdict]) -> tuple[Verdict, ...] | None:
    """Return what is to be said of every row, telling how far it is; None where the run was given up."""
    verdicts = []
    for verdict in judged:
        verdicts.append(verdict)
        if len(verdicts) % STEP == 0 and not _advance(run_id, len(verdicts)):
            return None
    return tuple(verdicts)


def _advance(run_id: int, done: int) -> bool:
    with transaction():
        return runs.advance(run_id, done)


def _fail(run_id: int, refusal: str) -> None:
    with transaction():
        runs.fail(run_id, refusal)
