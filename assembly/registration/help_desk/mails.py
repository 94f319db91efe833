"""What is mailed about codes by telephone: to the person and those who look after them, and to the secretariat."""

from datetime import timedelta
from typing import Final

from assembly import clock
from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind, Rank
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.registration.help_desk.models import TelephoneCode
from assembly.registration.help_desk.service import OBJECTED, TOLD

OBJECTING: Final = timedelta(days=30)


def _told(delivery: Delivery) -> Letter:
    """Say that somebody is let in, and how to say that it should not be."""
    code = db.session.get_one(TelephoneCode, delivery.subject_id)
    now = clock.now()
    token = tokens.mint(Purpose.TELEPHONE, delivery.person_id, code.id, now=now, expires_at=now + OBJECTING)
    return letter(
        TOLD,
        facts=_facts(code, delivery),
        button=Button(_("This should not be"), absolute_url("telephone.objection", token=token)),
        name=delivery.name,
        person=code.person.name,
        own=delivery.person_id == code.person_id,
    )


def _facts(code: TelephoneCode, delivery: Delivery) -> tuple[Fact, ...]:
    confirmed = code.confirmed_by.name if code.confirmed_by else ""
    return (
        Fact(_("Person"), code.person.name),
        Fact(_("Event"), code.event.title.read(current_language(), code.event.source_language).text),
        Fact(_("Asked for by"), code.asked_by.name),
        Fact(_("Confirmed by"), confirmed),
        time_fact(_("When"), code.confirmed_at or code.asked_at, code.event.zone, delivery.zone),
    )


def _objected(delivery: Delivery) -> Letter:
    code = db.session.get_one(TelephoneCode, delivery.subject_id)
    url = absolute_url("help_desk.person", event_slug=code.event.slug, person_id=code.person_id)
    return letter(
        OBJECTED,
        facts=_facts(code, delivery),
        button=Button(_("Open the help desk"), url),
        name=delivery.name,
        person=code.person.name,
        used=code.used_at is not None,
    )


def _still_due(delivery: Delivery) -> bool:
    """It is always told: it happened."""
    return db.session.get(TelephoneCode, delivery.subject_id) is not None


KINDS = (MailKind(TOLD, _told, _still_due, Rank.AT_ONCE), MailKind(OBJECTED, _objected, _still_due, Rank.AT_ONCE))
