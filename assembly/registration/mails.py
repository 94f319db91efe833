"""What focal points and participants are mailed about registration."""

from assembly import clock
from assembly.accounts import tokens
from assembly.accounts.models import Purpose, Token
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.registration import guest_mails, queries
from assembly.registration.escalation import mails as escalation
from assembly.registration.guest_mails import organisation_fact
from assembly.registration.models import Invitation, Registration, RegistrationState
from assembly.registration.rules import PERSONAL_LINK_LASTS, Window, window
from assembly.registration.service import again
from assembly.registration.wording import role_name


def _invitation(delivery: Delivery) -> Letter:
    """Write the mail with a link made at this moment; links of earlier mails keep working."""
    invitation = db.session.get_one(Invitation, delivery.subject_id)
    event = invitation.delegation.event
    token = tokens.mint(
        Purpose.INVITATION,
        invitation.person_id,
        invitation.id,
        now=clock.now(),
        expires_at=event.registration_closes_at,
    )
    return letter(
        "invitation",
        facts=(
            Fact(_("Organisation"), invitation.delegation.member.name),
            time_fact(_("Register until"), event.registration_closes_at, event.zone, delivery.zone),
            time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone),
        ),
        button=Button(_("Open our delegation"), absolute_url("registration.invitation", token=token)),
        name=delivery.name,
        member=invitation.delegation.member.name,
        event=title_of(event),
        seats=sum(queries.seats_per_role(event.id, invitation.delegation.member).values()),
        why_you=escalation.why_you(invitation, delivery.zone),
    )


def _invitation_still_due(delivery: Delivery) -> bool:
    """Whether the link would open anything."""
    invitation = db.session.get(Invitation, delivery.subject_id)
    if invitation is None or invitation.withdrawn_at is not None:
        return False
    event = invitation.delegation.event
    now = clock.now()
    return window(event.registration_opens_at, event.registration_closes_at, now) is not Window.CLOSED


def _confirmed(delivery: Delivery) -> Letter:
    registration = db.session.get_one(Registration, delivery.subject_id)
    event = registration.event
    token = tokens.mint(
        Purpose.PERSONAL_PAGE,
        registration.person_id,
        registration.id,
        now=clock.now(),
        expires_at=event.ends_at + PERSONAL_LINK_LASTS,
    )
    return letter(
        "registration-confirmed",
        facts=(
            Fact(_("Role"), role_name(registration.role)),
            *organisation_fact(registration),
            time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone),
            time_fact(_("The event ends"), event.ends_at, event.zone, delivery.zone),
        ),
        button=Button(_("Open my page"), absolute_url("registration.personal_link", token=token)),
        name=delivery.name,
        member=registration.member.name if registration.member else None,
        event=title_of(event),
    )


def _withdrawn(delivery: Delivery) -> Letter:
    registration = db.session.get_one(Registration, delivery.subject_id)
    return letter(
        "registration-withdrawn",
        name=delivery.name,
        member=registration.member.name if registration.member else None,
        event=title_of(registration.event),
    )


def _refused(delivery: Delivery) -> Letter:
    registration = db.session.get_one(Registration, delivery.subject_id)
    return letter(
        "registration-refused",
        facts=(Fact(_("Reason"), registration.refused_because or ""),),
        name=delivery.name,
        person=registration.person.name,
        event=title_of(registration.event),
    )


NEW_LINK_OPENS = {
    Purpose.INVITATION: ("registration.invitation", _l("Open our delegation")),
    Purpose.GUEST: ("registration.guest", _l("Open my registration")),
    Purpose.PERSONAL_PAGE: ("registration.personal_link", _l("Open my page")),
    Purpose.HELPER: ("registration.helper", _l("Open the delegation")),
}


def _new_link(delivery: Delivery) -> Letter:
    """Write the mail with a link made at this moment, of the same purpose as the one that it replaces."""
    old = db.session.get_one(Token, delivery.subject_id)
    found = again.renewal(old)
    if found is None or found.subject_id is None:
        raise LookupError("nothing that a new link could open")
    endpoint, label = NEW_LINK_OPENS[old.purpose]
    token = tokens.mint(old.purpose, old.person_id, found.subject_id, now=clock.now(), expires_at=found.until)
    event = found.event
    return letter(
        again.NEW_LINK,
        facts=(
            time_fact(_("The link works until"), found.until, event.zone, delivery.zone),
            time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone),
        ),
        button=Button(str(label), absolute_url(endpoint, token=token)),
        name=delivery.name,
        event=title_of(event),
    )


def _new_link_still_due(delivery: Delivery) -> bool:
    old = db.session.get(Token, delivery.subject_id)
    found = again.renewal(old) if old else None
    return old is not None and found is not None and again.may_be_sent(old, found, clock.now())


def _is_live(delivery: Delivery) -> bool:
    registration = db.session.get(Registration, delivery.subject_id)
    return registration is not None and registration.state is RegistrationState.ACCEPTED


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (
    MailKind("invitation", _invitation, _invitation_still_due),
    MailKind("registration-confirmed", _confirmed, _is_live),
    MailKind("registration-withdrawn", _withdrawn, _always),
    MailKind("registration-refused", _refused, _always),
    MailKind(again.NEW_LINK, _new_link, _new_link_still_due),
    *guest_mails.KINDS,
    *escalation.KINDS,
)
