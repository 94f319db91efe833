"""What those are mailed who are asked for a paper."""

from assembly import clock
from assembly.agenda.documents.handing_in import ASKED, DUE, is_missing, place_of, takes_until
from assembly.agenda.documents.models import Document, PaperAsked
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.registration.models import RegistrationState


def _asked(delivery: Delivery) -> Letter:
    return _letter(ASKED, delivery)


def _due(delivery: Delivery) -> Letter:
    return _letter(DUE, delivery)


def _letter(kind: str, delivery: Delivery) -> Letter:
    asked = db.session.get_one(PaperAsked, delivery.subject_id)
    document, event = asked.document, asked.registration.event
    return letter(
        kind,
        facts=(
            Fact(_("What"), _read(document.title, event)),
            Fact(_("For"), _read(place_of(document).title, event)),
            time_fact(_("Until"), takes_until(document), event.zone, delivery.zone),
        ),
        button=Button(_("Hand it in"), absolute_url("handing_in.my_papers", event_slug=event.slug)),
        name=delivery.name,
        title=_read(document.title, event),
        event=_read(event.title, event),
    )


def _read(text: LocalizedText, event: Event) -> str:
    return text.read(current_language(), event.source_language).text


def _still_due(delivery: Delivery) -> bool:
    """Whether they are still asked, and can still hand it in."""
    asked = db.session.get(PaperAsked, delivery.subject_id)
    if asked is None or asked.registration.state is not RegistrationState.ACCEPTED:
        return False
    document: Document = asked.document
    return document.removed_at is None and clock.now() < takes_until(document)


def _due_still_due(delivery: Delivery) -> bool:
    """Whether it is still missing."""
    asked = db.session.get(PaperAsked, delivery.subject_id)
    return asked is not None and _still_due(delivery) and is_missing(asked.document)


KINDS = (MailKind(ASKED, _asked, _still_due), MailKind(DUE, _due, _due_still_due))
