"""Guests and partners, for the secretariat: who was invited, who comes, who waits."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events import queries as events
from assembly.i18n import current_language, speaking
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.members.wording import day
from assembly.registration import guest_list, service, wording
from assembly.registration.forms import GuestInvitationForm, PartnerForm
from assembly.registration.questions import queries as questions
from assembly.registration.service import GuestDraft
from assembly.registration.views.by_hand import link_page
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("guests", __name__, "/secretariat/events/<event_slug>/guests")
partners = localized_blueprint("partners", __name__, "/secretariat/partners")


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_REGISTRATION)
def guests(event_slug: str) -> str:
    """List the guests by how they stand."""
    event = events.event_by_slug(event_slug)
    found = guest_list.guests(event.id)
    return render_template(
        "registration/staff/guests.html",
        event=event, guests=found, places=guest_list.places(event.id),
        status=wording.registration_status, asks=questions.asks(event.id),
        open=clock.now() < event.registration_closes_at,
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def invite(event_slug: str) -> Response | tuple[str, int]:
    """Invite somebody who is in no delegation."""
    event, now = events.event_by_slug(event_slug), clock.now()
    form = GuestInvitationForm()
    known = guest_list.partners()
    form.offer([(str(one.id), one.name) for one in known], current_language(), event.zone, now)
    if form.validate_on_submit():
        partner = next((one for one in known if str(one.id) == form.partner.data), None)
        draft = GuestDraft(role=form.chosen_role(), details=form.details(), partner=partner)
        try:
            with transaction():
                service.invite_guest(g.actor.person_id, event, draft, now=now)
        except service.AlreadyRegisteredError as error:
            form.name.errors = [str(error)]
        else:
            flash(_("The invitation to %(name)s is on its way.", name=draft.details.name))
            return _to_guests(event_slug)
    page = render_template("registration/staff/guest_new.html", event=event, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post("/<int:registration_id>/link")
@requires(Permission.MANAGE_REGISTRATION)
def link(event_slug: str, registration_id: int) -> Response:
    """Show a link for one guest, to pass on by WhatsApp or by telephone; it is shown only once."""
    event = events.event_by_slug(event_slug)
    found = guest_list.guest_of(event.id, registration_id)
    with transaction():
        token = service.guest_link_by_hand(g.actor.person_id, found, now=clock.now())
    with speaking(found.person.language):
        address = absolute_url("registration.guest", token=token, lang=found.person.language)
        text = wording.guest_invitation_text(event, found.person, address)
    back = (_("Guests"), url_for("guests.list", event_slug=event_slug))
    return link_page(event, found.person, text, back)


@blueprint.route("/<int:registration_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def withdraw(event_slug: str, registration_id: int) -> Response | str:
    """Say what it means, then take a guest off the list; the freed place goes to whoever waits."""
    event = events.event_by_slug(event_slug)
    found = guest_list.guest_of(event.id, registration_id)
    if request.method != "POST":
        return render_template("registration/staff/guest_withdraw.html", event=event, guest=found)
    with transaction():
        service.withdraw_guest(g.actor.person_id, found, now=clock.now())
    flash(_("%(name)s is withdrawn.", name=found.person.name))
    return _to_guests(event_slug)


@partners.get("", endpoint="list")
@requires(Permission.MANAGE_MEMBERS)
def list_partners() -> str:
    """List the partners with the events that their people came to."""
    return render_template(
        "registration/staff/partners.html",
        partners=guest_list.partners(),
        came=guest_list.events_of_partners(),
        day=day,
    )


@partners.route("/new", methods=["GET", "POST"])
@partners.route("/<int:partner_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def edit(partner_id: int | None = None) -> Response | tuple[str, int]:
    """Add a partner, or change one."""
    partner = guest_list.partner(partner_id) if partner_id else None
    form = PartnerForm(obj=partner)
    form.prepare()
    if form.validate_on_submit():
        try:
            with transaction():
                service.store_partner(
                    g.actor.person_id, partner,
                    name=form.name.data, country=form.country.data, agreement=form.agreement.data,
                    agreed_on=form.agreed_on.data, now=clock.now(),
                )  # fmt: skip
        except service.PartnerKnownError as error:
            form.name.errors = [str(error)]
        else:
            return redirect(url_for("partners.list"), HTTPStatus.SEE_OTHER)
    page = render_template("registration/staff/partner.html", form=form, partner=partner)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _to_guests(event_slug: str) -> Response:
    return redirect(url_for("guests.list", event_slug=event_slug), HTTPStatus.SEE_OTHER)
