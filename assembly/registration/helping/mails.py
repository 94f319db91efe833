"""What a helper is mailed, and whoever asked them."""

from assembly import clock
from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.registration.helping.ending import ENDED, LEFT
from assembly.registration.helping.models import Helper
from assembly.registration.helping.service import NAMED


def _named(delivery: Delivery) -> Letter:
    """Write the mail with a link made at this moment."""
    helper = db.session.get_one(Helper, delivery.subject_id)
    event = helper.delegation.event
    until = event.registration_closes_at
    token = tokens.mint(Purpose.HELPER, helper.person_id, helper.id, now=clock.now(), expires_at=until)
    return letter(
        NAMED,
        facts=(
            Fact(_("Organisation"), helper.delegation.member.name),
            time_fact(_("Register until"), until, event.zone, delivery.zone),
            time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone),
        ),
        button=Button(_("Open the delegation"), absolute_url("registration.helper", token=token)),
        name=delivery.name,
        by=helper.named_by.name if helper.named_by else None,
        member=helper.delegation.member.name,
        event=title_of(event),
    )


def _named_still_due(delivery: Delivery) -> bool:
    helper = db.session.get(Helper, delivery.subject_id)
    return (
        helper is not None and helper.ended_at is None and clock.now() < helper.delegation.event.registration_closes_at
    )


def _ended(delivery: Delivery) -> Letter:
    helper = db.session.get_one(Helper, delivery.subject_id)
    return letter(
        ENDED,
        name=delivery.name,
        member=helper.delegation.member.name,
        event=title_of(helper.delegation.event),
    )


def _left(delivery: Delivery) -> Letter:
    helper = db.session.get_one(Helper, delivery.subject_id)
    event, member = helper.delegation.event, helper.delegation.member
    address = absolute_url("registration.delegation", event_slug=event.slug, code=member.code)
    return letter(
        LEFT,
        button=Button(_("Open our delegation"), address),
        name=delivery.name,
        person=helper.person.name,
        member=member.name,
        event=title_of(event),
    )


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (
    MailKind(NAMED, _named, _named_still_due),
    MailKind(ENDED, _ended, _always),
    MailKind(LEFT, _left, _always),
)
