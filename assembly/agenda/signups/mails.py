"""What those who waited for a place in an item are mailed."""

from assembly import clock
from assembly.agenda.signups.models import SignupEntry
from assembly.agenda.signups.service import CALLED_OFF, PLACED
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter


def _placed(delivery: Delivery) -> Letter:
    entry = db.session.get_one(SignupEntry, delivery.subject_id)
    item = entry.signup.item
    event = item.sitting.event
    return letter(
        PLACED,
        facts=(
            Fact(_("What"), item.title.read(current_language(), event.source_language).text),
            time_fact(_("Begins"), item.starts_at, event.zone, delivery.zone),
            time_fact(_("Ends"), item.ends_at, event.zone, delivery.zone),
        ),
        button=Button(
            _("See it, or give the place back"),
            absolute_url("signups.page", event_slug=event.slug, item_id=item.id),
        ),
        name=delivery.name,
        event=title_of(event),
    )


def _placed_still_due(delivery: Delivery) -> bool:
    """Whether they still have the place, and it is not too late to come."""
    entry = db.session.get(SignupEntry, delivery.subject_id)
    return entry is not None and entry.place is not None and clock.now() < entry.signup.item.starts_at


def _called_off(delivery: Delivery) -> Letter:
    """It says when the item was to be on the clocks of both: nobody is to stand there waiting."""
    item = db.session.get_one(SignupEntry, delivery.subject_id).signup.item
    event = item.sitting.event
    title = item.title.read(current_language(), event.source_language).text
    return letter(
        CALLED_OFF,
        facts=(
            Fact(_("What"), title),
            time_fact(_("It was to begin"), item.starts_at, event.zone, delivery.zone),
        ),
        button=Button(_("See the programme"), absolute_url("agenda.programme", event_slug=event.slug)),
        name=delivery.name,
        title=title,
        event=title_of(event),
    )


def _called_off_still_due(delivery: Delivery) -> bool:
    """Whether they are still on the list, and it would not have begun by now."""
    entry = db.session.get(SignupEntry, delivery.subject_id)
    return entry is not None and clock.now() < entry.signup.item.starts_at


KINDS = (
    MailKind(PLACED, _placed, _placed_still_due),
    MailKind(CALLED_OFF, _called_off, _called_off_still_due),
)
