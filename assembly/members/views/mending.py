"""Mending the rows of a sheet that cannot be stored: here, one by one, or as a file."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import flash, g, render_template, request
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.exports import FileKind, download
from assembly.i18n import gettext as _
from assembly.members import importer, runs
from assembly.members.bad_rows import bad_rows
from assembly.members.fields import COLUMNS
from assembly.members.forms import row_form, show_problems
from assembly.members.models import MemberImport
from assembly.members.rules import Verdict, VerdictKind
from assembly.members.sheet import RawSheet
from assembly.members.views.importing import instance, to
from assembly.members.views.staff import blueprint
from assembly.security import requires


@blueprint.route("/import/<token>/rows/<int:line>", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def import_row(token: str, line: int) -> tuple[str, int] | Response:
    """Mend one row; it is judged with all the others."""
    run = _open_run(token)
    raw = runs.raw_of(instance(), run)
    verdict = _judged(run, raw, line)
    asked = [problem.column for problem in verdict.problems]
    form = row_form([*run.columns, *asked, *request.form], verdict.reading.cells)
    if form.validate_on_submit():
        cells = {column: form[column].data or "" for column in COLUMNS if column in form}
        verdict = _judged(run, raw, line, cells)
        if verdict.kind is not VerdictKind.ERROR:
            return _keep(token, line, cells, _("Line %(line)d is mended.", line=line))
    show_problems(form, verdict.problems)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
    return render_template("members/import_row.html", form=form, token=token, line=line), status


@blueprint.post("/import/<token>/rows/<int:line>/leave-out")
@requires(Permission.MANAGE_MEMBERS)
def import_leave_out(token: str, line: int) -> Response:
    """Store the sheet without this row."""
    run = _open_run(token)
    _judged(run, runs.raw_of(instance(), run), line)
    return _keep(token, line, None, _("Line %(line)d is left out.", line=line))


@blueprint.get("/import/<token>/errors.<kind>")
@requires(Permission.MANAGE_MEMBERS)
def import_errors(token: str, kind: str) -> Response:
    """Give the rows that cannot be stored as a sheet, with what is wrong."""
    if kind not in list(FileKind):
        raise NotFoundError
    run = _open_run(token)
    raw = runs.raw_of(instance(), run)
    verdicts = importer.examine(runs.sheet_of(run, raw).rows).verdicts
    return download(bad_rows(raw, run.columns, verdicts), FileKind(kind))


def _open_run(token: str) -> MemberImport:
    """Return a sheet that can still be mended."""
    run = runs.run_of(g.actor, token)
    if run.state not in runs.OPEN:
        raise NotFoundError
    return run


def _judged(run: MemberImport, raw: RawSheet, line: int, cells: Mapping[str, str] | None = None) -> Verdict:
    """Return what a row does, or would do if it had these cells; one that is left out counts as it came."""
    mends = {key: mend for key, mend in run.mends.items() if key != str(line) or mend is not None}
    if cells is not None:
        mends[str(line)] = dict(cells)
    verdicts = importer.examine(runs.sheet_of(run, raw, mends).rows).verdicts
    found = next((verdict for verdict in verdicts if verdict.reading.line == line), None)
    if found is None:
        raise NotFoundError
    return found


def _keep(token: str, line: int, cells: Mapping[str, str] | None, said: str) -> Response:
    with transaction():
        runs.mend(runs.run_of(g.actor, token), line, cells)
    flash(said)
    return to("import_check", token)
