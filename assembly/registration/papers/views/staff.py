"""The secretariat's papers: badges of many at once, and what was made for one person."""

from http import HTTPStatus

from flask import Response as FlaskResponse
from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock, pdf
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.names import day_name
from assembly.registration.models import Registration
from assembly.registration.papers import badges, queries, rules, service, visa, wording
from assembly.registration.papers.forms import BadgesForm, LetterForm
from assembly.registration.papers.rules import PaperKind
from assembly.registration.papers.views.files import as_file
from assembly.registration.papers.visa import LetterRefusedError
from assembly.registration.rules import RegistrationState
from assembly.registration.wording import registration_status
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("papers_staff", __name__, "/secretariat/events/<event_slug>/papers")


@blueprint.get("")
@requires(Permission.MANAGE_REGISTRATION)
def overview(event_slug: str) -> str:
    """Say how many badges there are and would be made, and who needs a visa letter."""
    event = events.event_by_slug(event_slug)
    counts = queries.badge_counts(event.id)
    return render_template(
        "registration/papers/overview.html",
        event=event,
        form=BadgesForm(),
        counts=counts,
        accepted=sum(one.accepted for one in counts),
        made=sum(one.made for one in counts),
        travellers=[] if event.online else queries.travellers(event),
        day_name=day_name,
    )


@blueprint.post("/badges")
@requires(Permission.MANAGE_REGISTRATION)
def make_badges(event_slug: str) -> Response:
    """Give a code to each badge that is still missing; the sheets are then downloaded as often as needed."""
    event, form = events.event_by_slug(event_slug), BadgesForm()
    if not form.validate_on_submit():
        raise NotFoundError
    with transaction():
        made = service.issue_badges(g.actor, event, form.chosen(), now=clock.now())
    flash(ngettext("%(num)d new badge is made.", "%(num)d new badges are made.", made))
    return redirect(url_for("papers_staff.overview", event_slug=event.slug), HTTPStatus.SEE_OTHER)


@blueprint.get("/badges.pdf")
@requires(Permission.MANAGE_REGISTRATION)
def badge_sheets(event_slug: str) -> FlaskResponse:
    """Give the badges of all, or of one role, to be printed."""
    event = events.event_by_slug(event_slug)
    role = request.args.get("role", "")
    if role and role not in set(ParticipantRole):
        raise NotFoundError
    found = queries.badges(event.id, ParticipantRole(role) if role else None)
    if not found:
        raise NotFoundError
    name = f"badges-{event.slug}-{role}" if role else f"badges-{event.slug}"
    return pdf.download(badges.sheets(event, found, made_at=clock.now()), name)


@blueprint.get("/people/<int:registration_id>")
@requires(Permission.MANAGE_REGISTRATION)
def person(event_slug: str, registration_id: int) -> str:
    """Show the papers of one person, and what can be made."""
    event = events.event_by_slug(event_slug)
    registration = queries.person_at(event.id, registration_id)
    return render_template(
        "registration/papers/person.html",
        event=event,
        registration=registration,
        papers=queries.papers_of(registration),
        accepted=registration.state is RegistrationState.ACCEPTED,
        badge=queries.live_paper(registration, PaperKind.BADGE),
        refusal=visa.refusal_of(registration),
        form=LetterForm(),
        kind_name=wording.kind_name,
        shown_code=rules.shown_code,
        day_name=day_name,
        status_of=registration_status,
    )


@blueprint.post("/people/<int:registration_id>/badge")
@requires(Permission.MANAGE_REGISTRATION)
def make_badge(event_slug: str, registration_id: int) -> Response:
    """Make a badge for one person."""
    event = events.event_by_slug(event_slug)
    registration = queries.person_at(event.id, registration_id)
    with transaction():
        service.issue_badge(g.actor, registration, now=clock.now())
    return _to_person(event, registration)


@blueprint.post("/people/<int:registration_id>/letter")
@requires(Permission.MANAGE_REGISTRATION)
def make_letter(event_slug: str, registration_id: int) -> Response:
    """Write a visa letter for one person."""
    event, form = events.event_by_slug(event_slug), LetterForm()
    registration = queries.person_at(event.id, registration_id)
    if not form.validate_on_submit():
        raise NotFoundError
    try:
        with transaction():
            service.issue_letter(g.actor, registration, form.language.data, now=clock.now())
    except LetterRefusedError as error:
        flash(str(error), "error")
    return _to_person(event, registration)


@blueprint.post("/<int:paper_id>/withdraw")
@requires(Permission.MANAGE_REGISTRATION)
def withdraw(event_slug: str, paper_id: int) -> Response:
    """Take a paper back."""
    event = events.event_by_slug(event_slug)
    found = queries.paper_at(event.id, paper_id)
    with transaction():
        service.withdraw(g.actor, found, now=clock.now())
    flash(_("It is taken back: whoever verifies its code is told that it does not count."))
    return _to_person(event, found.registration)


@blueprint.get("/<int:paper_id>.pdf")
@requires(Permission.MANAGE_REGISTRATION)
def download(event_slug: str, paper_id: int) -> FlaskResponse:
    """Give one paper, as long as it is valid."""
    event = events.event_by_slug(event_slug)
    return as_file(event, queries.paper_at(event.id, paper_id))


def _to_person(event: Event, registration: Registration) -> Response:
    address = url_for("papers_staff.person", event_slug=event.slug, registration_id=registration.id)
    return redirect(address, HTTPStatus.SEE_OTHER)
