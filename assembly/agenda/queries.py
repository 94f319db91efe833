"""Reading the agenda: the draft that is being edited, and what was published."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assembly.agenda.channels.queries import Rooms, rooms_of
from assembly.agenda.clocks.rules import WallClock
from assembly.agenda.documents.queries import with_documents
from assembly.agenda.kinds import SpeakerPart
from assembly.agenda.models import AgendaItem, AgendaVersion, ItemLink, Sitting, Speaker
from assembly.agenda.people import named
from assembly.agenda.programme import (
    Programme,
    ProgrammeItem,
    ProgrammeLink,
    ProgrammeSitting,
    ProgrammeSpeaker,
    from_json,
)
from assembly.agenda.written import states_together, texts_of, texts_of_item
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.texts import TextState


def sittings_of(event_id: int) -> Sequence[Sitting]:
    """Return the sittings that are being edited, in order of time, with all that is in them."""
    return db.session.scalars(
        select(Sitting)
        .where(Sitting.event_id == event_id, Sitting.removed_at.is_(None))
        .order_by(Sitting.starts_at, Sitting.id)
        .options(
            selectinload(Sitting.channels),
            selectinload(Sitting.items).selectinload(AgendaItem.speakers),
            selectinload(Sitting.items).selectinload(AgendaItem.links),
        )
    ).all()


def sitting_of(event_id: int, sitting_id: int, *, also_removed: bool = False) -> Sitting:
    """Return one sitting of this event; raise `NotFoundError`. Readers may know one that the draft has no more."""
    sitting = db.session.get(Sitting, sitting_id)
    if sitting is None or sitting.event_id != event_id or not (also_removed or sitting.removed_at is None):
        raise NotFoundError
    return sitting


def item_of(event_id: int, item_id: int, *, also_removed: bool = False) -> AgendaItem:
    """Return one item of this event; raise `NotFoundError`."""
    item = db.session.get(AgendaItem, item_id, options=[joinedload(AgendaItem.sitting)])
    if item is None or item.sitting.event_id != event_id:
        raise NotFoundError
    if not also_removed and (item.removed_at or item.sitting.removed_at):
        raise NotFoundError
    return item


def items_in(sitting: Sitting) -> Sequence[AgendaItem]:
    """Return the items of a sitting, also those that were taken out of the draft."""
    statement = select(AgendaItem).where(AgendaItem.sitting_id == sitting.id)
    return db.session.scalars(statement.order_by(AgendaItem.starts_at, AgendaItem.id)).all()


def removed_since(event_id: int, published_at: datetime | None) -> list[Sitting | AgendaItem]:
    """Return what was taken out of the draft since a publication, the last first: readers still see it."""
    since = published_at or datetime.min.replace(tzinfo=UTC)
    sittings = select(Sitting).where(Sitting.event_id == event_id, Sitting.removed_at > since)
    items = (
        select(AgendaItem)
        .join(AgendaItem.sitting)
        .where(Sitting.event_id == event_id, Sitting.removed_at.is_(None), AgendaItem.removed_at > since)
    )
    found: list[Sitting | AgendaItem] = [*db.session.scalars(sittings), *db.session.scalars(items)]
    return sorted(found, key=lambda one: one.removed_at or since, reverse=True)


def speaker_of(item: AgendaItem, speaker_id: int) -> Speaker:
    """Return one who chairs or speaks in this item; raise `NotFoundError`."""
    found = next((one for one in item.speakers if one.id == speaker_id), None)
    if found is None:
        raise NotFoundError
    return found


def link_of(item: AgendaItem, link_id: int) -> ItemLink:
    """Return one link of this item; raise `NotFoundError`."""
    found = next((one for one in item.links if one.id == link_id), None)
    if found is None:
        raise NotFoundError
    return found


def latest_version(event_id: int) -> AgendaVersion | None:
    """Return what was published last."""
    return db.session.scalar(
        select(AgendaVersion).where(AgendaVersion.event_id == event_id).order_by(AgendaVersion.number.desc()).limit(1)
    )


def programme_of(version: AgendaVersion | None) -> Programme | None:
    """Return the programme of a version with the names of those who may be named now; None for none."""
    return named(from_json(version.content)) if version else None


@dataclass(frozen=True, slots=True)
class PublishedIds:
    """What readers know, by id."""

    sittings: frozenset[int]
    items: frozenset[int]


def ids_in(programme: Programme | None) -> PublishedIds:
    """Return the ids of the sittings and items of a programme."""
    sittings = programme.sittings if programme else ()
    items = (item.id for sitting in sittings for item in sitting.items)
    return PublishedIds(frozenset(sitting.id for sitting in sittings), frozenset(items))


def published_ids(event_id: int) -> PublishedIds:
    """Return the ids of what readers know."""
    version = latest_version(event_id)
    return ids_in(from_json(version.content) if version else None)


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What one person is to do in the published programme."""

    part: SpeakerPart
    item: ProgrammeItem
    sitting: ProgrammeSitting


def parts_of(version: AgendaVersion | None, registration_id: int) -> list[OwnPart]:
    """Return what a registered person is to do, in order of time; they see it even where readers do not."""
    programme = from_json(version.content) if version else Programme(())
    return [
        OwnPart(speaker.part, item, sitting)
        for sitting in programme.sittings
        if not sitting.cancelled
        for item in sitting.items
        for speaker in item.speakers
        if speaker.registration_id == registration_id
    ]


def published(event_id: int) -> Programme | None:
    """Return the programme that readers see, or None while nothing is published."""
    return programme_of(latest_version(event_id))


def text_states(event: Event, sittings: Sequence[Sitting]) -> dict[str, TextState]:
    """Return how all texts of the agenda stand together in each language."""
    return states_together(list(texts_of(sittings)), event)


def states_of_item(event: Event, item: AgendaItem) -> dict[str, TextState]:
    """Return how the texts of one item stand in each language."""
    return states_together(texts_of_item(item), event)


def draft_of(event: Event, sittings: Sequence[Sitting]) -> Programme:
    """Return the programme as it would be published now, with the names of those who may be named."""
    return named(unnamed_draft(event, sittings))


def unnamed_draft(event: Event, sittings: Sequence[Sitting]) -> Programme:
    """Return what a version stores: registered people stand in it by number, whether or not they may be named."""
    rooms = rooms_of(sittings)
    draft = Programme(
        sittings=tuple(_sitting(sitting, rooms) for sitting in sittings),
        states={language: state.value for language, state in text_states(event, sittings).items()},
    )
    return with_documents(draft)


def _sitting(sitting: Sitting, rooms: Rooms) -> ProgrammeSitting:
    items = sorted(sitting.items, key=lambda item: (item.starts_at, item.id))
    return ProgrammeSitting(
        id=sitting.id,
        uid=sitting.uid,
        sequence=sitting.sequence,
        title=dict(sitting.title),
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        **_languages(sitting, rooms),
        place=dict(sitting.place),
        status=sitting.status,
        clock=clock_of(sitting),
        items=tuple(_item(item, rooms) for item in items),
    )


def _languages(place: Sitting | AgendaItem, rooms: Rooms) -> dict[str, Any]:
    return asdict(rooms.spoken(place))


def clock_of(sitting: Sitting) -> WallClock | None:
    """Return the time on the wall for which a sitting was set; None where it was not noted."""
    if not (sitting.zone and sitting.wall_starts and sitting.wall_ends):
        return None
    return WallClock(sitting.zone, sitting.wall_starts, sitting.wall_ends)


def _item(item: AgendaItem, rooms: Rooms) -> ProgrammeItem:
    return ProgrammeItem(
        id=item.id,
        kind=item.kind,
        title=dict(item.title),
        description=dict(item.description),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        **_languages(item, rooms),
        speakers=tuple(_speaker(speaker) for speaker in item.speakers),
        links=tuple(ProgrammeLink(dict(link.label), link.address) for link in item.links),
    )


def _speaker(speaker: Speaker) -> ProgrammeSpeaker:
    return ProgrammeSpeaker(
        speaker.part, speaker.name or "", dict(speaker.function), speaker.registration_id, speaker.agreed_at
    )
