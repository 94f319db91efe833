"""Where the secretariat sets the federation and its events up."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events import colour, copying, queries, service
from assembly.events.copy_forms import CopyForm
from assembly.events.forms import EventForm, FederationForm, RegistrationForm
from assembly.forms import Form
from assembly.i18n import LANGUAGES
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.texts import TextState, states_of
from assembly.web import localized_blueprint

blueprint = localized_blueprint("events_staff", __name__, "/secretariat")


@blueprint.route("/federation", methods=["GET", "POST"])
@requires(Permission.MANAGE_FEDERATION)
def federation() -> tuple[str, int] | Response:
    """Show and change the federation: who are we, how do we look, whom does one call."""
    found = queries.find_federation()
    form = FederationForm()
    form.prepare(found, clock.now())
    if form.validate_on_submit():
        with transaction():
            service.set_federation(g.actor, form.draft())
            if form.logo.data:
                service.set_logo(g.actor, form.logo.data.read())
            elif form.remove_logo.data:
                service.set_logo(g.actor, None)
        flash(_("Your changes are saved."))
        return redirect(url_for("events_staff.federation"), HTTPStatus.SEE_OTHER)
    chosen = found.accent if found else colour.DEFAULT
    return render_template("events/federation.html", form=form, chosen=chosen, shown=colour.shown(chosen)), _status(
        form
    )


@blueprint.route("/events/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def new() -> tuple[str, int] | Response:
    """Make an event: what, when and where; registration is the second step."""
    now, home = clock.now(), queries.find_federation()
    form = EventForm()
    form.prepare(None, home.languages if home else list(LANGUAGES), home.zone if home else g.actor.zone, now)
    if form.validate_on_submit() and form.accepts(draft := form.draft(None, now)):
        with transaction():
            slug = service.create_event(g.actor, draft).slug
        return redirect(url_for("events_staff.registration", event_slug=slug, step=2), HTTPStatus.SEE_OTHER)
    former = [] if form.is_submitted() else queries.all_events()[::-1]
    return render_template("events/event_form.html", form=form, event=None, former=former), _status(form)


@blueprint.route("/events/new/copy", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def copy() -> tuple[str, int] | Response:
    """Make an event from a former one; what is copied and to when is shown before."""
    now, former = clock.now(), queries.event_by_slug(request.args.get("former", ""))
    form, preview = CopyForm(), []
    form.prepare(None, former.languages, former.zone, now)
    form.fill_from(former, now)
    if form.validate_on_submit() and form.accepts(draft := form.copy_draft(former, now)):
        preview = copying.preview(copying.copying_of(former, draft, now))
        if form.was_seen(draft, preview) and "again" not in request.form:
            with transaction():
                slug = copying.copy_event(g.actor, former, draft, now).slug
            return redirect(url_for("events_staff.registration", event_slug=slug, step=2), HTTPStatus.SEE_OTHER)
    page = render_template("events/copy.html", form=form, former=former, preview=preview, zone=form.zone.data)
    return page, _status(form)


@blueprint.get("/events/<event_slug>/setup")
@requires(Permission.MANAGE_EVENTS)
def setup(event_slug: str) -> str:
    """Show whether the event is complete."""
    event = queries.event_by_slug(event_slug)
    states = states_of(event, service.TEXTS, event.languages, event.source_language)
    strip = [
        {"lang": code, "name": LANGUAGES[code], "state": state.value, "readers": None, "url": None}
        for code, state in states.items()
    ]
    gaps = sum(state is not TextState.COMPLETE for state in states.values())
    return render_template(
        "events/setup.html",
        event=event,
        strip=strip,
        gaps=gaps,
        seats={quota.role: quota.seats for quota in event.quotas},
        names=LANGUAGES,
    )


@blueprint.route("/events/<event_slug>/setup/event", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def change(event_slug: str) -> tuple[str, int] | Response:
    """Change what, when and where."""
    now, event = clock.now(), queries.event_by_slug(event_slug)
    form = EventForm()
    form.prepare(event, event.languages, event.zone, now)
    if form.validate_on_submit() and form.accepts(draft := form.draft(service.draft_of(event), now)):
        with transaction():
            service.change_event(g.actor, event, draft)
        return _saved(event_slug)
    return render_template("events/event_form.html", form=form, event=event), _status(form)


@blueprint.route("/events/<event_slug>/setup/registration", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def registration(event_slug: str) -> tuple[str, int] | Response:
    """Say when registration is open and how many seats each member has."""
    event = queries.event_by_slug(event_slug)
    form = RegistrationForm()
    form.prepare(event)
    if form.validate_on_submit() and form.accepts(draft := form.draft(service.draft_of(event))):
        with transaction():
            service.change_event(g.actor, event, draft)
        return _saved(event_slug)
    second_step = request.args.get("step") == "2"
    page = render_template("events/registration_form.html", form=form, event=event, second_step=second_step)
    return page, _status(form)


def _saved(event_slug: str) -> Response:
    flash(_("Your changes are saved."))
    return redirect(url_for("events_staff.setup", event_slug=event_slug), HTTPStatus.SEE_OTHER)


def _status(form: Form) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
