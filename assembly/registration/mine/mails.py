"""What is mailed when somebody withdraws themselves."""

from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.registration.mine.service import TOLD_FOCAL_POINT
from assembly.registration.models import Registration
from assembly.registration.service.guests import TOLD_ONESELF
from assembly.registration.wording import role_name


def _own_withdrawal(delivery: Delivery) -> Letter:
    registration = db.session.get_one(Registration, delivery.subject_id)
    return letter(TOLD_ONESELF, name=delivery.name, event=_title(registration))


def _person_withdrew(delivery: Delivery) -> Letter:
    registration = db.session.get_one(Registration, delivery.subject_id)
    event, member = registration.event, registration.member
    button = None
    if member is not None:
        address = absolute_url("registration.delegation", event_slug=event.slug, code=member.code)
        button = Button(_("Open our delegation"), address)
    return letter(
        TOLD_FOCAL_POINT,
        facts=(
            Fact(_("Name"), registration.person.name),
            Fact(_("Role"), role_name(registration.role)),
            time_fact(_("Change until"), event.registration_closes_at, event.zone, delivery.zone),
        ),
        button=button,
        name=delivery.name,
        person=registration.person.name,
        event=_title(registration),
    )


def _always(_delivery: Delivery) -> bool:
    return True


def _title(registration: Registration) -> str:
    event = registration.event
    return title_of(event)


KINDS = (
    MailKind(TOLD_ONESELF, _own_withdrawal, _always),
    MailKind(TOLD_FOCAL_POINT, _person_withdrew, _always),
)
