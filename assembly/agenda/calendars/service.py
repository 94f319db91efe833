"""Keeping people's calendars in step with the published programme and their registration.

Nobody triggers it: what was sent is compared with what is wanted. The comparison is made twice, for all at once to
find who needs a mail, and for one person when the mail is written; so a mail that waits says what holds when it goes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert

from assembly.agenda.calendars import queries, rules
from assembly.agenda.calendars.kinds import CANCELLED, CHANGED
from assembly.agenda.calendars.models import CalendarEntry, CalendarRound
from assembly.agenda.calendars.places import Places
from assembly.agenda.calendars.queries import Published
from assembly.agenda.calendars.rules import Change, Difference, EntryStatus, Held, Wanted
from assembly.agenda.programme import Programme
from assembly.events.queries import lock_event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import Recipient, post

PEOPLE_A_STATEMENT = 1000


@dataclass(frozen=True, slots=True)
class Missing:
    """Who is to be mailed: what is new or has moved, and what is cancelled."""

    asked: list[Recipient]
    cancelled: list[Recipient]

    def __bool__(self) -> bool:
        return bool(self.asked or self.cancelled)


def missing(event_id: int, now: datetime) -> Missing:
    """Compare what was sent with what is wanted; nothing is changed, so that nobody waits for it."""
    published = queries.published(event_id)
    found = Missing([], [])
    if published is None:
        return found
    underway = queries.on_their_way(event_id, (CHANGED, CANCELLED), published.published_at)
    for recipient, changes in _differences(event_id, published, now):
        if changes.asked and (recipient.person_id, CHANGED) not in underway:
            found.asked.append(recipient)
        if changes.cancellations and (recipient.person_id, CANCELLED) not in underway:
            found.cancelled.append(recipient)
    return found


def reconcile(event_id: int, now: datetime) -> int:
    """Put the mails into the outbox that bring everybody's calendar into step; return how many.

    The event is locked before it is looked at, so that two workers who look at once send one set.
    """
    lock_event(event_id)
    found = missing(event_id, now)
    if not found:
        return 0
    this = CalendarRound(event_id=event_id, made_at=now)
    db.session.add(this)
    db.session.flush()
    posted = ((CHANGED, found.asked), (CANCELLED, found.cancelled))
    return sum(post(kind, this.id, people, event_id=event_id) for kind, people in posted)


def _differences(event_id: int, published: Published, now: datetime) -> Iterator[tuple[Recipient, Difference]]:
    """Go through all who are concerned, and return those whose changes are due to be told."""
    for people in _by_the_thousand(queries.concerned(event_id)):
        for found in _outstanding(event_id, people, published, now):
            if rules.is_due(found.changes, found.changed_at, now):
                yield found.recipient, found.changes


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What somebody's calendar needs, and when the last of it came about."""

    recipient: Recipient
    changes: Difference
    changed_at: datetime


def _outstanding(event_id: int, people: Sequence[int], published: Published, now: datetime) -> Iterator[Outstanding]:
    sent = queries.sent_to(event_id, people)
    wishes = _wishes(event_id, people, published)
    for person_id, participant in queries.participants(event_id, people).items():
        wanted = wishes.of(person_id) if participant.takes_part else ()
        changes = rules.difference(sent.get(person_id, ()), wanted, now)
        if any(changes):
            since = max(published.published_at, participant.changed_at, *wishes.places.since(person_id))
            yield Outstanding(participant.recipient, changes, since)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What should stand in people's calendars: the sittings in everybody's, and each one's places beside them."""

    common: tuple[Wanted, ...]
    places: Places
    source: str

    def of(self, person_id: int) -> tuple[Wanted, ...]:
        """Return what should stand in the calendar of somebody who takes part."""
        return (*self.common, *queries.wanted(self.places.programme(person_id), self.source))


def _wishes(event_id: int, people: Sequence[int], published: Published | None) -> Wishes:
    if published is None:
        return Wishes((), Places({}, {}), "")
    common = queries.wanted(published.programme, published.source)
    return Wishes(common, queries.places_of(event_id, people, published), published.source)


@dataclass(frozen=True, slots=True)
class Coming:
    """What somebody will be sent for their calendar, and when at the earliest."""

    changes: Difference
    at: datetime


def coming(event_id: int, person_id: int, now: datetime) -> Coming | None:
    """Return what is gathered for somebody and not in the outbox yet; None where their calendar is in step."""
    published = queries.published(event_id)
    if published is None:
        return None
    underway = queries.on_their_way(event_id, (CHANGED, CANCELLED), published.published_at)
    for found in _outstanding(event_id, [person_id], published, now):
        posted = (person_id, CHANGED) in underway, (person_id, CANCELLED) in underway
        left = found.changes.without(asked=posted[0], cancelled=posted[1])
        if any(left):
            due = rules.is_due(left, found.changed_at, now)
            return Coming(left, now if due else found.changed_at + rules.GATHERING)
    return None


def _by_the_thousand(people: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), PEOPLE_A_STATEMENT):
        yield people[start : start + PEOPLE_A_STATEMENT]


# What a mail says


@dataclass(frozen=True, slots=True)
class Needs:
    """What one person's calendar needs, and whether they take part."""

    changes: Difference
    takes_part: bool


def needs(deliveries: Sequence[Delivery], event_id: int, now: datetime) -> dict[int, Needs]:
    """Return, by delivery, what calendars need at this moment, as the mails that are being written shall say it.

    Of a mail that was sent: what it said.
    """
    ids = [delivery.id for delivery in deliveries]
    people = [delivery.person_id for delivery in deliveries]
    published = queries.published(event_id)
    wishes = _wishes(event_id, people, published)
    standing = queries.participants(event_id, people)
    sent = queries.sent_to(event_id, people, besides=ids)
    tried = queries.tried_by(ids)
    found = {}
    for delivery in deliveries:
        person = standing.get(delivery.person_id)
        takes_part = person is not None and person.takes_part
        held, own = sent.get(delivery.person_id, ()), tried.get(delivery.id, {})
        wanted = wishes.of(delivery.person_id) if takes_part else ()
        was_sent = delivery.state is DeliveryState.SENT
        changes = rules.said(held, own) if was_sent else rules.difference(held, wanted, now, own)
        found[delivery.id] = Needs(changes, takes_part)
    return found


def note(event_id: int, changes: Mapping[Delivery, Iterable[Change]]) -> None:
    """Note what mails put into calendars, in place of what an earlier attempt at them held.

    It is noted in the transaction in which they are written, and counts as sent once the mail does. A crash between
    the two sends the same UID with the same SEQUENCE again, which changes nothing in a calendar.
    """
    ids = [delivery.id for delivery in changes]
    db.session.execute(delete(CalendarEntry).where(CalendarEntry.delivery_id.in_(ids)))
    rows = [_row(delivery, event_id, one) for delivery, found in changes.items() for one in found]
    if rows:
        db.session.execute(insert(CalendarEntry), rows)


def _row(delivery: Delivery, event_id: int, change: Change) -> dict[str, object]:
    facts = change.after or change.before
    if facts is None:
        raise ValueError("a change has something before it or after it")
    return {
        "delivery_id": delivery.id,
        "event_id": event_id,
        "person_id": delivery.person_id,
        "uid": change.uid,
        "sequence": change.sequence,
        "status": EntryStatus.CONFIRMED if change.after else EntryStatus.CANCELLED,
        "starts_at": facts.starts_at,
        "ends_at": facts.ends_at,
        "digest": facts.digest,
    }


def note_programme(
    deliveries: Sequence[Delivery], event_id: int, carried: Programme, now: datetime
) -> dict[int, dict[str, int]]:
    """Note which sittings these mails, which carry a programme, put into calendars.

    Returns, by delivery, the SEQUENCE of each entry that is to go with it, by UID. It differs from person to person:
    who left and came back is ahead of the others. What is over, cancelled or has moved since that programme was
    published does not go; nor does anything to those who do not take part.
    """
    published = queries.published(event_id)
    if published is None:
        return {}
    people = [delivery.person_id for delivery in deliveries]
    standing = queries.participants(event_id, people)
    sent = queries.sent_to(event_id, people, besides=[delivery.id for delivery in deliveries])
    said = {one.uid: one.digest for one in queries.wanted(carried, published.source)}
    going = [
        one
        for one in queries.wanted(published.programme, published.source)
        if one.ends_at > now and said.get(one.uid) == one.digest
    ]
    changes = {
        delivery: [_as_is(one, sent.get(delivery.person_id, ())) for one in going]
        for delivery in deliveries
        if delivery.person_id in standing and standing[delivery.person_id].takes_part
    }
    note(event_id, changes)
    return {delivery.id: {one.uid: one.sequence for one in found} for delivery, found in changes.items()}


def _as_is(wanted: Wanted, sent: Iterable[Held]) -> Change:
    held = next((one for one in sent if one.uid == wanted.uid), None)
    return Change(wanted.uid, rules.sequence_in_step(wanted, held), held, wanted)
