"""What is mailed where a colleague is asked as well: to the one who was asked first, and why to the one who follows."""

from sqlalchemy import select

from assembly import clock
from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.names import day_name
from assembly.registration.escalation.models import Escalation, Reason
from assembly.registration.escalation.queries import has_answered
from assembly.registration.models import Invitation
from assembly.registration.rules import Window, window

COLLEAGUE_ASKED = "colleague-asked"


def why_you(invitation: Invitation, zone: str) -> str | None:
    """Return why this person is asked after a colleague, in the language being spoken; None where nobody was before."""
    found = db.session.get(Escalation, invitation.id)
    if found is None or found.before is None:
        return None
    name = found.before.name
    if found.reason is Reason.NO_ANSWER:
        earlier = _invitation_of(invitation, found.before.id)
        return _(
            "We wrote to %(colleague)s on %(date)s and have not had an answer yet, so we are asking you as well. "
            "It is enough if one of you answers.",
            colleague=name,
            date=day_name(earlier.created_at if earlier else invitation.created_at, zone),
        )
    if found.reason is Reason.RETURNED:
        return _(
            "Our mail to %(colleague)s came back, so we are asking you. "
            "If you know another address of theirs, please tell us.",
            colleague=name,
        )
    if found.reason is Reason.WRONG_PERSON:
        return _("%(colleague)s told us that somebody else should answer, so we are asking you.", colleague=name)
    return _("We are asking you in place of %(colleague)s.", colleague=name)


def _colleague_asked(delivery: Delivery) -> Letter:
    """Write to whoever was asked first, with a link made at this moment: theirs still works."""
    following = db.session.get_one(Invitation, delivery.subject_id)
    own = _invitation_of(following, delivery.person_id)
    if own is None:
        raise LookupError("nobody was asked before")
    event = following.delegation.event
    closes_at = event.registration_closes_at
    token = tokens.mint(Purpose.INVITATION, own.person_id, own.id, now=clock.now(), expires_at=closes_at)
    return letter(
        COLLEAGUE_ASKED,
        facts=(time_fact(_("Register until"), closes_at, event.zone, delivery.zone),),
        button=Button(_("Open our delegation"), absolute_url("registration.invitation", token=token)),
        name=delivery.name,
        colleague=following.person.name,
        member=following.delegation.member.name,
        date=day_name(own.created_at, delivery.zone),
        event=title_of(event),
    )


def _still_due(delivery: Delivery) -> bool:
    """Whether the member has still not answered, and the person may."""
    following = db.session.get(Invitation, delivery.subject_id)
    if following is None or _invitation_of(following, delivery.person_id) is None:
        return False
    event = following.delegation.event
    state = window(event.registration_opens_at, event.registration_closes_at, clock.now())
    return state is not Window.CLOSED and not has_answered(following.delegation)


def _invitation_of(following: Invitation, person_id: int) -> Invitation | None:
    """Return the last invitation that stands of whoever was asked before."""
    statement = select(Invitation).where(
        Invitation.delegation_id == following.delegation_id,
        Invitation.person_id == person_id,
        Invitation.withdrawn_at.is_(None),
    )
    return db.session.scalar(statement.order_by(Invitation.id.desc()).limit(1))


KINDS = (MailKind(COLLEAGUE_ASKED, _colleague_asked, _still_due),)
