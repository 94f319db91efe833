"""Bringing a sheet in, from the upload until it is stored or given up: what each step leaves in `member_import`.

Whoever moves a run on says from where: of two who press at once, one finds that it is not there any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.audit import service as audit
from assembly.database import rows_touched
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.members import importer, meanings, uploads
from assembly.members.kinds import ImportState
from assembly.members.models import MemberImport
from assembly.members.register import known_members
from assembly.members.rules import Known
from assembly.members.sheet import RawSheet, Sheet, SheetRow, mapped, measured, read_measured
from assembly.queue import enqueue

TASK: Final = "members.import"
LEASE: Final = timedelta(seconds=60)
"""How long a worker may be silent before another takes its run over."""
OPEN: Final = (ImportState.CHECKED, ImportState.FAILED)
"""States in which a sheet can be looked at, mended and confirmed."""
UNDER_WAY: Final = (ImportState.WAITING, ImportState.RUNNING)


def begin(actor: Actor, instance: Path, content: bytes) -> MemberImport:
    """Keep a sheet that was uploaded. Raise `UnreadableSheetError`."""
    content, now = measured(content), clock.now()
    raw = read_measured(content)
    old = now - timedelta(seconds=uploads.LIFETIME)
    db.session.execute(delete(MemberImport).where(MemberImport.touched_at < old, MemberImport.state.not_in(UNDER_WAY)))
    run = MemberImport(
        token=uploads.keep(instance, actor.person_id, content),
        person_id=actor.person_id,
        columns=meanings.columns_of(raw.headings),
        total=len(raw.lines),
        created_at=now,
        touched_at=now,
    )
    db.session.add(run)
    db.session.flush()
    return run


def run_of(actor: Actor, token: str) -> MemberImport:
    """Return a sheet that this person brought; raise `NotFoundError`."""
    statement = select(MemberImport).where(MemberImport.token == token, MemberImport.person_id == actor.person_id)
    run = db.session.scalar(statement)
    if run is None:
        raise NotFoundError
    return run


def raw_of(instance: Path, run: MemberImport) -> RawSheet:
    """Return the file as it was uploaded; raise `NotFoundError` where it is gone."""
    return read_measured(uploads.read(instance, run.person_id, run.token))


def sheet_of(run: MemberImport, raw: RawSheet, mends: Mapping[str, Any] | None = None) -> Sheet:
    """Return the sheet as it shall be stored: its columns as they were said to be, its rows as they were mended."""
    sheet, mends = mapped(raw, run.columns), run.mends if mends is None else mends
    rows = tuple(_mended(row, mends) for row in sheet.rows if mends.get(str(row.line), {}) is not None)
    return replace(sheet, rows=rows)


def set_columns(run: MemberImport, headings: Sequence[str], columns: Sequence[str]) -> None:
    """Say what the headings mean, in this sheet and the next ones."""
    run.columns = list(columns)
    run.touched_at = clock.now()
    meanings.remember(headings, columns)


def mend(run: MemberImport, line: int, cells: Mapping[str, str] | None) -> None:
    """Replace a row of the sheet; None leaves it out."""
    run.mends = {**run.mends, str(line): None if cells is None else dict(cells)}
    run.touched_at = clock.now()


def confirm(run: MemberImport, fingerprint: str) -> bool:
    """Have the sheet stored as it was shown; False where that is under way or done already."""
    values = {"fingerprint": fingerprint, "refusal": None, "done": 0}
    if not _move(run.id, MemberImport.state.in_(OPEN), ImportState.WAITING, **values):
        return False
    enqueue(TASK, run.id)
    return True


def cancel(actor: Actor, run: MemberImport) -> bool:
    """Give a sheet up; nothing of it is stored. False where it is stored already."""
    given_up = _move(run.id, MemberImport.state.in_((*OPEN, *UNDER_WAY)), ImportState.CANCELLED, mends={})
    if given_up:
        audit.record(actor.person_id, "members.import_cancelled", "member_import", run.id)
    return given_up


def waiting() -> Sequence[int]:
    """Return the runs that no worker is at."""
    return db.session.scalars(select(MemberImport.id).where(_free(clock.now())).order_by(MemberImport.id)).all()


def start(run_id: int) -> MemberImport | None:
    """Take a run that no worker is at; None where there is nothing to do."""
    now = clock.now()
    if not _move(run_id, _free(now), ImportState.RUNNING, done=0):
        return None
    return db.session.get_one(MemberImport, run_id, populate_existing=True)


def advance(run_id: int, done: int) -> bool:
    """Say how many rows are checked; False where the run was given up meanwhile."""
    return _move(run_id, MemberImport.state == ImportState.RUNNING, ImportState.RUNNING, done=done)


def finish(run: MemberImport, register: Sequence[Known], outcome: importer.Outcome) -> None:
    """Store what was checked against a register, unless the run was given up.

    Raise `RegisterChangedError` where the register, or what storing would do, is not as it was.
    """
    confirmed, person_id = run.fingerprint, run.person_id
    if not _move(run.id, MemberImport.state == ImportState.RUNNING, ImportState.DONE, done=run.total, mends={}):
        return
    if outcome.fingerprint != confirmed or not outcome.good or known_members() != register:
        raise importer.RegisterChangedError
    importer.keep(person_id, outcome)


def fail(run_id: int, refusal: str) -> None:
    """Say why nothing was stored."""
    _move(run_id, MemberImport.state == ImportState.RUNNING, ImportState.FAILED, refusal=refusal)


def _free(now: datetime) -> ColumnElement[bool]:
    silent = and_(MemberImport.state == ImportState.RUNNING, MemberImport.touched_at < now - LEASE)
    return or_(MemberImport.state == ImportState.WAITING, silent)


def _move(run_id: int, where: ColumnElement[bool], state: ImportState, **values: Any) -> bool:
    statement = update(MemberImport).where(MemberImport.id == run_id, where)
    moved = db.session.execute(statement.values(state=state, touched_at=clock.now(), **values))
    db.session.expire_all()
    return bool(rows_touched(moved))


def _mended(row: SheetRow, mends: Mapping[str, Any]) -> SheetRow:
    cells = mends.get(str(row.line))
    return row if cells is None else SheetRow(row.line, {**row.cells, **cells})
