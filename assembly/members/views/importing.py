"""Importing a sheet of members: upload, look at what it would do, store it."""

from http import HTTPStatus

from flask import current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.i18n import ngettext
from assembly.members import importer, uploads, wording
from assembly.members.dry_run import dry_run
from assembly.members.forms import ConfirmForm, SheetForm
from assembly.members.sheet import Sheet, read_sheet
from assembly.members.table import UnreadableSheetError
from assembly.members.views.staff import blueprint
from assembly.security import requires
from assembly.web import number


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def import_file() -> tuple[str, int] | Response:
    """Take a sheet, and keep it until it was looked at."""
    form = SheetForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        try:
            read_sheet(content)
        except UnreadableSheetError as error:
            form.file.errors = [str(error)]
        else:
            token = uploads.keep(current_app.extensions["settings"].instance, g.actor.person_id, content)
            return redirect(url_for("members_staff.import_check", token=token), HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("members/import.html", form=form, wording=wording), status


@blueprint.get("/import/<token>")
@requires(Permission.MANAGE_MEMBERS)
def import_check(token: str) -> str:
    """Show what each row of the sheet would do; nothing is stored yet."""
    sheet = _sheet(token)
    shown = dry_run(importer.examine(sheet.rows), request.args.get("show"), request.args.get("page", 1, type=number))
    form = ConfirmForm(formdata=None, fingerprint=shown.outcome.fingerprint)
    return render_template(
        "members/import_check.html", sheet=sheet, shown=shown, form=form, token=token, wording=wording
    )


@blueprint.post("/import/<token>")
@requires(Permission.MANAGE_MEMBERS)
def import_confirm(token: str) -> Response:
    """Store the sheet, if it still does what was shown."""
    sheet, form = _sheet(token), ConfirmForm()
    check = redirect(url_for("members_staff.import_check", token=token), HTTPStatus.SEE_OTHER)
    if not form.validate_on_submit():
        return check
    try:
        with transaction():
            outcome = importer.store(g.actor, sheet.rows, confirmed=form.fingerprint.data)
    except importer.RegisterChangedError as error:
        flash(str(error), "warning")
        return check
    if not outcome.good:
        return check
    uploads.remove(current_app.extensions["settings"].instance, g.actor.person_id, token)
    flash(ngettext("%(num)d member was stored.", "%(num)d members were stored.", outcome.stored))
    return redirect(url_for("members_staff.list"), HTTPStatus.SEE_OTHER)


def _sheet(token: str) -> Sheet:
    return read_sheet(uploads.read(current_app.extensions["settings"].instance, g.actor.person_id, token))
