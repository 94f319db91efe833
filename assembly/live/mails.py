"""What whoever is named to preside is mailed: where the page is from which they do it."""

from assembly import clock
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.live import service
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter


def _named(delivery: Delivery) -> Letter:
    event = db.session.get_one(Event, delivery.subject_id)
    return letter(
        service.NAMED,
        facts=(time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone),),
        button=Button(_("See the sittings"), absolute_url("live.sittings", event_slug=event.slug)),
        name=delivery.name,
        event=event.title.read(current_language(), event.source_language).text,
    )


def _still_due(delivery: Delivery) -> bool:
    """Whether they still preside, and there is something left to preside over."""
    event = db.session.get(Event, delivery.subject_id)
    if event is None or event.ends_at <= clock.now():
        return False
    return any(person.id == delivery.person_id for person in service.chairs(event.id))


KINDS = (MailKind(service.NAMED, _named, _still_due),)
