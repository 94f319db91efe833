"""The delegation workspace: it says what is missing, and by when."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import ForbiddenError, NotFoundError
from assembly.events import queries as events
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.registration import queries, service, wording
from assembly.registration.helping.queries import helpers_of
from assembly.registration.models import Delegation
from assembly.registration.requests import wording as asked
from assembly.registration.requests.queries import requests_of
from assembly.registration.workspace import workspace
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("registration", __name__)
blueprint.add_app_template_filter(wording.role_name, "role_name")


def own_delegation(event_slug: str, code: str) -> Delegation:
    """Return the delegation that the address names, if it is the actor's own; raise `NotFoundError`.

    The secretariat may fill in any, on the member's behalf; the audit trail says who did. Raise
    `ForbiddenError` where the secretariat has withdrawn the actor's invitation.
    """
    found = queries.delegation_of(events.event_by_slug(event_slug).id, code)
    if on_behalf(found):
        return found
    if found.member_id not in g.actor.members_at(found.event_id):
        raise NotFoundError
    if not _helps(found) and queries.was_withdrawn(found.id, g.actor.person_id):
        raise ForbiddenError(_l("Your invitation was withdrawn. The secretariat can send you another."))
    return found


def led_delegation(event_slug: str, code: str) -> Delegation:
    """Return the delegation for what helpers may not do; raise `ForbiddenError` for them."""
    found = own_delegation(event_slug, code)
    if not may_lead(found):
        raise ForbiddenError(_l("You help with this delegation; only its focal point or the secretariat can do this."))
    return found


def may_lead(delegation: Delegation) -> bool:
    """Whether the actor is the member's focal point, or of the secretariat, rather than a helper."""
    if on_behalf(delegation):
        return True
    focal_point = delegation.member_id in g.actor.member_ids
    return focal_point and not queries.was_withdrawn(delegation.id, g.actor.person_id)


def _helps(delegation: Delegation) -> bool:
    return delegation.member_id in g.actor.helped_at(delegation.event_id)


def on_behalf(delegation: Delegation) -> bool:
    """Whether the actor is of the secretariat and not of the member: then closed registration does not bind them."""
    may: bool = g.actor.may(Permission.MANAGE_REGISTRATION, delegation.event_id)
    return may and delegation.member_id not in g.actor.member_ids


def back_to(delegation: Delegation) -> Response:
    """Return to the workspace."""
    target = url_for("registration.delegation", event_slug=delegation.event.slug, code=delegation.member.code)
    return redirect(target, HTTPStatus.SEE_OTHER)


@blueprint.get("/events/<event_slug>/delegations/<code>", endpoint="delegation")
@requires(Permission.EDIT_DELEGATION)
def show(event_slug: str, code: str) -> str:
    """Show the seats, who has them, and what comes next."""
    found = own_delegation(event_slug, code)
    page = workspace(found, clock.now())
    return render_template(
        "registration/delegation.html",
        delegation=found,
        event=found.event,
        member=found.member,
        page=page,
        on_behalf=on_behalf(found),
        may_lead=may_lead(found),
        helpers=helpers_of(found.id),
        asked=requests_of(found.id),
        asked_title=asked.title,
        asked_status=asked.status,
    )


@blueprint.post("/events/<event_slug>/delegations/<code>/decline")
@requires(Permission.EDIT_DELEGATION)
def decline(event_slug: str, code: str) -> Response:
    """Say that the organisation will not take part."""
    found = led_delegation(event_slug, code)
    with transaction():
        service.decline(g.actor.person_id, found, now=clock.now())
    flash(_("Thank you for telling us. You can change your mind until registration closes."))
    return back_to(found)


@blueprint.post("/events/<event_slug>/delegations/<code>/take-part")
@requires(Permission.EDIT_DELEGATION)
def take_part(event_slug: str, code: str) -> Response:
    """Say that the organisation will take part after all."""
    found = led_delegation(event_slug, code)
    with transaction():
        service.take_part_after_all(g.actor.person_id, found)
    flash(_("Good to have you with us."))
    return back_to(found)
