"""Where the trail ends, mailed to scrutineers every day: whoever set the database back could not take these mails back.

The number of the last entry is what the mail is about, so that nothing needs to be noted of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from assembly.accounts.models import Person, Role
from assembly.accounts.roles import people_working
from assembly.audit.models import AuditEntry
from assembly.audit.service import head
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.outbox import post, recipient_of
from assembly.mail.templates import letter

KIND: Final = "trail-head"
EVERY: Final = timedelta(days=1)
AFTERWARDS: Final = timedelta(days=30)
"""How long after its event a scrutineer is still mailed: objections are raised, results confirmed."""


def mail_head(now: datetime) -> int:
    """Mail the end of the trail to all scrutineers unless that was done within the day; return to how many."""
    number, _digest = head(db.session())
    if not number or _mailed_since(now - EVERY):
        return 0
    return post(KIND, number, map(recipient_of, people_working((Role.SCRUTINEER,), *_lately(now))))


def _mailed_since(moment: datetime) -> bool:
    last = db.session.scalar(select(func.max(Delivery.created_at)).where(Delivery.kind == KIND))
    return last is not None and last > moment


def _lately(now: datetime) -> Sequence[int]:
    """Return the events that are to come, go on or ended a short while ago."""
    return db.session.scalars(select(Event.id).where(Event.ends_at > now - AFTERWARDS)).all()


def _end_of_the_trail(delivery: Delivery) -> Letter:
    entry = db.session.get_one(AuditEntry, delivery.subject_id)
    entries = ngettext("%(num)d entry", "%(num)d entries", entry.id)
    return letter(
        KIND,
        facts=(
            time_fact(_("As of"), delivery.created_at, delivery.zone, delivery.zone),
            Fact(_("Audit trail"), entries, _("Its last fingerprint: %(hash)s", hash=entry.hash)),
        ),
        button=Button(_("Who did what"), _page(delivery.person)),
    )


def _page(person: Person) -> str:
    """Return the page that the scrutineer may open: of all, or of the event whose votes they watch."""
    of_events = [grant.event_id for grant in person.grants if grant.role is Role.SCRUTINEER]
    if not of_events or None in of_events:
        return absolute_url("trail.page")
    return absolute_url("trail.of_event", event_slug=db.session.get_one(Event, max(filter(None, of_events))).slug)


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (MailKind(KIND, _end_of_the_trail, _always),)
