"""What whoever is named to preside or to scrutinise is mailed: where the page is from which they do it."""

from functools import partial

from assembly import clock
from assembly.accounts.models import Role
from assembly.accounts.roles import people_with
from assembly.events.colleagues import service
from assembly.events.models import Event
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter


def _named(role: Role, delivery: Delivery) -> Letter:
    event = db.session.get_one(Event, delivery.subject_id)
    return letter(
        service.NAMED[role],
        facts=(time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone),),
        button=_button(role, event),
        name=delivery.name,
        event=title_of(event),
    )


def _button(role: Role, event: Event) -> Button:
    if role is Role.CHAIR:
        return Button(_("See the sittings"), absolute_url("live.sittings", event_slug=event.slug))
    return Button(_("See the votes"), absolute_url("voting_scrutiny.list", event_slug=event.slug))


def _still_due(role: Role, delivery: Delivery) -> bool:
    """Whether they still have the role, and something is left to do: sittings end with the event, counts do not."""
    event = db.session.get(Event, delivery.subject_id)
    if event is None or (role is Role.CHAIR and event.ends_at <= clock.now()):
        return False
    return any(person.id == delivery.person_id for person in people_with(role, event.id))


KINDS = tuple(MailKind(kind, partial(_named, role), partial(_still_due, role)) for role, kind in service.NAMED.items())
