"""How a member is told what became of its request."""

from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.registration.requests.models import ChangeRequest
from assembly.registration.requests.service import ACCEPTED, DECLINED
from assembly.registration.requests.wording import title


def _accepted(delivery: Delivery) -> Letter:
    return _answered(ACCEPTED, delivery)


def _declined(delivery: Delivery) -> Letter:
    return _answered(DECLINED, delivery)


def _answered(kind: str, delivery: Delivery) -> Letter:
    request = db.session.get_one(ChangeRequest, delivery.subject_id)
    event, member = request.delegation.event, request.delegation.member
    asked = [Fact(_("You asked for"), title(request)), Fact(_("Asked by"), request.asked_by.name)]
    reason = [Fact(_("Reason"), request.reason)] if request.reason else []
    address = absolute_url("registration.delegation", event_slug=event.slug, code=member.code)
    return letter(
        kind,
        facts=(*asked, *reason),
        button=Button(_("Open our delegation"), address),
        name=delivery.name,
        member=member.name,
        event=title_of(event),
    )


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (MailKind(ACCEPTED, _accepted, _always), MailKind(DECLINED, _declined, _always))
