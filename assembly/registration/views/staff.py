"""Delegations, for the secretariat: it says who has not answered."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock, paging
from assembly.accounts.models import Person
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import speaking
from assembly.links import absolute_url
from assembly.members.models import Member
from assembly.registration import answers, invited, queries, service, wording
from assembly.registration.escalation import queries as escalation
from assembly.registration.escalation import wording as escalation_wording
from assembly.registration.helping.queries import helpers_of
from assembly.registration.models import Delegation
from assembly.registration.questions import queries as questions
from assembly.registration.requests import wording as asked
from assembly.registration.requests.queries import number_waiting, requests_of
from assembly.registration.rules import Answer
from assembly.registration.views.by_hand import link_page
from assembly.security import requires
from assembly.web import localized_blueprint, number

LATE = "late"

blueprint = localized_blueprint("registration_staff", __name__, "/secretariat/events/<event_slug>")


@blueprint.get("/delegations")
@requires(Permission.MANAGE_REGISTRATION)
def delegations(event_slug: str) -> str:
    """List the members by what they have answered."""
    event = events.event_by_slug(event_slug)
    found = answers.answers(event, clock.now())
    chosen = request.args.get("state", "")
    shown = [one for one in found if chosen in {"", one.answer.value} or (chosen == LATE and one.late)]
    here = paging.place(len(shown), paging.asked())
    concerned = answers.concerned(found)
    known, regions = {one.member.id for one in concerned}, {one.member.region.value for one in concerned}
    to_invite = [one.member.id in known for one in queries.members_to_invite(event.id)]
    return render_template(
        "registration/staff/delegations.html",
        event=event,
        rows=here.cut(shown),
        place=here,
        chosen=chosen,
        counts=answers.tally(found),
        concerned=len(concerned),
        people=sum(one.people for one in found),
        late=sum(one.late for one in found),
        states=list(Answer),
        status=wording.answer_status,
        seats=queries.seats_in_all(event.id, [one.member for one in here.cut(shown)]),
        submitted=len(queries.submitted(event.id)) if event.approval else 0,
        change_requests=number_waiting(event.id),
        to_invite=sum(to_invite),
        others_to_invite=len(to_invite) - sum(to_invite),
        region=regions.pop() if len(regions) == 1 else None,
        to_call=len(escalation.to_call(event, clock.now())),
        now=clock.now(),
    )


@blueprint.get("/delegations/<code>")
@requires(Permission.MANAGE_REGISTRATION)
def show(event_slug: str, code: str) -> str:
    """Show one member's people and invitations."""
    event = events.event_by_slug(event_slug)
    member, delegation = queries.member_at(event.id, code)
    return render_template(
        "registration/staff/show.html",
        event=event,
        member=member,
        delegation=delegation,
        people=queries.people_of(delegation.id) if delegation else [],
        helpers=helpers_of(delegation.id) if delegation else [],
        asked=requests_of(delegation.id) if delegation else [],
        asked_title=asked.title,
        asked_status=asked.status,
        invitees=invited.invitees(member.id, delegation),
        standing=escalation.standing(event, member, clock.now()),
        next_words=escalation_wording.next_words,
        status=wording.invitation_status,
        closed=clock.now() >= event.registration_closes_at,
        asks=questions.asks(event.id),
    )


@blueprint.post("/delegations/<code>/fill-in")
@requires(Permission.MANAGE_REGISTRATION)
def fill_in(event_slug: str, code: str) -> Response:
    """Open the member's workspace to act on its behalf, as when somebody calls by telephone."""
    event = events.event_by_slug(event_slug)
    member, _delegation = queries.member_at(event.id, code)
    with transaction():
        service.open_delegation(g.actor.person_id, event, member, now=clock.now())
    target = url_for("registration.delegation", event_slug=event.slug, code=member.code)
    return redirect(target, HTTPStatus.SEE_OTHER)


@blueprint.post("/delegations/<code>/invite")
@requires(Permission.MANAGE_REGISTRATION)
def invite(event_slug: str, code: str) -> Response:
    """Invite one person, for the first time or again."""
    event = events.event_by_slug(event_slug)
    member, delegation = queries.member_at(event.id, code)
    person = _invitee(member, delegation)
    with transaction():
        sent = service.invite(
            g.actor.person_id, event, member, person,
            after=request.form.get("after", 0, type=number), now=clock.now(),
        )  # fmt: skip
    if sent:
        flash(_("The invitation to %(name)s is on its way.", name=person.name))
    return to_member(event, member)


@blueprint.post("/delegations/<code>/link")
@requires(Permission.MANAGE_REGISTRATION)
def link(event_slug: str, code: str) -> Response:
    """Show a link for one person, to pass on by WhatsApp or by telephone; it is shown only once."""
    event = events.event_by_slug(event_slug)
    member, delegation = queries.member_at(event.id, code)
    person = _invitee(member, delegation)
    with transaction():
        token = service.link_by_hand(g.actor.person_id, event, member, person, now=clock.now())
    with speaking(person.language):
        address = absolute_url("registration.invitation", token=token, lang=person.language)
        text = wording.invitation_text(event, member, person, address)
    back = (member.name, url_for(".show", event_slug=event.slug, code=member.code))
    return link_page(event, person, text, back)


@blueprint.post("/delegations/<code>/withdraw")
@requires(Permission.MANAGE_REGISTRATION)
def withdraw(event_slug: str, code: str) -> Response:
    """Make a person's links to the delegation stop working."""
    event = events.event_by_slug(event_slug)
    member, delegation = queries.member_at(event.id, code)
    if delegation is None:
        raise NotFoundError
    person = _invitee(member, delegation)
    with transaction():
        service.withdraw_invitations(g.actor.person_id, delegation, person.id, now=clock.now())
    flash(
        _(
            "The invitation of %(name)s is withdrawn; the link in the mail does not work any more.",
            name=person.name,
        )
    )
    return to_member(event, member)


def _invitee(member: Member, delegation: Delegation | None) -> Person:
    """Return whom the form names, if they may be invited for this member; raise `NotFoundError`."""
    chosen = request.form.get("person", type=number)
    for one in invited.invitees(member.id, delegation):
        if one.person.id == chosen:
            return one.person
    raise NotFoundError


def to_member(event: Event, member: Member) -> Response:
    """Go back to the page of a member's delegation."""
    target = url_for("registration_staff.show", event_slug=event.slug, code=member.code)
    return redirect(target, HTTPStatus.SEE_OTHER)
