"""The secretariat's register of members."""

from datetime import date
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock, paging
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.exports import FileKind, download
from assembly.forms import Form
from assembly.i18n import gettext as _
from assembly.mail.bounces import addresses
from assembly.members import history, queries, service, wording
from assembly.members.export import export_table
from assembly.members.forms import FILTERS, MemberForm, filter_choices, filter_of, show_problems
from assembly.members.register import known_members
from assembly.members.rules import Known
from assembly.members.years import years_of
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("members_staff", __name__, "/secretariat/members")


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_MEMBERS)
def list_() -> str:
    """List the members that are searched for."""
    wanted = filter_of(request.args)
    return render_template(
        "members/list.html",
        found=queries.members_page(wanted, paging.asked()),
        wanted=wanted,
        arguments={key: value for key, value in request.args.items() if key in FILTERS and value},
        choices=filter_choices(),
        kinds=list(FileKind),
        wording=wording,
    )


@blueprint.get("/export.<kind>")
@requires(Permission.MANAGE_MEMBERS)
def export(kind: str) -> Response:
    """Give the members that are searched for as a sheet, which the import reads back."""
    if kind not in list(FileKind):
        raise NotFoundError
    return download(export_table(filter_of(request.args)), FileKind(kind))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def new() -> tuple[str, int] | Response:
    """Add a member."""
    return _member_form(None)


@blueprint.get("/<code>")
@requires(Permission.MANAGE_MEMBERS)
def show(code: str) -> str:
    """Show what is known of a member, and whom to write to."""
    member = queries.member_by_code(code)
    return render_template(
        "members/show.html",
        member=member,
        contacts=(contacts := queries.contacts_of(member.id)),
        returned=addresses.returned([contact.person_id for contact in contacts]),
        years=years_of(member),
        acts=history.by_act(history.of_member(member.id)),
        wording=wording,
    )


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def edit(code: str) -> tuple[str, int] | Response:
    """Change a member and its contacts."""
    return _member_form(known_members([queries.member_by_code(code).id])[0])


def _member_form(known: Known | None) -> tuple[str, int] | Response:
    form = MemberForm()
    form.prepare(known, clock.now())
    if form.validate_on_submit():
        with transaction():
            verdict, code = service.save_member(g.actor, form.cells(known.code if known else None))
        show_problems(form, verdict.problems)
        if code is not None:
            flash(_("Your changes are saved."))
            return redirect(url_for("members_staff.show", code=code), HTTPStatus.SEE_OTHER)
    returned = _returned(known.id) if known else {}
    return render_template(
        "members/member_form.html", form=form, known=known, returned=returned, wording=wording
    ), _status(form)


def _returned(member_id: int) -> dict[int, date]:
    """Return on which day mail to a contact came back, by the place of the contact."""
    contacts = queries.contacts_of(member_id)
    found = addresses.returned([contact.person_id for contact in contacts])
    return {contact.position: found[contact.person_id].date() for contact in contacts if contact.person_id in found}


def _status(form: Form) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
