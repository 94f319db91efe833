"""Reading the agenda: the draft that is being edited, and what was published."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assembly.agenda.models import AgendaItem, AgendaVersion, Sitting
from assembly.agenda.programme import (
    Programme,
    ProgrammeItem,
    ProgrammeSitting,
    ProgrammeSpeaker,
    from_json,
)
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.texts import TextState, states_of, worst_state

SITTING_TEXTS = ("title",)
ITEM_TEXTS = ("title", "description")


def sittings_of(event_id: int) -> Sequence[Sitting]:
    """Return the sittings that are being edited, in order of time, with all that is in them."""
    return db.session.scalars(
        select(Sitting)
        .where(Sitting.event_id == event_id)
        .order_by(Sitting.starts_at, Sitting.id)
        .options(
            selectinload(Sitting.channels),
            selectinload(Sitting.items).selectinload(AgendaItem.speakers),
        )
    ).all()


def sitting_of(event_id: int, sitting_id: int) -> Sitting:
    """Return one sitting of this event; raise `NotFoundError`."""
    sitting = db.session.get(Sitting, sitting_id)
    if sitting is None or sitting.event_id != event_id:
        raise NotFoundError
    return sitting


def item_of(event_id: int, item_id: int) -> AgendaItem:
    """Return one item of this event; raise `NotFoundError`."""
    item = db.session.get(AgendaItem, item_id, options=[joinedload(AgendaItem.sitting)])
    if item is None or item.sitting.event_id != event_id:
        raise NotFoundError
    return item


def latest_version(event_id: int) -> AgendaVersion | None:
    """Return what was published last."""
    return db.session.scalar(
        select(AgendaVersion).where(AgendaVersion.event_id == event_id).order_by(AgendaVersion.number.desc()).limit(1)
    )


def programme_of(version: AgendaVersion | None) -> Programme | None:
    """Return the programme of a version; None for none."""
    return from_json(version.content) if version else None


def published(event_id: int) -> Programme | None:
    """Return the programme that readers see, or None while nothing is published."""
    return programme_of(latest_version(event_id))


def sittings_with_channels(event_id: int) -> Sequence[Sitting]:
    """Return the sittings with the addresses to join them: for those admitted, and as they are now."""
    return db.session.scalars(
        select(Sitting)
        .where(Sitting.event_id == event_id)
        .order_by(Sitting.starts_at, Sitting.id)
        .options(selectinload(Sitting.channels))
    ).all()


def text_states(event: Event, sittings: Sequence[Sitting]) -> dict[str, TextState]:
    """Return how all texts of the agenda stand together in each language."""
    each = [
        states
        for sitting in sittings
        for states in (
            states_of(sitting, SITTING_TEXTS, event.languages, event.source_language),
            *(states_of_item(event, item) for item in sitting.items),
        )
    ]
    return {language: worst_state(states[language] for states in each) for language in event.languages}


def states_of_item(event: Event, item: AgendaItem) -> dict[str, TextState]:
    """Return how the texts of one item stand in each language."""
    return states_of(item, ITEM_TEXTS, event.languages, event.source_language)


def draft_of(event: Event, sittings: Sequence[Sitting]) -> Programme:
    """Return the programme as it would be published now."""
    return Programme(
        sittings=tuple(_sitting(sitting) for sitting in sittings),
        states={language: state.value for language, state in text_states(event, sittings).items()},
    )


def _sitting(sitting: Sitting) -> ProgrammeSitting:
    floor = next((channel.language for channel in sitting.channels if channel.floor), None)
    items = sorted(sitting.items, key=lambda item: (item.starts_at, item.id))
    return ProgrammeSitting(
        id=sitting.id,
        uid=sitting.uid,
        sequence=sitting.sequence,
        title=dict(sitting.title),
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        floor=floor,
        interpretation=tuple(channel.language for channel in sitting.channels if not channel.floor),
        items=tuple(_item(item) for item in items),
    )


def _item(item: AgendaItem) -> ProgrammeItem:
    return ProgrammeItem(
        id=item.id,
        kind=item.kind,
        title=dict(item.title),
        description=dict(item.description),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        speakers=tuple(ProgrammeSpeaker(speaker.part, speaker.name) for speaker in item.speakers),
    )
