"""Members to call, for the secretariat; and asking next contacts before their time."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock, timezones
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.exports import FileKind, download
from assembly.i18n import gettext as _
from assembly.members.models import Member
from assembly.registration import queries as registration
from assembly.registration.escalation import calls, next_views, presentation, queries, wording
from assembly.registration.escalation.calls import SomebodyElseCallsError
from assembly.registration.escalation.forms import CallForm, PhoneForm
from assembly.registration.escalation.queries import MemberStanding
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("escalation_staff", __name__, "/secretariat/events/<event_slug>/calls")
BLUEPRINTS = (blueprint, next_views.blueprint)


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_REGISTRATION)
def list_(event_slug: str) -> str:
    """Members to call: whom, and is it day there?"""
    event, now = events.event_by_slug(event_slug), clock.now()
    found = queries.to_call(event, now)
    return render_template(
        "registration/escalation/calls.html",
        event=event,
        rows=presentation.rows_of(found, now),
        kinds=list(FileKind),
        lines_of=presentation.lines_of,
        wording=wording,
    )


@blueprint.get("/export.<kind>")
@requires(Permission.MANAGE_REGISTRATION)
def export(event_slug: str, kind: str) -> Response:
    """Give the list as a sheet."""
    if kind not in list(FileKind):
        raise NotFoundError
    event, now = events.event_by_slug(event_slug), clock.now()
    rows = presentation.rows_of(queries.to_call(event, now), now)
    return download(presentation.sheet(event, rows), FileKind(kind))


@blueprint.route("/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def call(event_slug: str, code: str) -> Response | tuple[str, int]:
    """One member to call: its numbers, what happened, and what came of the call."""
    event, standing = _standing(event_slug, code)
    form = _call_form(event, standing)
    if form.validate_on_submit():
        try:
            with transaction():
                calls.note(g.actor.person_id, event, standing.member, form.said(), now=clock.now())
        except SomebodyElseCallsError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The call is noted."))
            return redirect(url_for(".list", event_slug=event.slug), HTTPStatus.SEE_OTHER)
    return _page(event, standing, form, {})


@blueprint.post("/<code>/begin")
@requires(Permission.MANAGE_REGISTRATION)
def begin(event_slug: str, code: str) -> Response:
    """Say that one is calling, so that nobody else does."""
    event, standing = _standing(event_slug, code)
    try:
        with transaction():
            calls.begin(g.actor.person_id, event, standing.member, now=clock.now())
    except SomebodyElseCallsError as error:
        flash(str(error), "warning")
    return _to_call(event, standing.member)


@blueprint.post("/<code>/put-back")
@requires(Permission.MANAGE_REGISTRATION)
def put_back(event_slug: str, code: str) -> Response:
    """Say that one is not calling after all."""
    event, standing = _standing(event_slug, code)
    with transaction():
        calls.put_back(g.actor.person_id, event, standing.member)
    return redirect(url_for(".list", event_slug=event.slug), HTTPStatus.SEE_OTHER)


@blueprint.post("/<code>/telephone/<int:person_id>")
@requires(Permission.MANAGE_REGISTRATION)
def telephone(event_slug: str, code: str, person_id: int) -> Response | tuple[str, int]:
    """Correct the number of a contact."""
    event, standing = _standing(event_slug, code)
    contact = standing.contact(person_id)
    if contact is None:
        raise NotFoundError
    form = PhoneForm(prefix=f"p{person_id}")
    if not form.validate_on_submit():
        return _page(event, standing, _call_form(event, standing, typed=False), {person_id: form})
    with transaction():
        calls.set_telephone(g.actor.person_id, standing.member, contact, (form.phone.data or "").strip())
    flash(_("Your changes are saved."))
    return _to_call(event, standing.member)


def _standing(event_slug: str, code: str) -> tuple[Event, MemberStanding]:
    """Return how it stands with a member; raise `NotFoundError`."""
    event = events.event_by_slug(event_slug)
    member, _delegation = registration.member_at(event.id, code)
    found = queries.standing(event, member, clock.now())
    if found is None:
        raise NotFoundError
    return event, found


def _call_form(event: Event, standing: MemberStanding, *, typed: bool = True) -> CallForm:
    form = CallForm() if typed else CallForm(formdata=None)
    form.prepare(standing.contacts, clock.now().astimezone(timezones.zone(event.zone)).date())
    first = presentation.to_call_first(standing)
    if not (typed and form.is_submitted()) and first:
        form.person.data = str(first.person.id)
    return form


def _page(event: Event, standing: MemberStanding, form: CallForm, refused: Mapping[int, PhoneForm]) -> tuple[str, int]:
    phones = {
        one.person.id: refused.get(one.person.id)
        or PhoneForm(formdata=None, prefix=f"p{one.person.id}", data={"phone": one.person.phone or ""})
        for one in standing.contacts
    }
    page = render_template(
        "registration/escalation/call.html",
        event=event,
        row=presentation.row_of(standing, clock.now()),
        form=form,
        phones=phones,
        lines_of=presentation.lines_of,
        wording=wording,
        following=standing.following,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors or refused else HTTPStatus.OK


def _to_call(event: Event, member: Member) -> Response:
    return redirect(url_for(".call", event_slug=event.slug, code=member.code), HTTPStatus.SEE_OTHER)
