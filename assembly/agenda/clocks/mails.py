"""The mail that tells the secretariat that clocks will show another time somewhere."""

from assembly import clock, timezones
from assembly.agenda.calendars import queries, wording
from assembly.agenda.calendars.models import CalendarRound
from assembly.agenda.clocks.kinds import FOLLOWED
from assembly.agenda.presentation import Reader
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import Button, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter


def _followed(delivery: Delivery) -> Letter:
    event = db.session.get_one(CalendarRound, delivery.subject_id).event
    reader = Reader(event, delivery.zone, clock.now())
    published = queries.published(event.id)
    coming = [one for one in published.programme.sittings if one.ends_at > reader.now] if published else []
    return letter(
        FOLLOWED,
        facts=[wording.fact(sitting, reader) for sitting in coming],
        button=Button(_("Open the programme"), absolute_url("agenda_staff.edit", event_slug=event.slug)),
        name=delivery.name,
        event=reader.read(event.title).text,
        place=timezones.city(event.zone),
        published=published is not None,
    )


def _still_due(delivery: Delivery) -> bool:
    return db.session.get(CalendarRound, delivery.subject_id) is not None


KINDS = (MailKind(FOLLOWED, _followed, _still_due),)
