"""The mails that keep calendars in step: what is new or has moved, and what is cancelled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assembly import clock
from assembly.agenda import calendar
from assembly.agenda.calendars import queries, service, wording
from assembly.agenda.calendars.kinds import CANCELLED, CHANGED
from assembly.agenda.calendars.models import CalendarRound
from assembly.agenda.calendars.rules import Change
from assembly.agenda.presentation import Reader
from assembly.agenda.programme import ProgrammeSitting
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail import ics
from assembly.mail.ics import Entry, Party
from assembly.mail.kinds import Button, Letter, MailKind
from assembly.mail.letterhead import current_letterhead
from assembly.mail.models import Delivery
from assembly.mail.templates import letter


@dataclass(frozen=True, slots=True)
class Told:
    """A change with its sitting as this reader sees it; `was` says when it was to be, where it has moved."""

    change: Change
    sitting: ProgrammeSitting
    title: str
    was: str | None


def _event_of(delivery: Delivery) -> Event | None:
    this = db.session.get(CalendarRound, delivery.subject_id)
    return this.event if this else None


def _changed(delivery: Delivery) -> Letter:
    """Write what is new and what has moved, and note it as what the mail puts into the calendar."""
    reader = _reader(delivery)
    changes = service.changes_for(delivery, reader.event.id, reader.now).asked
    service.note(delivery, reader.event.id, changes)
    told = _told(changes, reader)
    return letter(
        CHANGED,
        facts=[wording.fact(one.sitting, reader) for one in told],
        button=_button(reader),
        calendar=_files(told, reader, delivery, ics.requests),
        name=delivery.name,
        event=reader.read(reader.event.title).text,
        moved=[one for one in told if one.was],
        first=not any(one.change.before for one in told),
        number=len(told),
    )


def _cancelled(delivery: Delivery) -> Letter:
    """Write what is cancelled: for everybody, or for somebody who does not take part any more."""
    reader = _reader(delivery)
    changes = service.changes_for(delivery, reader.event.id, reader.now).cancellations
    service.note(delivery, reader.event.id, changes)
    told = [_as_it_was(one) for one in _told(changes, reader)]
    return letter(
        CANCELLED,
        facts=[wording.fact(one.sitting, reader) for one in told],
        button=_button(reader),
        calendar=_files(told, reader, delivery, ics.cancellations),
        name=delivery.name,
        event=reader.read(reader.event.title).text,
        takes_part=queries.takes_part(reader.event.id, delivery.person_id),
        number=len(told),
    )


def _reader(delivery: Delivery) -> Reader:
    event = _event_of(delivery)
    if event is None:
        raise LookupError("a mail for calendars is about a round that exists")
    return Reader(event, delivery.zone, clock.now())


def _told(changes: Sequence[Change], reader: Reader) -> list[Told]:
    found = [(change, queries.sitting_by_uid(reader.event.id, change.uid)) for change in changes]
    return [
        Told(change, sitting, reader.read(dict(sitting.title)).text, _was(change, reader))
        for change, sitting in found
        if sitting is not None
    ]


def _was(change: Change, reader: Reader) -> str | None:
    """Return when an entry that has moved was to be, by the reader's clock."""
    before, after = change.before, change.after
    if before is None or after is None or (before.starts_at, before.ends_at) == (after.starts_at, after.ends_at):
        return None
    return wording.both(reader.times(before.starts_at, before.ends_at))[0]


def _as_it_was(told: Told) -> Told:
    """Return a cancelled sitting with the times that stand in the person's calendar."""
    before = told.change.before
    if before is None:
        return told
    return replace(told, sitting=replace(told.sitting, starts_at=before.starts_at, ends_at=before.ends_at))


def _files(told: Sequence[Told], reader: Reader, delivery: Delivery, method: Callable[..., bytes]) -> bytes:
    paper = current_letterhead()
    return method(
        [_entry(one, reader) for one in told],
        organizer=Party(paper.sender_name, paper.sender_email),
        attendee=Party(delivery.name, delivery.address),
        stamp=reader.now,
        language=current_language(),
    )


def _entry(told: Told, reader: Reader) -> Entry:
    url = absolute_url("agenda.programme", event_slug=reader.event.slug)
    return replace(calendar.entry(told.sitting, reader, url), sequence=told.change.sequence)


def _button(reader: Reader) -> Button:
    return Button(_("See the programme"), absolute_url("agenda.programme", event_slug=reader.event.slug))


def _changes_still_due(delivery: Delivery) -> bool:
    event = _event_of(delivery)
    return event is not None and bool(service.changes_for(delivery, event.id, clock.now()).asked)


def _cancellation_still_due(delivery: Delivery) -> bool:
    event = _event_of(delivery)
    return event is not None and bool(service.changes_for(delivery, event.id, clock.now()).cancellations)


KINDS = (
    MailKind(CHANGED, _changed, _changes_still_due),
    MailKind(CANCELLED, _cancelled, _cancellation_still_due),
)
