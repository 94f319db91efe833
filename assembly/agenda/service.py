"""Writing the agenda, and publishing it.

What is written here nobody sees before it is published: readers, mail and calendars take the last version.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from assembly import clock
from assembly.agenda import queries, rules
from assembly.agenda.drafts import ChannelDraft, ItemDraft, SittingDraft
from assembly.agenda.models import AgendaItem, AgendaVersion, Channel, Sitting, Speaker
from assembly.agenda.programme import ProgrammeSitting, to_json
from assembly.agenda.rules import TimeProblem
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.errors import DomainError, InvalidInputError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.texts import set_text

TIME_MESSAGES = {
    TimeProblem.ENDS_BEFORE_IT_STARTS: _l("The end must come after the start."),
    TimeProblem.TOO_LONG: _l("A sitting lasts a day at most. Make a second one for the next day."),
    TimeProblem.OUTSIDE_ITS_SITTING: _l("The item must lie within its sitting."),
}


class TimesRefusedError(InvalidInputError):
    """A sitting or an item cannot stand at these times."""

    def __init__(self, problem: TimeProblem) -> None:
        super().__init__(TIME_MESSAGES[problem], code=problem.value)


class ItemsDoNotFitError(InvalidInputError):
    """A sitting was made so short that items of it would lie outside."""

    code = "items_do_not_fit"
    message = _l("Some items would lie outside the sitting. Shorten or delete them first.")


class NothingToPublishError(DomainError):
    """The agenda is empty, or readers see it already as it stands."""

    code = "nothing_to_publish"
    message = _l("Nothing has changed since the programme was last published.")


# Sittings


def create_sitting(actor_id: int | None, event: Event, draft: SittingDraft) -> Sitting:
    """Add a sitting to the draft; its UID for calendars is set here, once and for all."""
    _check_sitting(draft)
    sitting = Sitting(
        event_id=event.id,
        uid=str(uuid4()),
        title=LocalizedText(),
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        edited={},
    )
    set_text(sitting, "title", draft.title, clock.now())
    db.session.add(sitting)
    _set_channels(sitting, draft.channels)
    db.session.flush()
    record(actor_id, "agenda.sitting_added", "sitting", sitting.id)
    return sitting


def change_sitting(actor_id: int | None, sitting: Sitting, draft: SittingDraft) -> None:
    """Change a sitting; when it moves, its items keep their distance from its start."""
    _check_sitting(draft)
    _move_items(sitting, draft.starts_at - sitting.starts_at, draft)
    sitting.starts_at, sitting.ends_at = draft.starts_at, draft.ends_at
    set_text(sitting, "title", draft.title, clock.now())
    _set_channels(sitting, draft.channels)
    db.session.flush()
    record(actor_id, "agenda.sitting_changed", "sitting", sitting.id)


def remove_sitting(actor_id: int | None, sitting: Sitting) -> None:
    """Take a sitting and its items out of the draft."""
    record(actor_id, "agenda.sitting_removed", "sitting", sitting.id, items=len(sitting.items))
    db.session.delete(sitting)
    db.session.flush()


def _check_sitting(draft: SittingDraft) -> None:
    problem = rules.sitting_problem(draft.starts_at, draft.ends_at)
    if problem:
        raise TimesRefusedError(problem)
    addresses = (channel.address for channel in draft.channels if channel.address)
    if not all(map(rules.is_joining_address, addresses)):
        raise InvalidInputError(_l("An address to join begins with https://."), code="joining_address")


def _move_items(sitting: Sitting, distance: timedelta, draft: SittingDraft) -> None:
    for item in sitting.items:
        moved = item.starts_at + distance, item.ends_at + distance
        if rules.item_problem(*moved, draft.starts_at, draft.ends_at):
            raise ItemsDoNotFitError
        item.starts_at, item.ends_at = moved


def _set_channels(sitting: Sitting, drafts: tuple[ChannelDraft, ...]) -> None:
    wanted = {draft.language: draft for draft in drafts}
    for channel in list(sitting.channels):
        draft = wanted.pop(channel.language, None)
        if draft is None:
            sitting.channels.remove(channel)
        else:
            channel.address, channel.floor = draft.address, draft.floor
    for draft in wanted.values():
        sitting.channels.append(Channel(language=draft.language, address=draft.address, floor=draft.floor))


# Items


def create_item(actor_id: int | None, sitting: Sitting, draft: ItemDraft) -> AgendaItem:
    """Add an item to a sitting of the draft."""
    item = AgendaItem(title=LocalizedText(), description=LocalizedText(), edited={})
    _fill(item, sitting, draft)
    sitting.items.append(item)
    db.session.flush()
    record(actor_id, "agenda.item_added", "agenda_item", item.id)
    return item


def change_item(actor_id: int | None, item: AgendaItem, draft: ItemDraft) -> None:
    """Change an item of the draft."""
    _fill(item, item.sitting, draft)
    db.session.flush()
    record(actor_id, "agenda.item_changed", "agenda_item", item.id)


def remove_item(actor_id: int | None, item: AgendaItem) -> None:
    """Take an item out of the draft."""
    record(actor_id, "agenda.item_removed", "agenda_item", item.id)
    db.session.delete(item)
    db.session.flush()


def _fill(item: AgendaItem, sitting: Sitting, draft: ItemDraft) -> None:
    problem = rules.item_problem(draft.starts_at, draft.ends_at, sitting.starts_at, sitting.ends_at)
    if problem:
        raise TimesRefusedError(problem)
    now = clock.now()
    item.kind, item.starts_at, item.ends_at = draft.kind, draft.starts_at, draft.ends_at
    set_text(item, "title", draft.title, now)
    set_text(item, "description", draft.description, now)
    _set_speakers(item, draft)


def _set_speakers(item: AgendaItem, draft: ItemDraft) -> None:
    """Fill the places in order; rows are reused, since (item, position) is unique."""
    del item.speakers[len(draft.speakers) :]
    for position, speaker in enumerate(draft.speakers, start=1):
        if position > len(item.speakers):
            item.speakers.append(Speaker(position=position))
        row = item.speakers[position - 1]
        row.part, row.name = speaker.part, speaker.name


# Publishing


def publish_agenda(actor_id: int | None, event: Event) -> AgendaVersion:
    """Show the draft to readers, as the next version; two who press at once publish one.

    A sitting's SEQUENCE rises here where its time differs from what readers had.
    """
    db.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    before = queries.latest_version(event.id)
    programme = queries.programme_of(before)
    known = {sitting.id: sitting for sitting in programme.sittings} if programme else {}
    sittings = queries.sittings_of(event.id)
    draft = queries.draft_of(event, sittings)
    if not rules.differences(programme, draft):
        raise NothingToPublishError
    for sitting in sittings:
        sitting.sequence = _sequence(known.get(sitting.id), sitting)
    version = _version(event, before, clock.now())
    version.content = to_json(queries.draft_of(event, sittings))
    db.session.add(version)
    db.session.flush()
    record(actor_id, "agenda.published", "agenda_version", version.id, number=version.number)
    return version


def _sequence(published: ProgrammeSitting | None, sitting: Sitting) -> int:
    return rules.next_sequence(published, sitting.starts_at, sitting.ends_at)


def _version(event: Event, before: AgendaVersion | None, now: datetime) -> AgendaVersion:
    return AgendaVersion(event_id=event.id, number=before.number + 1 if before else 1, published_at=now)
