"""Inviting those who were not yet: the first contacts of all members or of some, and somebody new for one member."""

from collections import Counter
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.members.forms import filter_of
from assembly.members.geography import likely_zone
from assembly.members.models import Member, MemberStatus, Region
from assembly.members.queries import MemberFilter
from assembly.members.wording import region_label, status_label
from assembly.registration import answers, queries, service
from assembly.registration.forms import InviteeForm
from assembly.registration.rules import Answer
from assembly.registration.views.staff import blueprint, to_member
from assembly.security import requires


@blueprint.route("/open-registration", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def open_registration(event_slug: str) -> str | Response:
    """Say how many will be invited, then invite them: all, or those of a region or status."""
    event = events.event_by_slug(event_slug)
    wanted = filter_of(request.args)
    if request.method == "POST":
        with transaction():
            sent = service.invite_all(
                g.actor.person_id, event, now=clock.now(), region=wanted.region, status=wanted.status
            )
        flash(ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", sent))
        target = url_for("registration_staff.delegations", event_slug=event.slug)
        return redirect(target, HTTPStatus.SEE_OTHER)
    waiting = queries.members_to_invite(event.id, wanted.region, wanted.status)
    return render_template(
        "registration/staff/open.html",
        event=event,
        waiting=len(waiting),
        mails=Counter(one.person.language for one in waiting),
        unreachable=_unreachable(event, wanted),
        closed=clock.now() >= event.registration_closes_at,
        **_choices(wanted),
    )


def _choices(wanted: MemberFilter) -> dict[str, object]:
    """Return what may be chosen from, and what is; the suspended are not invited."""
    asked = {"region": wanted.region, "status": wanted.status}
    return {
        "chosen": {name: value.value for name, value in asked.items() if value},
        "regions": [(one.value, region_label(one)) for one in Region],
        "statuses": [(one.value, status_label(one)) for one in MemberStatus if one is not MemberStatus.SUSPENDED],
    }


def _unreachable(event: Event, wanted: MemberFilter) -> list[Member]:
    """Return the members among them that have no contact."""
    return [
        one.member
        for one in answers.answers(event, clock.now())
        if not one.has_contact
        and one.answer is Answer.NOT_INVITED
        and wanted.region in {None, one.member.region}
        and wanted.status in {None, one.member.status}
    ]


@blueprint.route("/delegations/<code>/invite-new", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def invite_new(event_slug: str, code: str) -> tuple[str, int] | Response:
    """Invite somebody who is no contact of the member in the register."""
    event = events.event_by_slug(event_slug)
    member, _delegation = queries.member_at(event.id, code)
    form = InviteeForm(data={"language": member.language})
    if form.validate_on_submit():
        with transaction():
            details = form.details(likely_zone(member.country))
            sent = service.invite_new(g.actor, event, member, details, now=clock.now())
        if sent:
            flash(_("The invitation to %(name)s is on its way.", name=form.name.data))
            return to_member(event, member)
        form.form_errors.append(_("This person was invited before. Invite them again from the page of the member."))
    answer = render_template("registration/staff/invite_new.html", form=form, event=event, member=member)
    return answer, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
