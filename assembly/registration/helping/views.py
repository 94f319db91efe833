"""Pages of colleagues who help: named and ended in the workspace, and what their own link opens."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock, scope
from assembly.accounts import sessions
from assembly.accounts.models import Purpose
from assembly.accounts.permissions import Permission
from assembly.audit.service import record
from assembly.database import transaction
from assembly.errors import DomainError, ForbiddenError, InvalidLinkError
from assembly.i18n import gettext as _
from assembly.registration.helping import ending, queries, service
from assembly.registration.helping.forms import HelperForm
from assembly.registration.helping.models import Helper
from assembly.registration.views.again import dead_link, page
from assembly.registration.views.delegation import back_to, blueprint, led_delegation, may_lead, own_delegation
from assembly.security import by_link, requires
from assembly.timezones import two_times

HELPERS = "/events/<event_slug>/delegations/<code>/helpers"
LINK = "/helper/<token>"


@blueprint.route(f"{HELPERS}/new", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def name_helper(event_slug: str, code: str) -> Response | tuple[str, int]:
    """Ask a colleague to help with the delegation."""
    found = led_delegation(event_slug, code)
    form = HelperForm(data={"language": found.member.language})
    if form.validate_on_submit():
        try:
            with transaction():
                service.name_helper(g.actor.person_id, found, form.draft(g.actor.zone), now=clock.now())
        except DomainError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("%(name)s gets a mail with a link of their own.", name=form.name.data))
            return back_to(found)
    answer = render_template(
        "registration/helping/new.html", form=form, delegation=found, event=found.event, member=found.member
    )
    return answer, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post(f"{HELPERS}/<int:helper_id>/end")
@requires(Permission.EDIT_DELEGATION)
def end_help(event_slug: str, code: str, helper_id: int) -> Response:
    """End somebody's help, as the focal point or the secretariat; or one's own."""
    found = own_delegation(event_slug, code)
    helper = queries.helper_in(found, helper_id)
    oneself = helper.person_id == g.actor.person_id
    if not (oneself or may_lead(found)):
        raise ForbiddenError
    with transaction():
        ending.end_help(g.actor.person_id, helper, now=clock.now())
    if oneself:
        flash(_("Thank you. You do not help with this delegation any more."))
        return redirect(url_for("overview.event", event_slug=event_slug), HTTPStatus.SEE_OTHER)
    flash(_("%(name)s does not help any more, and is told by mail.", name=helper.person.name))
    return back_to(found)


@blueprint.route(LINK, methods=["GET", "POST"])
@by_link
def helper(token: str) -> Response:
    """Show what help is asked for; the button opens the delegation."""
    if request.method == "POST":
        return _act(token, _enter)
    try:
        found = service.helper_link(token, now=clock.now())
    except InvalidLinkError as error:
        return dead_link(error, Purpose.HELPER, token, clock.now())
    event = found.delegation.event
    times = partial(two_times, event_zone=event.zone, reader_zone=found.person.zone)
    return page(render_template("registration/helping/link.html", helper=found, event=event, token=token, times=times))


@blueprint.post(f"{LINK}/decline")
@by_link
def decline_help(token: str) -> Response:
    """Say that one cannot help."""

    def act(found: Helper, now: datetime) -> Response:
        ending.end_help(found.person_id, found, now=now)
        flash(_("Thank you for telling us. Whoever asked you is told by mail."))
        return redirect(url_for("overview.event", event_slug=found.delegation.event.slug), HTTPStatus.SEE_OTHER)

    return _act(token, act)


def _enter(found: Helper, now: datetime) -> Response:
    """Open the delegation; whoever is signed in as this person already stays so."""
    service.open_help(found, now=now)
    event, member = found.delegation.event, found.delegation.member
    itself = g.actor is not None and g.actor.person_id == found.person_id
    if not (itself and member.id in g.actor.members_at(event.id)):
        sessions.start(found.person, Purpose.HELPER, now)
        record(found.person_id, "session.started", "person", found.person_id, by=Purpose.HELPER.value)
    target = url_for("registration.delegation", event_slug=event.slug, code=member.code)
    return redirect(target, HTTPStatus.SEE_OTHER)


def _act(token: str, act: Callable[[Helper, datetime], Response]) -> Response:
    """Do what a button of the link's page says, as the person whose link it is."""
    now = clock.now()
    try:
        with transaction():
            found = service.helper_link(token, now=now)
            own = scope.Scope(member_ids=frozenset({found.member_id}), person_id=found.person_id)
            with scope.within(own):
                return page(act(found, now))
    except InvalidLinkError as error:
        return dead_link(error, Purpose.HELPER, token, now)
