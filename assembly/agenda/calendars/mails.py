"""The mails that keep calendars in step: what is new or has moved, and what is cancelled.

They may go to thousands at once: what is read for one is read for a whole batch, and those who need the same share
one letter but for their name.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import groupby

from assembly import clock
from assembly.agenda import calendar
from assembly.agenda.calendars import places, queries, service, wording
from assembly.agenda.calendars.kinds import CANCELLED, CHANGED
from assembly.agenda.calendars.models import CalendarRound
from assembly.agenda.calendars.rules import Change, Difference
from assembly.agenda.calendars.service import Needs
from assembly.agenda.presentation import Reader
from assembly.agenda.programme import ProgrammeSitting
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language, speaking
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail import ics
from assembly.mail.facts import own_span
from assembly.mail.ics import Entry, Party
from assembly.mail.kinds import Button, Form, InBulk, Letter, MailKind, Rank
from assembly.mail.letterhead import Letterhead, current_letterhead
from assembly.mail.marks import mark
from assembly.mail.models import Delivery
from assembly.mail.templates import letter

NAME = "name"


@dataclass(frozen=True, slots=True)
class Sort:
    """One of the two kinds of mail: its METHOD, and which changes it tells of."""

    name: str
    of: Callable[[Difference], tuple[Change, ...]]
    files: Callable[..., bytes]


REQUESTS = Sort(CHANGED, lambda changes: changes.asked, ics.requests)
CANCELLATIONS = Sort(CANCELLED, lambda changes: changes.cancellations, ics.cancellations)


@dataclass(frozen=True, slots=True)
class Told:
    """A change with its sitting as this reader sees it; `was` says when it was to be, where it has moved.

    `place`: it is no sitting, but an item of one for which they signed up.
    """

    change: Change
    sitting: ProgrammeSitting
    title: str
    was: str | None
    place: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What all mails about one event are written from; `papers` has the letterhead of each language."""

    sort: Sort
    event: Event
    now: datetime
    published_at: datetime | None
    sittings: dict[str, ProgrammeSitting]
    places: dict[str, ProgrammeSitting]
    papers: dict[str, Letterhead] = field(default_factory=dict)

    def paper(self) -> Letterhead:
        """Return the letterhead in the language being spoken, asked for once."""
        language = current_language()
        if language not in self.papers:
            self.papers[language] = current_letterhead()
        return self.papers[language]

    def reader(self, delivery: Delivery) -> Reader:
        """Return for whom a mail is."""
        return Reader(self.event, delivery.zone, self.now)


def _desk(sort: Sort, event: Event, now: datetime) -> Desk:
    published = queries.published(event.id)
    versions = queries.versions(event.id)
    sittings = queries.sittings_by_uid(versions)
    items = {entry.uid: entry for entry in places.by_item(versions).values()}
    return Desk(sort, event, now, published.published_at if published else None, sittings, items)


def _render(sort: Sort, delivery: Delivery) -> Letter:
    """Write one mail, and note what it puts into the calendar."""
    [(event, _rows)] = _by_event([delivery])
    desk = _desk(sort, event, clock.now())
    needed = service.needs([delivery], event.id, desk.now)[delivery.id]
    service.note(event.id, {delivery: sort.of(needed.changes)})
    told = _told(desk, delivery, needed)
    written = _letter(desk, delivery, told, delivery.name, takes_part=needed.takes_part)
    return replace(written, calendar=_files(desk, delivery, told))


def _forms(sort: Sort, deliveries: Sequence[Delivery]) -> list[Form | None]:
    """Return what each recipient reads; None for those whose calendar is in step by now."""
    now, found = clock.now(), dict[int, Form | None]()
    for event, rows in _by_event(deliveries):
        desk = _desk(sort, event, now)
        needed = service.needs(rows, event.id, now)
        service.note(event.id, {row: sort.of(needed[row.id].changes) for row in rows})
        for row in rows:
            with speaking(row.language):
                found[row.id] = _form(desk, row, needed[row.id])
    return [found.get(delivery.id) for delivery in deliveries]


def _form(desk: Desk, row: Delivery, needed: Needs) -> Form | None:
    changes, event = desk.sort.of(needed.changes), desk.event
    if not changes:
        return None
    told = _told(desk, row, needed)
    return Form(
        key=(
            *(desk.sort.name, event.slug, repr(event.title), event.zone, desk.published_at),
            *(row.zone, desk.now.date(), needed.takes_part, changes),
        ),
        make=lambda: _letter(desk, row, told, mark(NAME), takes_part=needed.takes_part),
        values={NAME: row.name},
        calendar=_files(desk, row, told),
    )


def _letter(desk: Desk, to: Delivery, told: Sequence[Told], name: str, *, takes_part: bool) -> Letter:
    reader = desk.reader(to)
    return letter(
        desk.sort.name,
        facts=[wording.fact(one.sitting, reader) for one in told],
        button=Button(_("See the programme"), _programme(desk.event)),
        name=name,
        event=reader.read(desk.event.title).text,
        moved=[one for one in told if one.was],
        first=not any(one.change.before for one in told),
        takes_part=takes_part,
        number=len(told),
        places=sum(one.place for one in told),
    )


def _programme(event: Event) -> str:
    return absolute_url("agenda.programme", event_slug=event.slug)


def _told(desk: Desk, to: Delivery, needed: Needs) -> list[Told]:
    reader = desk.reader(to)
    known = desk.places | desk.sittings
    found = [(change, known.get(change.uid)) for change in desk.sort.of(needed.changes)]
    return [
        Told(
            change,
            _as_it_was(change, sitting),
            reader.read(dict(sitting.title)).text,
            _was(change, reader),
            change.uid in desk.places,
        )
        for change, sitting in found
        if sitting is not None
    ]


def _as_it_was(change: Change, sitting: ProgrammeSitting) -> ProgrammeSitting:
    """Return a sitting with the times that the mail is about; what is cancelled, with those in the calendar."""
    times = change.after or change.before
    return replace(sitting, starts_at=times.starts_at, ends_at=times.ends_at) if times else sitting


def _was(change: Change, reader: Reader) -> str | None:
    """Return when an entry that has moved was to be, by the reader's clock."""
    before, after = change.before, change.after
    if before is None or after is None or (before.starts_at, before.ends_at) == (after.starts_at, after.ends_at):
        return None
    return own_span(*reader.times(before.starts_at, before.ends_at))


def _files(desk: Desk, to: Delivery, told: Sequence[Told]) -> bytes:
    reader, paper = desk.reader(to), desk.paper()
    return desk.sort.files(
        [_entry(one, reader) for one in told],
        organizer=Party(paper.sender_name, paper.sender_email),
        attendee=Party(to.name, to.address),
        stamp=desk.now,
        language=current_language(),
    )


def _entry(told: Told, reader: Reader) -> Entry:
    return replace(calendar.entry(told.sitting, reader, _programme(reader.event)), sequence=told.change.sequence)


def _due(sort: Sort, deliveries: Sequence[Delivery]) -> dict[int, bool]:
    now, found = clock.now(), dict.fromkeys((delivery.id for delivery in deliveries), False)
    for event, rows in _by_event(deliveries):
        needed = service.needs(rows, event.id, now)
        found |= {row.id: bool(sort.of(needed[row.id].changes)) for row in rows}
    return found


def _still_due(sort: Sort, delivery: Delivery) -> bool:
    return _due(sort, [delivery])[delivery.id]


def _by_event(deliveries: Sequence[Delivery]) -> Iterator[tuple[Event, list[Delivery]]]:
    """Yield the events that these mails are about, each with its mails."""
    ordered = sorted(deliveries, key=lambda row: row.subject_id)
    for round_id, rows in groupby(ordered, lambda row: row.subject_id):
        this = db.session.get(CalendarRound, round_id)
        if this is not None:
            yield this.event, list(rows)


KINDS = tuple(
    MailKind(
        sort.name,
        partial(_render, sort),
        partial(_still_due, sort),
        rank=Rank.MANY,
        in_bulk=InBulk(partial(_forms, sort), partial(_due, sort)),
    )
    for sort in (REQUESTS, CANCELLATIONS)
)
