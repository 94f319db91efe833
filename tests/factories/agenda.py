"""An agenda to test with: a sitting of an evening in Bangkok, and what happens in it."""

from datetime import UTC, datetime, timedelta

from assembly.agenda import service
from assembly.agenda.drafts import ChannelDraft, ItemDraft, SittingDraft, SpeakerDraft
from assembly.agenda.kinds import ItemKind, SpeakerPart
from assembly.agenda.models import AgendaItem, Sitting
from assembly.events.models import Event

FIRST_EVENING = datetime(2026, 12, 3, 11, 0, tzinfo=UTC)
"""18:00 in Bangkok."""

FOUR = {"en": "First sitting", "es": "Primera sesión", "fr": "Première séance", "ru": "Первое заседание"}
FOUR_OPENING = {"en": "Opening", "es": "Apertura", "fr": "Ouverture", "ru": "Открытие"}


def sitting_draft(
    title: dict[str, str] | None = None,
    starts_at: datetime = FIRST_EVENING,
    hours: float = 3,
    channels: tuple[ChannelDraft, ...] = (
        ChannelDraft("en", "https://meet.example/floor", floor=True),
        ChannelDraft("fr", "https://meet.example/fr"),
    ),
) -> SittingDraft:
    return SittingDraft(title or FOUR, starts_at, starts_at + timedelta(hours=hours), channels)


def item_draft(
    title: dict[str, str] | None = None,
    starts_at: datetime = FIRST_EVENING,
    minutes: int = 50,
    kind: ItemKind = ItemKind.PLENARY,
    speakers: tuple[SpeakerDraft, ...] = (SpeakerDraft(SpeakerPart.CHAIR, "Soledad Irigoyen"),),
) -> ItemDraft:
    return ItemDraft(kind, title or FOUR_OPENING, starts_at, starts_at + timedelta(minutes=minutes), {}, speakers)


def make_sitting(event: Event, **draft: object) -> Sitting:
    """Add a sitting. Inside of a transaction."""
    return service.create_sitting(None, event, sitting_draft(**draft))  # type: ignore[arg-type]


def make_item(sitting: Sitting, **draft: object) -> AgendaItem:
    """Add an item that begins with its sitting, unless told otherwise. Inside of a transaction."""
    return service.create_item(None, sitting, item_draft(**{"starts_at": sitting.starts_at, **draft}))  # type: ignore[arg-type]


def make_programme(event: Event) -> Sitting:
    """Add and publish a sitting with one item. Inside of a transaction."""
    sitting = make_sitting(event)
    make_item(sitting)
    service.publish_agenda(None, event)
    return sitting
