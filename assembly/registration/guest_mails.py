"""What guests are mailed, and who is told when one does not come after all."""

from datetime import datetime

from assembly import clock
from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import pgettext
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.registration.models import OVER, PlaceOffer, Registration, RegistrationState
from assembly.registration.service.guests import TOLD_COMPANION, TOLD_SECRETARIAT
from assembly.registration.wording import role_name


def _letter(kind: str, registration: Registration, delivery: Delivery, *facts: Fact, button: Button | None) -> Letter:
    """Write to a guest, or about one: who it is, of which event, and when that begins."""
    event = registration.event
    begins = time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone)
    return letter(
        kind,
        facts=(*facts, begins),
        button=button,
        name=delivery.name,
        person=registration.person.name,
        event=title_of(event),
    )


def _guest_button(registration: Registration, label: str, until: datetime) -> Button:
    """Return the button with a link of its own, made at this moment."""
    token = tokens.mint(Purpose.GUEST, registration.person_id, registration.id, now=clock.now(), expires_at=until)
    return Button(label, absolute_url("registration.guest", token=token))


def _role_fact(registration: Registration) -> Fact:
    return Fact(_("Role"), role_name(registration.role))


def _guest_invitation(delivery: Delivery) -> Letter:
    registration = db.session.get_one(Registration, delivery.subject_id)
    until, zone = registration.event.registration_closes_at, registration.event.zone
    return _letter(
        "guest-invitation",
        registration,
        delivery,
        _role_fact(registration),
        *organisation_fact(registration),
        time_fact(_("Register until"), until, zone, delivery.zone),
        button=_guest_button(registration, pgettext("button", "Register"), until),
    )


def _guest_invitation_still_due(delivery: Delivery) -> bool:
    registration = db.session.get(Registration, delivery.subject_id)
    if registration is None or registration.state is not RegistrationState.DRAFT:
        return False
    return clock.now() < registration.event.registration_closes_at


def _waiting(delivery: Delivery) -> Letter:
    registration = db.session.get_one(Registration, delivery.subject_id)
    return _letter("registration-waiting", registration, delivery, _role_fact(registration), button=None)


def _still_waits(delivery: Delivery) -> bool:
    registration = db.session.get(Registration, delivery.subject_id)
    return registration is not None and registration.state is RegistrationState.WAITING


def _offered(delivery: Delivery) -> Letter:
    offer = db.session.get_one(PlaceOffer, delivery.subject_id)
    until = time_fact(_("Answer until"), offer.until, offer.registration.event.zone, delivery.zone)
    button = _guest_button(offer.registration, pgettext("button", "Answer"), offer.until)
    return _letter("place-offered", offer.registration, delivery, until, button=button)


def _offer_still_due(delivery: Delivery) -> bool:
    offer = db.session.get(PlaceOffer, delivery.subject_id)
    return offer is not None and offer.registration.offered_until == offer.until and clock.now() < offer.until


def _not_coming(delivery: Delivery) -> Letter:
    """Tell the secretariat; the button opens the list of guests."""
    registration = db.session.get_one(Registration, delivery.subject_id)
    button = Button(_("See the guests"), absolute_url("guests.list", event_slug=registration.event.slug))
    return _letter(TOLD_SECRETARIAT, registration, delivery, *_who(registration), button=button)


def _companion_not_coming(delivery: Delivery) -> Letter:
    registration = db.session.get_one(Registration, delivery.subject_id)
    return _letter(TOLD_COMPANION, registration, delivery, *_who(registration), button=None)


def _who(registration: Registration) -> tuple[Fact, ...]:
    return Fact(_("Name"), registration.person.name), _role_fact(registration), *organisation_fact(registration)


def _is_over(delivery: Delivery) -> bool:
    registration = db.session.get(Registration, delivery.subject_id)
    return registration is not None and registration.state in OVER


def organisation_fact(registration: Registration) -> tuple[Fact, ...]:
    """Return the line that says for which organisation somebody comes, if for one."""
    return (Fact(_("Organisation"), registration.organisation),) if registration.organisation else ()


KINDS = (
    MailKind("guest-invitation", _guest_invitation, _guest_invitation_still_due),
    MailKind("registration-waiting", _waiting, _still_waits),
    MailKind("place-offered", _offered, _offer_still_due),
    MailKind(TOLD_SECRETARIAT, _not_coming, _is_over),
    MailKind(TOLD_COMPANION, _companion_not_coming, _is_over),
)
