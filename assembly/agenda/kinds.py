"""The words of an agenda: what happens in an item, what a person does in it, and whether a sitting is held."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What happens in an item."""

    OPENING = "opening"
    PLENARY = "plenary"
    PANEL = "panel"
    WORKSHOP = "workshop"
    FIELD_VISIT = "field-visit"
    VOTE = "vote"
    BREAK = "break"
    CLOSING = "closing"
    OTHER = "other"


class SpeakerPart(StrEnum):
    """What a person or organisation does in an item."""

    CHAIR = "chair"
    MODERATOR = "moderator"
    SPEAKER = "speaker"


class SittingStatus(StrEnum):
    """Whether a sitting is held; a cancelled one stays in the programme and says so."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
