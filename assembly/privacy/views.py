"""Personal data: who asked to be erased, what an erasure does, what is kept for how long."""

from http import HTTPStatus

from flask import current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.models import Person
from assembly.accounts.permissions import Permission
from assembly.accounts.queries import person_of
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.i18n import gettext as _
from assembly.names import day_name
from assembly.privacy import asking, erasing, register, retention, wording
from assembly.privacy.declared import KEPT
from assembly.privacy.erasing import Places
from assembly.privacy.forms import EraseForm
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("privacy_staff", __name__, "/secretariat/personal-data")
BLUEPRINTS = (blueprint,)
Page = str | tuple[str, int] | Response


@blueprint.get("")
@requires(Permission.MANAGE_MEMBERS)
def overview() -> str:
    """Who asked to be erased? And whom else is it about?"""
    search = request.args.get("q", "")
    return render_template(
        "privacy/overview.html",
        waiting=asking.waiting(),
        done=asking.done(),
        search=search,
        found=asking.found(search),
        day_name=day_name,
    )


@blueprint.route("/people/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_FEDERATION)
def erase(person_id: int) -> Page:
    """Show what erasing somebody does, and do it once their name is typed."""
    person, now, form = person_of(person_id), clock.now(), EraseForm()
    form.prepare(person.name)
    if form.validate_on_submit():
        try:
            with transaction():
                places = Places.of(current_app.extensions["settings"])
                erasing.erase(g.actor.person_id, person_of(person_id), places, now=now)
        except DomainError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The person is erased."))
            return redirect(url_for("privacy_staff.overview"), HTTPStatus.SEE_OTHER)
    page = _preview(person_of(person_id), form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _preview(person: Person, form: EraseForm) -> str:
    return render_template(
        "privacy/erase.html",
        form=form,
        person=person,
        plan=erasing.plan(person, clock.now()),
        asked=asking.waiting_for(person.id),
        name_of=wording.group_name,
        kept_because=KEPT,
        blocks=wording.BLOCKS,
        day_name=day_name,
    )


@blueprint.get("/retention")
@requires(Permission.MANAGE_MEMBERS)
def due() -> str:
    """What is due to be removed, and when?"""
    now = clock.now()
    following = retention.next_run(now)
    return render_template(
        "privacy/retention.html",
        lines=retention.preview(now),
        last=retention.last_run(),
        next=following,
        soon=following <= now,
        ahead=retention.AHEAD.days,
    )


@blueprint.get("/register")
@requires(Permission.MANAGE_MEMBERS)
def processing() -> str:
    """Which personal data do we hold, what for, how long, and who sees them?"""
    return render_template("privacy/register.html", groups=register.groups())
