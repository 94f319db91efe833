"""Importing a sheet of members: upload, say what its headings mean, look at what it would do, have it stored."""

from http import HTTPStatus
from pathlib import Path

from flask import current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import paging
from assembly.accounts.permissions import Permission
from assembly.config import Settings
from assembly.database import transaction
from assembly.i18n import gettext as _
from assembly.members import importer, meanings, runs, uploads, wording
from assembly.members.dry_run import dry_run
from assembly.members.forms import ConfirmForm, SheetForm, chosen_columns, columns_form
from assembly.members.kinds import ImportState
from assembly.members.models import MemberImport
from assembly.members.sheet import RawSheet, columns_problem
from assembly.members.table import UnreadableSheetError
from assembly.members.views.staff import blueprint
from assembly.security import requires

SAMPLES = 3
"""Rows of which a heading's cells are shown."""


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def import_file() -> tuple[str, int] | Response:
    """Take a sheet, and keep it until it was looked at."""
    form = SheetForm()
    if form.validate_on_submit():
        try:
            with transaction():
                run = runs.begin(g.actor, instance(), form.file.data.read())
                headings = runs.raw_of(instance(), run).headings
                clear = not meanings.unknown(headings) and columns_problem(headings, run.columns) is None
                token = run.token
            return to("import_check" if clear else "import_columns", token)
        except UnreadableSheetError as error:
            form.file.errors = [str(error)]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("members/import.html", form=form, wording=wording), status


@blueprint.route("/import/<token>/columns", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def import_columns(token: str) -> tuple[str, int] | Response:
    """Ask what the headings mean, and remember it for the next sheet."""
    run = runs.run_of(g.actor, token)
    raw = runs.raw_of(instance(), run)
    form = columns_form(raw.headings, _samples(raw), run.columns)
    if form.validate_on_submit():
        columns = chosen_columns(form, raw.headings)
        if not form.errors:
            with transaction():
                runs.set_columns(runs.run_of(g.actor, token), raw.headings, columns)
            return to("import_check", token)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    unknown = meanings.unknown(raw.headings)
    return render_template("members/import_columns.html", form=form, token=token, raw=raw, unknown=unknown), status


@blueprint.get("/import/<token>")
@requires(Permission.MANAGE_MEMBERS)
def import_check(token: str) -> str | Response:
    """Show what each row of the sheet would do; nothing is stored yet."""
    run = runs.run_of(g.actor, token)
    if run.state not in runs.OPEN:
        return to("import_progress", token)
    raw = runs.raw_of(instance(), run)
    if columns_problem(raw.headings, run.columns) is not None:
        return to("import_columns", token)
    sheet = runs.sheet_of(run, raw)
    shown = dry_run(importer.examine(sheet.rows), request.args.get("show"), paging.asked())
    return render_template(
        "members/import_check.html",
        sheet=sheet,
        shown=shown,
        form=ConfirmForm(formdata=None, fingerprint=shown.outcome.fingerprint),
        left_out=sorted(int(line) for line, cells in run.mends.items() if cells is None),
        token=token,
        wording=wording,
    )


@blueprint.post("/import/<token>")
@requires(Permission.MANAGE_MEMBERS)
def import_confirm(token: str) -> Response:
    """Have the sheet stored, as it was shown."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return to("import_check", token)
    with transaction():
        runs.confirm(runs.run_of(g.actor, token), form.fingerprint.data)
    return to("import_progress", token)


@blueprint.get("/import/<token>/progress")
@requires(Permission.MANAGE_MEMBERS)
def import_progress(token: str) -> str | Response:
    """Show how far storing the sheet is; the part that changes alone, where the page asks for it."""
    run = runs.run_of(g.actor, token)
    if run.state is ImportState.CHECKED:
        return to("import_check", token)
    page = "_import_progress.html" if request.headers.get("X-Fragment") else "import_progress.html"
    return render_template(f"members/{page}", run=run, under_way=run.state in runs.UNDER_WAY, refusal=_refusal(run))


@blueprint.post("/import/<token>/cancel")
@requires(Permission.MANAGE_MEMBERS)
def import_cancel(token: str) -> Response:
    """Give the sheet up: nothing of it is stored."""
    with transaction():
        given_up = runs.cancel(g.actor, runs.run_of(g.actor, token))
    if not given_up:
        return to("import_progress", token)
    uploads.remove(instance(), g.actor.person_id, token)
    flash(_("The import was cancelled. Nothing was stored."))
    return redirect(url_for("members_staff.list"), HTTPStatus.SEE_OTHER)


def instance() -> Path:
    """Return the folder of the instance, in which uploads wait."""
    settings: Settings = current_app.extensions["settings"]
    return settings.instance


def to(page: str, token: str) -> Response:
    """Send the browser to another page of the same import."""
    return redirect(url_for(f"members_staff.{page}", token=token), HTTPStatus.SEE_OTHER)


def _samples(raw: RawSheet) -> list[str]:
    """Return what stands beneath each heading in the first rows."""
    return [
        ", ".join(
            cell.strip() for line in raw.lines[:SAMPLES] for cell in line.cells[place : place + 1] if cell.strip()
        )
        for place in range(len(raw.headings))
    ]


def _refusal(run: MemberImport) -> str | None:
    """Return why nothing was stored, None where that is not so."""
    if run.state is not ImportState.FAILED:
        return None
    if run.refusal == importer.RegisterChangedError.code:
        return str(importer.RegisterChangedError())
    return _("Something went wrong on our side. Nothing was stored; check the sheet again.")
